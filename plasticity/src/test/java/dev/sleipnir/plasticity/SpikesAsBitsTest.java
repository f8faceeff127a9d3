package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Synapses take spikes as floats and as bits, in either storage order, and do the same. */
class SpikesAsBitsTest {
  private static final int STEPS = 12;

  private static Tensor spikes(int side, int step, int... shape) {
    RandomStream random = new RandomStream(step, side);
    float[] z = new float[Tensor.zeros(shape).size()];
    for (int n = 0; n < z.length; n++) {
      z[n] = random.nextFloat() < 0.2 ? 1 : 0;
    }
    return Tensor.of(z, shape);
  }

  private static SpikeRows bits(Tensor floats) {
    return floats.asSpikes(1).bits();
  }

  @Test
  void denseSynapses() {
    for (int batch : new int[] {1, 3}) {
      Parameter[] w = new Parameter[3];
      for (int form = 0; form < w.length; form++) {
        w[form] = new Parameter("w", Tensor.full(0.5f, 65, 67));
        DenseSynapses synapses = Stdp.additive().with("eta_plus", 0.1).dense(w[form]);
        TraceState state = synapses.initialState(batch);
        for (int t = 0; t < STEPS; t++) {
          Tensor pre = spikes(1, t, batch, 67);
          Tensor post = spikes(2, t, batch, 65);
          switch (form) {
            case 0 -> synapses.step(pre.toArray(), post.toArray(), state);
            case 1 -> synapses.step(bits(pre), bits(post), state);
            default -> synapses.step(pre.asSpikes(1), post.asSpikes(1), state);
          }
        }
      }
      assertArrayEquals(w[0].data(), w[1].data());
      assertArrayEquals(w[0].data(), w[2].data());
    }
  }

  @Test
  void partsOfTensors() {
    Parameter whole = new Parameter("w", Tensor.full(0.5f, 5, 7));
    Parameter part = new Parameter("w", Tensor.full(0.5f, 5, 7));
    DenseSynapses synapses = Stdp.additive().dense(whole);
    DenseSynapses others = Stdp.additive().dense(part);
    TraceState state = synapses.initialState(2);
    TraceState otherState = others.initialState(2);
    Tensor pre = spikes(1, 0, 8, 7);
    Tensor post = spikes(2, 0, 8, 5);
    for (int t = 0; t < 4; t++) {
      synapses.step(pre.rows(2 * t, 2 * t + 2), post.rows(2 * t, 2 * t + 2), state);
      others.step(pre.slice(2 * t, 2 * t + 2), post.slice(2 * t, 2 * t + 2), otherState);
    }
    assertArrayEquals(whole.data(), part.data());
  }

  @Test
  void convolutions() {
    int batch = 2;
    float[][] weights = new float[5][];
    for (int form = 0; form < weights.length; form++) {
      Conv2d layer = new Conv2d(Tensor.full(0.5f, 6, 5, 3, 3), null, 1, 1, 1);
      ConvSynapses synapses = Stdp.additive().with("eta_plus", 0.1).conv(layer, 9, 8);
      TraceState state = synapses.initialState(batch);
      for (int t = 0; t < STEPS; t++) {
        Tensor in = spikes(1, t, batch, 5, 9, 8);
        Tensor out = spikes(2, t, batch, 6, 9, 8);
        switch (form) {
          case 0 -> synapses.step(in.toArray(), out.toArray(), state);
          case 1 -> synapses.step(bits(in), bits(out), state);
          case 2 -> synapses.step(in.asSpikes(1), out.asSpikes(1), state);
          case 3 -> synapses.step(in.channelsLast(), out.channelsLast(), state);
          default ->
              synapses.step(in.channelsLast().asSpikes(1), out.channelsLast().asSpikes(1), state);
        }
      }
      weights[form] = layer.weight().data();
    }
    for (int form = 1; form < weights.length; form++) {
      assertArrayEquals(weights[0], weights[form], "form " + form);
    }
  }

  @Test
  void sparseSynapses() {
    SparseConnectivity connectivity =
        SparseConnectivity.random(40, 30, 0.3, 1).withWeights(0.1f, 0.9f, 2).withDelays(0, 3, 3);
    SparseSynapses floats = Stdp.additive().sparse(connectivity);
    SparseSynapses bits = Stdp.additive().sparse(connectivity);
    float[] expected = new float[30];
    float[] currents = new float[30];
    FixedSynapses fixedFloats = new FixedSynapses(connectivity);
    FixedSynapses fixedBits = new FixedSynapses(connectivity);
    for (int t = 0; t < STEPS; t++) {
      Tensor pre = spikes(1, t, 1, 40);
      Tensor post = spikes(2, t, 1, 30);
      floats.step(pre.toArray(), post.toArray(), expected);
      bits.step(bits(pre), bits(post), currents);
      fixedFloats.step(pre.toArray(), expected);
      fixedBits.step(bits(pre), currents);
    }
    assertArrayEquals(expected, currents);
    assertArrayEquals(floats.weights(), bits.weights());
  }

  @Test
  void otherNumbersOfNeuronsAreRefused() {
    DenseSynapses synapses = Stdp.additive().dense(new Parameter("w", Tensor.full(0.5f, 2, 3)));
    TraceState state = synapses.initialState(1);
    assertEquals(
        "pre-synaptic spikes: expected 3 neurons, got 2",
        refused(() -> synapses.step(SpikeRows.silent(1, 2), SpikeRows.silent(1, 2), state)));
    assertEquals(
        "post-synaptic spikes: expected 2 neurons, got 4",
        refused(() -> synapses.step(SpikeRows.silent(1, 3), SpikeRows.silent(2, 2), state)));
  }

  private static String refused(Runnable step) {
    return Objects.requireNonNull(
        assertThrows(IllegalArgumentException.class, step::run).getMessage());
  }
}
