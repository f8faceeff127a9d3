package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.neuron.CorrelationSensor;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What is refused, with one message, before any weight or trace changes. */
class BadInputTest {
  private static final float BEFORE = 7; // beyond the bounds: accepted synapses would move it

  private static void refused(String expected, Executable code) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, code).getMessage());
    assertTrue(message.contains(expected), message);
  }

  private static LearningRule[] rules() {
    return new LearningRule[] {
      Stdp.additive(), Stdp.additiveStep(), Stdp.multiplicativePow(0.5), Stdp.multiplicativeRelu()
    };
  }

  @Test
  void numbersOutOfRange() {
    Parameter dense = new Parameter("w", Tensor.full(BEFORE, 2, 3));
    Conv2d convolution = new Conv2d(Tensor.full(BEFORE, 2, 1, 3, 3), null, 1, 0, 1);
    Parameter conv = convolution.weight();
    for (LearningRule rule : rules()) {
      LearningRule[] bad = {
        rule.with("w_min", 1),
        rule.with("w_max", -1),
        rule.with("tau_pre_inv", -1),
        rule.with("tau_post_inv", -1),
        rule.with("tau_pre_inv", 0)
      };
      String[] expected = {
        "expected w_min < w_max",
        "expected w_min < w_max",
        "expected a positive rate of decay tau_pre_inv of trace t_pre, got -1.0",
        "expected a positive rate of decay tau_post_inv of trace t_post, got -1.0",
        "expected a positive rate of decay tau_pre_inv of trace t_pre, got 0.0"
      };
      for (int r = 0; r < bad.length; r++) {
        LearningRule wrong = bad[r];
        refused(expected[r], () -> wrong.dense(dense));
        refused(expected[r], () -> wrong.conv(convolution, 5, 5));
      }
      for (double number : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
        refused("eta_plus", () -> rule.with("eta_plus", number).dense(dense));
        refused("dt", () -> rule.dt(number).dense(dense));
      }
    }
    assertArrayEquals(Tensor.full(BEFORE, 6).toArray(), dense.data());
    assertArrayEquals(Tensor.full(BEFORE, 18).toArray(), conv.data());
  }

  @Test
  void weightsThatAreNotFinite() {
    for (float number : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Parameter dense = new Parameter("w", Tensor.of(new float[] {BEFORE, number}, 1, 2));
      Tensor kernel = Tensor.of(new float[] {BEFORE, number}, 1, 1, 1, 2);
      Conv2d convolution = new Conv2d(kernel, null, 1, 0, 1);
      Parameter conv = convolution.weight();
      for (LearningRule rule : rules()) {
        refused("w: expected finite weights, got " + number + " at 1", () -> rule.dense(dense));
        refused("weight: expected finite weights", () -> rule.conv(convolution, 5, 5));
      }
      assertEquals(BEFORE, dense.data()[0]);
      assertEquals(BEFORE, conv.data()[0]);
    }
  }

  @Test
  void geometryThatDoesNotFit() {
    Conv2d conv = new Conv2d(Tensor.full(BEFORE, 2, 1, 3, 3), null, 1, 0, 1);
    LearningRule rule = Stdp.additive();
    assertThrows(IllegalArgumentException.class, () -> rule.conv(conv, 2, 5));
    assertThrows(IllegalArgumentException.class, () -> rule.conv(conv, 5, 2));
    assertThrows(IllegalArgumentException.class, () -> rule.conv(conv, 0, 5));
    assertArrayEquals(Tensor.full(BEFORE, 18).toArray(), conv.weight().data());
  }

  private static float[] with(int length, float value) {
    float[] z = new float[length];
    z[length - 1] = value;
    return z;
  }

  @Test
  void spikesOfDenseSynapses() {
    Parameter w = new Parameter("w", Tensor.full(0.5f, 2, 3));
    DenseSynapses synapses = Stdp.additive().dense(w);
    TraceState state = synapses.initialState(2);
    float[] pre = Tensor.full(1, 6).toArray();
    float[] post = Tensor.full(1, 4).toArray();
    synapses.step(pre, post, state);
    float[] before = w.data().clone();
    float[] trace = state.pre().column(0).clone();
    for (float value : new float[] {0.5f, 2, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      refused("0 or 1, got " + value + " at 5", () -> synapses.step(with(6, value), post, state));
      refused("0 or 1, got " + value + " at 3", () -> synapses.step(pre, with(4, value), state));
    }
    for (int length : new int[] {0, 3, 5, 7}) {
      refused("6 floats", () -> synapses.step(new float[length], post, state));
      refused("4 floats", () -> synapses.step(pre, new float[length], state));
    }
    refused("shape [2, 2]", () -> synapses.step(Tensor.zeros(2, 3), Tensor.zeros(2, 3), null));
    TraceState mixed = new TraceState(state.pre(), synapses.initialState(1).post());
    refused("post-synaptic: expected state of shape", () -> synapses.step(pre, post, mixed));
    assertArrayEquals(before, w.data());
    assertArrayEquals(trace, state.pre().column(0));
  }

  @Test
  void spikesOfConvolutionalSynapses() {
    Conv2d layer = new Conv2d(Tensor.full(0.5f, 2, 1, 3, 3), null, 1, 0, 1);
    Parameter w = layer.weight();
    ConvSynapses synapses = Stdp.additive().conv(layer, 4, 4);
    TraceState state = synapses.initialState(1);
    float[] in = Tensor.full(1, 16).toArray();
    float[] out = Tensor.full(1, 8).toArray();
    synapses.step(in, out, state);
    float[] before = w.data().clone();
    float[] trace = state.post().column(0).clone();
    for (float value : new float[] {0.5f, 2, -1, Float.NaN}) {
      refused("0 or 1, got " + value + " at 15", () -> synapses.step(with(16, value), out, state));
      refused("0 or 1, got " + value + " at 7", () -> synapses.step(in, with(8, value), state));
    }
    for (int length : new int[] {0, 7, 9, 15}) {
      refused("16 floats", () -> synapses.step(new float[length], out, state));
      refused("8 floats", () -> synapses.step(in, new float[length], state));
    }
    refused(
        "output spikes",
        () -> synapses.step(Tensor.zeros(1, 1, 4, 4), Tensor.zeros(1, 2, 4, 4), null));
    assertArrayEquals(before, w.data());
    assertArrayEquals(trace, state.post().column(0));
  }

  @Test
  void changesThatAreNotFinite() {
    Parameter w = new Parameter("w", Tensor.zeros(3, 2));
    NeuronState sensors =
        new CorrelationSensor().step(Tensor.full(1, 1, 2), Tensor.full(1, 1, 3), null);
    float[] correlation = sensors.column("correlation_trace").clone();
    var update = new CorrelationUpdate(new Linear(Tensor.full(Float.NaN, 6, 12), null), 1, 1);
    refused("changes: expected finite numbers, got NaN at 0", () -> update.step(0, w, sensors));
    assertArrayEquals(new float[6], w.data());
    assertArrayEquals(correlation, sensors.column("correlation_trace"));
  }

  @Test
  void sensorsWithoutTimeConstants() {
    refused("tau_inv", () -> new StdpSensor().with("tau_ac_inv", -1));
    refused("tau_inv", () -> new StdpSensor().with("tau_c_inv", 0));
    assertThrows(IllegalArgumentException.class, () -> new StdpSensor().dt(-1e-3));
    refused("tau_d_inv", () -> new TsodyksMarkram().with("tau_d_inv", -1).cell());
    refused("tau_f_inv", () -> new TsodyksMarkram().with("tau_f_inv", -1).cell());
  }
}
