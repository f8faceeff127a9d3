package dev.sleipnir.model.layer;

import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.cell.RecurrentCell;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.AdamW;
import dev.sleipnir.model.optimize.GradientClipping;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.PropagationCount;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** One layer at several places of a network, or in several networks. */
class SharedLayerTest {
  private static final int STEPS = 12;
  private static final int BATCH = 3;
  private static final int SIZE = 150;

  private static Linear linear() {
    return new Linear(new RandomStream(5, 5), SIZE, SIZE, true);
  }

  private static NeuronCell lif() {
    return new Lif().with("v_th", 0.05).cell();
  }

  /** The same layer twice, and the same neurons twice. */
  private static SequentialState twice(Linear linear, NeuronCell neurons) {
    return new SequentialState(linear, neurons, linear, neurons, new Li().cell());
  }

  private static Tensor spikes() {
    float[] z = Tensor.rand(new RandomStream(9, 9), STEPS * BATCH * SIZE).toArray();
    for (int i = 0; i < z.length; i++) {
      z[i] = z[i] < 0.1f ? 1f : 0f;
    }
    return Tensor.of(z, STEPS, BATCH, SIZE);
  }

  private static float[] gradient(SequentialState net, Linear of, Workspace workspace) {
    of.weight().clearGradient();
    try (Tape tape = new Tape(workspace)) {
      Tensor y = Lift.of(net).forward(tape.enter(spikes().asSpikes(2)));
      tape.backward(y, Tensor.randn(new RandomStream(3, 3), STEPS, BATCH, SIZE));
    }
    return of.weight().gradient().clone();
  }

  @Test
  void parametersAreListedOnceInTheOrderOfFirstUse() {
    Linear a = linear();
    Linear b = linear();
    RecurrentCell recurrent = new Lif().recurrentCell(SIZE, SIZE);
    SequentialState inner = new SequentialState(b, a);
    SequentialState net = new SequentialState(a, recurrent, inner, a, recurrent, b);
    List<Parameter> expected = new ArrayList<>(a.parameters());
    expected.addAll(recurrent.parameters());
    expected.addAll(b.parameters());
    assertEquals(expected, net.parameters());
    assertEquals(expected, new RecurrentSequential(net, a).parameters());
    assertEquals(expected, Lift.of(net).module().parameters());
    List<Parameter> both = new ArrayList<>(net.parameters());
    both.addAll(new SequentialState(b, linear()).parameters());
    assertEquals(expected.size() + 2, Parameter.distinct(both).size());
  }

  @Test
  void gradientsOfAllUsesAreSummedAndTheSameHoweverTheyAreComputed() {
    Linear first = linear();
    Linear second = linear();
    SequentialState apart = new SequentialState(first, lif(), second, lif(), new Li().cell());
    float[] sum = gradient(apart, first, new Workspace());
    float[] other = gradient(apart, second, new Workspace());
    float[] shared = null;
    for (int threads : new int[] {1, 2, 3, 8}) {
      try (Parallel pool = Parallel.of(threads)) {
        for (Propagation way : List.of(Propagation.EVENT, Propagation.AUTO)) {
          Linear linear = linear();
          SequentialState net = twice(linear, lif());
          float[] found = gradient(net, linear, new Workspace(pool, way));
          shared = shared == null ? found : shared;
          assertSame(threads + " threads, " + way, shared, found);
        }
      }
    }
    assertNotNull(shared);
    double size = 0;
    double difference = 0;
    for (int i = 0; i < sum.length; i++) {
      size = Math.max(size, Math.abs(sum[i] + other[i]));
      difference = Math.max(difference, Math.abs(shared[i] - (sum[i] + other[i])));
    }
    assertTrue(size > 0.01, "expected gradients, the largest was " + size);
    assertTrue(difference < 1e-5 * size, difference + " of " + size);
  }

  @Test
  void oneUpdateEvenWhereAListNamesItTwice() {
    List<Function<List<Parameter>, Optimizer>> all =
        List.of(
            list -> new Adam(list, 0.01),
            list -> new AdamW(list, 0.01),
            list -> new Sgd(list, 0.01),
            list -> new Sgd(list, 0.01).momentum(0.9));
    for (Function<List<Parameter>, Optimizer> kind : all) {
      Linear once = linear();
      Linear often = linear();
      List<Parameter> list = new ArrayList<>(often.parameters());
      list.addAll(new SequentialState(often, often).parameters());
      list.addAll(often.parameters());
      Optimizer expected = kind.apply(once.parameters());
      Optimizer optimizer = kind.apply(list);
      assertEquals(often.parameters(), optimizer.parameters());
      assertEquals(expected.memory().size(), optimizer.memory().size());
      for (int step = 0; step < 3; step++) {
        Arrays.fill(once.weight().gradient(), 0.5f);
        Arrays.fill(often.weight().gradient(), 0.5f);
        expected.step();
        optimizer.step();
      }
      assertSame(optimizer.name(), once.weight().data(), often.weight().data());
      assertEquals(0f, often.weight().gradient()[0]);
    }
  }

  @Test
  void clippingCountsAParameterOnce() {
    Linear linear = linear();
    List<Parameter> list = new ArrayList<>(linear.parameters());
    list.addAll(linear.parameters());
    Arrays.fill(linear.weight().gradient(), 2f);
    double norm = Math.sqrt(4.0 * SIZE * SIZE);
    assertEquals(norm, GradientClipping.clipNorm(list, norm / 4), 1e-9);
    assertEquals(0.5f, linear.weight().gradient()[0]);
  }

  @Test
  void oneCellAtTwoPlacesKeepsTwoStates() {
    NeuronCell neurons = lif();
    SequentialState shared = twice(linear(), neurons);
    SequentialState apart = new SequentialState(linear(), lif(), linear(), lif(), new Li().cell());
    Step first = Lift.of(shared).run(spikes(), null);
    Step second = Lift.of(apart).run(spikes(), null);
    assertSame("outputs", second.output().toArray(), first.output().toArray());
    State early = shared.stateOf(first.state(), 1);
    State late = shared.stateOf(first.state(), 3);
    assertNotNull(early);
    assertNotSame(early, late);
  }

  @Test
  void sessionsAndPropagationCountsSeeBothUses() {
    Linear linear = linear();
    SequentialState net = twice(linear, lif());
    Workspace workspace = new Workspace(Parallel.common(), Propagation.EVENT);
    float[] expected;
    try (Tape tape = new Tape(workspace)) {
      expected = Lift.of(net).forward(tape.enter(spikes().asSpikes(2))).toArray();
    }
    List<PropagationCount> counts = workspace.propagations();
    assertEquals(1, counts.size(), counts.toString());
    assertEquals(2, counts.getFirst().eventDriven());
    assertEquals(2L * STEPS * BATCH * SIZE, counts.getFirst().neurons());
    Session session = Session.of(net, BATCH, SIZE);
    float[] x = spikes().toArray();
    int row = BATCH * SIZE;
    for (int t = 0; t < STEPS; t++) {
      if (t == STEPS / 2) {
        // Both uses have to notice an edit.
        float[] same = linear.weight().data().clone();
        linear.weight().set(Tensor.zeros(SIZE, SIZE));
        linear.weight().set(Tensor.of(same, SIZE, SIZE));
      }
      float[] y = session.step(Arrays.copyOfRange(x, t * row, (t + 1) * row));
      assertSame("step " + t, Arrays.copyOfRange(expected, t * row, (t + 1) * row), y);
    }
  }
}
