package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a recording of states holds, and the gradients that flow back from it. */
class RecordStatesTest {
  private static final int STEPS = 7;
  private static final int BATCH = 2;
  private static final int NEURONS = 3;

  private static final Neuron TWO_COLUMNS =
      Neuron.parse(
          """
          model two_columns
          parameters k = 0.3
          state v = 0.1, w = 0
          input x
          w = w + k * (v - w)
          v = v + k * (x - v * v)
          y = tanh(v)
          output y
          """);

  private static Tensor input() {
    return normal(2, STEPS, BATCH, NEURONS);
  }

  private static Tensor spikesInput() {
    return input().add(Tensor.full(1.5f, STEPS, BATCH, NEURONS));
  }

  private static void assertStepped(NeuronLayer layer) {
    Tensor x = spikesInput();
    NeuronState state = layer.cell().initialState(BATCH, NEURONS);
    NeuronLayer.Recording recording = layer.recordStates(x, state.copy());
    assertEquals(state.names(), List.copyOf(recording.states().keySet()));
    assertArrayEquals(new int[] {STEPS, BATCH, NEURONS}, recording.output().shape());
    State current = state;
    for (int t = 0; t < STEPS; t++) {
      Step step = layer.cell().step(x.rows(t, t + 1).reshape(BATCH, NEURONS), current);
      current = step.state();
      Tensor output = step.output();
      assertSame("output", output.toArray(), recording.output().rows(t, t + 1).toArray());
      for (String name : state.names()) {
        Tensor series = Recorded.named(recording.states(), name);
        assertArrayEquals(new int[] {STEPS, BATCH, NEURONS}, series.shape());
        assertSame(name, state.get(name).toArray(), series.rows(t, t + 1).toArray());
      }
    }
    for (String name : state.names()) {
      assertSame(name, state.get(name).toArray(), recording.last().get(name).toArray());
    }
    NeuronLayer.Recording fresh = layer.recordStates(x, null);
    assertSame("from null", recording.output().toArray(), fresh.output().toArray());
    assertSame("as run", layer.forward(x).toArray(), recording.output().toArray());
  }

  @Test
  void isEveryStateOfStepping() {
    assertStepped(new Lif().layer());
    assertStepped(new LifRefrac().recurrent(NEURONS, NEURONS));
    assertStepped(LifMc.of(normal(1, NEURONS, NEURONS)).layer());
    assertStepped(LifMcRefrac.of(normal(1, NEURONS, NEURONS).scale(0.1f)).recurrent(3, 3));
  }

  /** x and k, to the output, v and w of every step, one after the other. */
  private static double[] restated(double[] x, double k) {
    double[] out = new double[3 * x.length];
    double[] v = new double[BATCH * NEURONS];
    double[] w = new double[BATCH * NEURONS];
    Arrays.fill(v, 0.1);
    for (int e = 0; e < x.length; e++) {
      int n = e % v.length;
      w[n] += k * (v[n] - w[n]);
      v[n] += k * (x[e] - v[n] * v[n]);
      out[e] = Math.tanh(v[n]);
      out[x.length + e] = v[n];
      out[2 * x.length + e] = w[n];
    }
    return out;
  }

  @Test
  void gradientsFlowBackFromOutputAndStatesAtOnce() {
    NeuronLayer layer = TWO_COLUMNS.learn("k").layer();
    check(
        in -> all(layer.recordStates(in.get(0), null)),
        p -> restated(p[0], p[1][0]),
        layer.parameters(),
        input());
  }

  private static Tensor all(NeuronLayer.Recording recording) {
    return Tensor.concatenate(
        List.of(
            recording.output(),
            Recorded.named(recording.states(), "v"),
            Recorded.named(recording.states(), "w")));
  }

  /** The recorded spikes of a recurrent layer are its output, and have its gradient. */
  @Test
  void recordedSpikesAreTheOutput() {
    float[][] gradients = new float[2][];
    for (int which = 0; which < 2; which++) {
      Tensor w = Tensor.full(0.5f, NEURONS, NEURONS);
      NeuronLayer layer = new Lif().recurrent(new RecurrentWeights(w, w, false));
      try (Tape tape = new Tape()) {
        NeuronLayer.Recording recording = layer.recordStates(tape.enter(spikesInput()), null);
        Tensor z = Recorded.named(recording.states(), "z");
        assertSame("z", recording.output().toArray(), z.toArray());
        tape.backward(which == 0 ? z : recording.output(), normal(9, STEPS, BATCH, NEURONS));
      }
      gradients[which] = layer.parameters().get(1).gradient();
      assertNotEquals(0f, gradients[which][1]);
    }
    assertSame("gradient of the recurrent weights", gradients[0], gradients[1]);
  }

  /** Neurons stored channels-last are recorded in the order of their axes. */
  @Test
  void keepsTheOrderOfAxes() {
    Tensor x = normal(3, STEPS, BATCH, 3, 2, 4);
    NeuronLayer layer = TWO_COLUMNS.layer();
    float[] expected = all(layer.recordStates(x, null)).toArray();
    assertSame("v and w", expected, all(layer.recordStates(x.channelsLast(), null)).toArray());
  }
}
