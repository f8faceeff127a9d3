package dev.sleipnir.model.layer;

import static dev.sleipnir.model.Close.assertClose;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifMc;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Spike by spike gives what the products with all ones and zeros give. */
class EventPropagationTest {
  private static final double[] DENSITIES = {0, 0.02, 0.5, 1};

  private static final List<Parameter> NONE = List.of();

  /** Blocks of a lifted network are of 7 steps with it. */
  private static final int BATCH = 33;

  private static Workspace workspace(Propagation propagation) {
    return new Workspace(Parallel.common(), propagation);
  }

  private static List<Tensor> inputs(EventCase network, int steps, int batch, double density) {
    return List.of(network.input(1, steps, batch, density), network.input(2, 3, batch, density));
  }

  private static void assertSameEveryWay(EventCase network, int steps, int batch, double density) {
    List<Tensor> bits = inputs(network, steps, batch, density);
    List<Tensor> floats = bits.stream().map(x -> Tensor.of(x.toArray(), x.shape())).toList();
    EventCase.Result expected = network.train(floats, workspace(Propagation.DENSE));
    List<float[]> inferred = network.infer(floats, workspace(Propagation.DENSE));
    for (Propagation way : Propagation.values()) {
      String what = network + " " + way + " batch " + batch + " density " + density;
      EventCase.Result actual = network.train(bits, workspace(way));
      assertSame(what, expected.values(), actual.values());
      assertSame(what + " inferred", inferred, network.infer(bits, workspace(way)));
      for (int g = 0; g < expected.gradients().size(); g++) {
        assertNear(what + " gradient " + g, expected.gradients().get(g), actual.gradients().get(g));
      }
    }
  }

  /** Within 1e-5 of the largest. */
  private static void assertNear(String what, float[] expected, float[] actual) {
    double[] values = new double[expected.length];
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = expected[i];
      largest = Math.max(largest, Math.abs(values[i]));
    }
    assertClose(what, values, actual, 0, 1e-5 * largest);
  }

  @ParameterizedTest
  @EnumSource
  void givesTheSameEveryWay(EventCase network) {
    for (double density : DENSITIES) {
      assertSameEveryWay(network, 17, BATCH, density);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesTheSameForOneSample(EventCase network) {
    assertSameEveryWay(network, 11, 1, 0.3);
  }

  @Test
  void givesTheSameForOneSampleAndSeveralBlocks() {
    assertSameEveryWay(EventCase.LINEAR, 530, 1, 0.3);
  }

  /** Otherwise the other tests compare nothing with nothing. */
  @ParameterizedTest
  @EnumSource
  void someNeuronsSpikeAndSomeDoNot(EventCase network) {
    List<NetworkModule> modules = network.module().modules();
    List<Tensor> hidden = new ArrayList<>();
    try (Scope scope = new Scope(workspace(Propagation.EVENT))) {
      Tensor x = scope.enter(network.input(1, 20, BATCH, 0.5));
      Step step = null;
      for (int t = 0; t < 20; t++) {
        int[] features = x.shape();
        int[] shape = Arrays.copyOfRange(features, 1, features.length);
        Tensor row = x.rows(t, t + 1).reshape(shape);
        hidden.clear();
        step = network.module().step(row, step == null ? null : step.state(), hidden);
      }
      for (int m = 0; m < modules.size(); m++) {
        SpikeRows spikes = hidden.get(m).spikes();
        if (modules.get(m) instanceof Cell cell && cell.isSpiking()) {
          assertNotNull(spikes);
          long count = spikes.count(0, spikes.rows());
          assertTrue(count > 0 && count < hidden.get(m).size(), modules.get(m) + ": " + count);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theNumberOfThreadsChangesNoBit(EventCase network) {
    List<Tensor> inputs = inputs(network, 17, BATCH, 0.2);
    EventCase.Result expected = null;
    for (int threads = 1; threads <= 3; threads++) {
      try (Parallel parallel = Parallel.of(threads)) {
        EventCase.Result result = network.train(inputs, new Workspace(parallel, Propagation.EVENT));
        expected = expected == null ? result : expected;
        assertSame(threads + " threads", expected.values(), result.values());
        assertSame(threads + " threads", expected.gradients(), result.gradients());
      }
    }
  }

  /** Their sums go sample by sample, whatever runs as one unit: that differs by vector width. */
  @ParameterizedTest
  @EnumSource(names = {"LEARNED", "LEARNED_IMAGES", "STOCHASTIC_IMAGES", "POTENTIALS_OF_IMAGES"})
  void learnedParametersOfNeuronsHaveTheSameGradientEveryWay(EventCase network) {
    List<Tensor> inputs = inputs(network, 17, BATCH, 0.2);
    List<float[]> dense = ofNeurons(network, inputs, Propagation.DENSE);
    assertFalse(dense.isEmpty());
    assertSame(network.toString(), dense, ofNeurons(network, inputs, Propagation.EVENT));
  }

  private static List<float[]> ofNeurons(EventCase network, List<Tensor> inputs, Propagation way) {
    List<float[]> gradients = network.train(inputs, workspace(way)).gradients();
    SequentialState module = network.module();
    List<Parameter> parameters = module.parameters();
    List<float[]> some = new ArrayList<>();
    for (NetworkModule part : module.modules()) {
      for (Parameter parameter : part instanceof NeuronCell cell ? cell.parameters() : NONE) {
        int p = parameters.indexOf(parameter);
        some.add(gradients.get(gradients.size() - parameters.size() + p));
      }
    }
    return some;
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.MATCH_NONE,
      names = {"RECURRENT_.*", "SEVERAL_INPUTS.*", "COMPARTMENTS"})
  void neuronsFollowTheirConnection(EventCase network) {
    assertTrue(follows(network));
  }

  @Test
  void parametersThatDoNotFitAreRefusedBeforeAnythingChanges() {
    Linear weights = new Linear(9, 12);
    NeuronCell fitting = new Lif().cell();
    NeuronCell other = new Lif().with("v_th", Tensor.full(1, 13)).cell();
    Tensor x = EventCase.LINEAR.input(1, 1, 2, 0.5).reshape(2, 9);
    State state = new SequentialState(weights, fitting).step(x, null).state();
    try (Scope scope = new Scope(workspace(Propagation.EVENT))) {
      Tensor spikes = scope.enter(x);
      SequentialState network = new SequentialState(weights, other);
      var e = assertThrows(IllegalArgumentException.class, () -> network.step(spikes, state));
      assertEquals("v_th: expected a shape that broadcasts to [12], got [13]", e.getMessage());
      new SequentialState(weights, fitting).step(spikes, state);
    }
  }

  @Test
  void potentialsFollowTooAndCompartmentsTakeTheirCurrentsWhole() {
    Tensor x = Tensor.of(SpikeRows.silent(6, 3), 6, 3);
    assertTrue(follows(new SequentialState(new Linear(3, 4), new Li().cell()), x));
    NeuronCell coupled = LifMc.of(normal(1, 4, 4)).cell();
    assertFalse(follows(new SequentialState(new Linear(3, 4), coupled), x));
  }

  private static boolean follows(EventCase network) {
    Tensor x = network.input(1, 3, 2, 0.5);
    int[] shape = x.shape();
    int[] merged = Arrays.copyOfRange(shape, 1, shape.length);
    merged[0] = 6;
    return follows(network.module(), x.reshape(merged));
  }

  private static boolean follows(SequentialState network, Tensor input) {
    List<NetworkModule> modules = network.modules();
    NeuronCell cell =
        modules.stream()
            .filter(NeuronCell.class::isInstance)
            .map(NeuronCell.class::cast)
            .findFirst()
            .orElseThrow();
    try (Scope scope = new Scope(workspace(Propagation.EVENT))) {
      Tensor x = scope.enter(input);
      Drive drive = ((Connection) modules.getFirst()).drive(x, 3);
      assertNotNull(drive);
      return cell.canFollow(List.of(drive), null);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EVENT", "DENSE", "AUTO"})
  void buffersComeBack(Propagation way) {
    for (EventCase network : EventCase.values()) {
      NetworkModule module = network.module();
      Tensor x = network.input(1, 17, BATCH, 0.2);
      Workspace workspace = workspace(way);
      long[] forward = new long[4];
      long[] backward = new long[4];
      for (int i = 0; i < 4; i++) {
        try (Tape tape = new Tape(workspace)) {
          Lift.of(module).forward(tape.watch(x));
        }
        forward[i] = workspace.allocatedBytes();
      }
      for (int i = 0; i < 4; i++) {
        try (Tape tape = new Tape(workspace)) {
          Tensor out = Lift.of(module).forward(tape.watch(x));
          tape.backward(out, normal(1, out.shape()));
        }
        backward[i] = workspace.allocatedBytes();
      }
      assertEquals(forward[0], forward[3], network + " without backward");
      assertEquals(backward[0], backward[3], network + " with backward");
    }
  }

  @ParameterizedTest
  @EnumSource
  void checkpointsChangeNoBit(EventCase network) {
    List<Tensor> inputs = inputs(network, 17, BATCH, 0.2);
    Workspace workspace = workspace(Propagation.EVENT);
    EventCase.Result whole = network.train(inputs, workspace, Lift::of);
    EventCase.Result few = network.train(inputs, workspace, m -> Lift.of(m).checkpointEvery(7));
    assertSame("values", whole.values(), few.values());
    assertSame("gradients", whole.gradients(), few.gradients());
  }
}
