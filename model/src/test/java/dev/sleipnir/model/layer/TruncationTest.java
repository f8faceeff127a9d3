package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Truncated back-propagation through time, beside segments on tapes of their own. */
class TruncationTest {
  private static final int STEPS = 20;
  private static final int EVERY = 4;

  /** Output of all steps, gradient at all inputs, gradients of the parameters. */
  private static List<float[]> segments(LiftCase example) {
    NetworkModule module = example.module();
    List<float[]> inputs = new ArrayList<>();
    List<float[]> outputs = new ArrayList<>();
    // From last to first, as one tape goes; each from the state that those before it lead to.
    for (int from = STEPS - EVERY; from >= 0; from -= EVERY) {
      Tensor xs = example.input(STEPS);
      State state = from == 0 ? null : Lift.of(module).run(xs.rows(0, from), null).state();
      try (Tape tape = new Tape()) {
        Tensor x = tape.watch(xs.rows(from, from + EVERY));
        Tensor out = Lift.of(module).run(x, detached(state, tape)).output();
        tape.backward(out, cotangent(out, STEPS).rows(from, from + EVERY));
        inputs.addFirst(LiftCase.gradient(x));
        outputs.addFirst(out.toArray());
      }
    }
    List<float[]> results = new ArrayList<>(List.of(joined(outputs), joined(inputs)));
    module.parameters().forEach(p -> results.add(p.gradient().clone()));
    return results;
  }

  private static @Nullable State detached(@Nullable State state, Tape tape) {
    return state == null ? null : state.with(new Parts(n -> n.copy(tape), tape::enter));
  }

  private static Tensor cotangent(Tensor output, int steps) {
    int[] shape = output.shape();
    shape[0] = steps;
    return normal(6, shape);
  }

  private static float[] joined(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(p -> p.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource(
      value = LiftCase.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"DROPOUT", "STOCHASTIC"})
  void gradientsAreThoseOfSegmentsOnTheirOwn(LiftCase example) {
    NetworkModule module = example.module();
    List<float[]> results = new ArrayList<>();
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(example.input(STEPS));
      Tensor out = Lift.of(module).truncateEvery(EVERY).forward(x);
      tape.backward(out, cotangent(out, STEPS));
      results.add(out.toArray());
      results.add(LiftCase.gradient(x));
    }
    module.parameters().forEach(p -> results.add(p.gradient().clone()));
    assertSame("result", segments(example), results);
  }

  @ParameterizedTest
  @EnumSource(LiftCase.class)
  void theStateGoesOn(LiftCase example) {
    Tensor x = example.input(STEPS);
    Step whole = Lift.of(example.module()).run(x, null);
    Step truncated = Lift.of(example.module()).truncateEvery(EVERY).run(x, null);
    assertSame("output", whole.output().toArray(), truncated.output().toArray());
  }

  /** A step of one segment does not see an input of the one before, even within a block. */
  @Test
  void noGradientCrossesAStop() {
    var cell = new Lif().with("v_th", 0.2).cell();
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(normal(1, 12, 2, 3));
      Tensor out = Lift.of(cell).truncateEvery(5).forward(x);
      float[] cotangent = new float[72];
      cotangent[12 * 3 * 2 - 1] = 1;
      tape.backward(out, Tensor.of(cotangent, 12, 2, 3));
      float[] gradient = LiftCase.gradient(x);
      for (int t = 0; t < 12; t++) {
        assertEquals(t >= 10, gradient[t * 6 + 5] != 0, "step " + t);
      }
    }
  }

  /** Neurons update the given state in place, whether gradients stop or not. */
  @Test
  void theGivenStateIsTheOneUpdated() {
    var cell = new Lif().with("v_th", 0.2).cell();
    NeuronState given = cell.initialState(2, 3);
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(normal(1, 12, 2, 3));
      Step step = Lift.of(cell).truncateEvery(5).checkpointEvery(2).run(x, given);
      assertSame(given.column("v"), ((NeuronState) step.state()).column("v"));
      tape.backward(step.output().sum());
      Tensor gradient = given.gradient("v");
      assertNotEquals(null, gradient);
    }
    assertNotEquals(0f, given.column("v")[0]);
  }

  /** A loss behind the last stop leaves the segments before it alone. */
  @Test
  void segmentsWithoutAGradientAreSkipped() {
    Linear linear = new Linear(new RandomStream(1, 0), 3, 3, true);
    var model = new SequentialState(linear, new Lif().with("v_th", 0.2).cell());
    float[][] gradients = new float[2][];
    for (int c = 0; c < 2; c++) {
      try (Tape tape = new Tape()) {
        Lift lift = Lift.of(model);
        Step begun = lift.run(tape.enter(normal(1, 4, 64, 3)), null);
        Step done = lift.truncateEvery(4).run(tape.enter(normal(2, 8, 64, 3)), begun.state());
        tape.backward((c == 0 ? done.output().rows(4, 8) : done.output()).sum());
      }
      gradients[c] = linear.weight().gradient().clone();
      model.parameters().forEach(Parameter::clearGradient);
    }
    assertNotEquals(gradients[0][0], gradients[1][0]);
  }
}
