package dev.sleipnir.model.encode;

import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;

/**
 * Keeps the first spike of each spike train and drops the others: what is left tells by its time.
 * Where a gradient is to go through them, on a tape, the spikes are stored as numbers, not as bits.
 */
public final class SpikeLatencyEncoder {
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

  /** An encoder. */
  public SpikeLatencyEncoder() {}

  /**
   * Encodes spike trains.
   *
   * @param spikes 0 or 1, [time, ...]
   * @return the same with at most one spike along time
   */
  public Tensor encode(Tensor spikes) {
    Scope scope = Scope.of(spikes);
    Tape tape = scope.tape();
    if (spikes.spikes() == null || (tape != null && tape.needsGradient(spikes))) {
      return first.forward(spikes);
    }
    Tensor firsts = scope.spikes(spikes.shape(), false, spikes.bits().features());
    keepFirst(spikes.bits(), spikes.dim(0), firsts.bits());
    return firsts;
  }

  /** What {@link #first} does to bits. */
  private static void keepFirst(SpikeRows all, int steps, SpikeRows firsts) {
    long[] in = all.bits();
    long[] out = firsts.bits();
    int step = steps == 0 ? 0 : all.rows() / steps * all.words();
    for (int w = 0; w < step; w++) {
      long fired = 0;
      for (int at = w; at < steps * step; at += step) {
        out[at] = in[at] & ~fired;
        fired |= in[at];
      }
    }
  }
}
