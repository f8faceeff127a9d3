package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import dev.sleipnir.network.analysis.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Histograms of the weights of synapses, at the beginning of every so many steps. */
public final class WeightHistogram implements Monitor {
  private final Projection projection;
  private final int[] chosen;
  private final double low;
  private final double high;
  private final int bins;
  private final long every;
  private final double dt;
  private final List<Histogram> histograms = new ArrayList<>();
  private final List<Long> steps = new ArrayList<>();

  WeightHistogram(
      Projection projection,
      int[] chosen,
      double low,
      double high,
      int bins,
      long every,
      double dt) {
    this.projection = projection;
    this.chosen = chosen;
    this.low = low;
    this.high = high;
    this.bins = bins;
    this.every = every;
    this.dt = dt;
    Histogram _ = Histogram.of(new float[0], low, high, bins); // refuses what is none
  }

  @Override
  public void ready() {
    SynapseRecording.require(projection, Projection.WEIGHT, chosen);
  }

  @Override
  public void before(long step) {
    if (step % every == 0) {
      float[] weights = new float[SynapseRecording.count(projection, chosen)];
      SynapseRecording.copy(projection, Projection.WEIGHT, chosen, weights, 0);
      steps.add(step);
      histograms.add(Histogram.of(weights, low, high, bins));
    }
  }

  @Override
  public void state(State state) {
    state.require("recorded synapses", Arrays.toString(chosen));
    state.require("range", low + " to " + high);
    long[] when = state.longs("steps", steps());
    long[] flat =
        state.longs(
            "counts", histograms.stream().flatMapToLong(h -> Arrays.stream(h.counts())).toArray());
    if ((long) when.length * bins != flat.length) {
      throw new IllegalArgumentException(
          this
              + ": expected "
              + bins
              + " bins in each of "
              + when.length
              + " steps, got "
              + flat.length);
    }
    state.restore(
        () -> {
          steps.clear();
          histograms.clear();
          for (int k = 0; k < when.length; k++) {
            steps.add(when[k]);
            long[] counts = Arrays.copyOfRange(flat, k * bins, (k + 1) * bins);
            histograms.add(Histogram.ofCounts(low, high, counts));
          }
        });
  }

  @Override
  public String toString() {
    return bins
        + " bins of w of "
        + projection
        + (chosen.length == 0 ? "" : " at " + chosen.length + " synapses")
        + " every "
        + every
        + " steps";
  }

  /**
   * When the weights were looked at.
   *
   * @return for each histogram the step at whose beginning it was
   */
  public long[] steps() {
    return steps.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * When the weights were looked at.
   *
   * @return for each histogram the time
   */
  public double[] times() {
    return Steps.times(steps(), dt);
  }

  /**
   * The histograms.
   *
   * @return one for each of {@link #steps()}
   */
  public List<Histogram> histograms() {
    return List.copyOf(histograms);
  }
}
