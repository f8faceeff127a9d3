package dev.sleipnir.model.encode;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.neuron.LifCurrentEncoder;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;

/**
 * As {@link ConstantCurrentLifEncoder}, keeping only the first spike of each value. Where a
 * gradient is to go through them, on a tape, the spikes are stored as numbers, not as bits.
 */
public final class SpikeLatencyLifEncoder implements Encoder {
  private final ConstantCurrentLifEncoder encoder;
  private final NeuronLayer first =
      Neuron.parse(
              """
              model first_spike
              state fired = 0
              input x
              z = (1 - fired) * x
              fired = max(fired, x)
              output z
              """)
          .layer();

  /**
   * An encoder with default neurons and a time step of 1 ms.
   *
   * @param steps number of time steps
   */
  public SpikeLatencyLifEncoder(int steps) {
    this(steps, new LifCurrentEncoder());
  }

  /**
   * An encoder.
   *
   * @param steps number of time steps
   * @param neuron neurons that spike when driven by a current
   */
  public SpikeLatencyLifEncoder(int steps, Neuron neuron) {
    encoder = new ConstantCurrentLifEncoder(steps, neuron);
  }

  /** Encodes a batch. Nothing is drawn at random, unless the neurons are stochastic. */
  @Override
  public Tensor encode(Tensor values) {
    return firsts(encoder.encode(values));
  }

  @Override
  public Tensor encode(Tensor values, RandomStream random) {
    return firsts(encoder.encode(values, random));
  }

  @Override
  public String text() {
    return "first spike of " + encoder.text();
  }

  private Tensor firsts(Tensor all) {
    Scope scope = Scope.of(all);
    Tape tape = scope.tape();
    if (all.spikes() == null || (tape != null && tape.needsGradient(all))) {
      return first.forward(all);
    }
    Tensor firsts = scope.spikes(all.shape(), false, all.bits().features());
    keepFirst(all.bits(), all.dim(0), firsts.bits());
    return firsts;
  }

  /** What {@link #first} does to bits. */
  private static void keepFirst(SpikeRows all, int steps, SpikeRows firsts) {
    long[] in = all.bits();
    long[] out = firsts.bits();
    int step = all.rows() / steps * all.words();
    for (int w = 0; w < step; w++) {
      long fired = 0;
      for (int at = w; at < steps * step; at += step) {
        out[at] = in[at] & ~fired;
        fired |= in[at];
      }
    }
  }
}
