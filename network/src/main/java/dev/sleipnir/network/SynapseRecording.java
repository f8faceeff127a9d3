package dev.sleipnir.network;

import java.util.List;

/**
 * What of the synapses of a projection is recorded: {@code net.record(plastic).weights(1000)}. All
 * of it takes memory for each sample; histograms take little.
 */
public final class SynapseRecording {
  private final Projection projection;
  private final int[] synapses;
  private final double dt;
  private final List<Monitor> monitors;

  SynapseRecording(Projection projection, int[] synapses, double dt, List<Monitor> monitors) {
    this.projection = projection;
    this.synapses = synapses;
    this.dt = dt;
    this.monitors = monitors;
    for (int synapse : synapses) {
      if (synapse < 0) {
        throw new IllegalArgumentException(
            projection + ": expected synapses from 0 on, got " + synapse);
      }
    }
  }

  /** Before the network runs: whether all is there. */
  static void require(Projection projection, String variable, int[] synapses) {
    float[] _ = projection.values(variable);
    for (int synapse : synapses) {
      if (synapse >= projection.size()) {
        throw new IllegalArgumentException(
            projection
                + ": expected synapses from 0 to "
                + (projection.size() - 1)
                + " to record, got "
                + synapse);
      }
    }
  }

  /** How many synapses are recorded: those chosen, or all. */
  static int count(Projection projection, int[] synapses) {
    return synapses.length == 0 ? projection.size() : synapses.length;
  }

  /** Writes the values of the recorded synapses side by side. */
  static void copy(Projection projection, String variable, int[] synapses, float[] into, int at) {
    float[] values = projection.values(variable);
    int count = count(projection, synapses);
    for (int k = 0; k < count; k++) {
      int synapse = synapses.length == 0 ? k : synapses[k];
      into[at + k] = values[values.length == 1 ? 0 : synapse];
    }
  }

  /**
   * The weights, from time to time.
   *
   * @param every the time between samples, rounded to whole steps, at least one
   * @return what records them
   */
  public WeightMonitor weights(double every) {
    return values(Projection.WEIGHT, every);
  }

  /**
   * A parameter or variable of the synapse's text, from time to time.
   *
   * @param variable its name
   * @param every the time between samples, rounded to whole steps, at least one
   * @return what records it; that there is such a variable is looked at when the network runs
   */
  public WeightMonitor values(String variable, double every) {
    return added(new WeightMonitor(projection, variable, synapses, steps(every), dt));
  }

  /**
   * Histograms of the weights, from time to time.
   *
   * @param low where the first bin begins
   * @param high where the last bin ends, itself included; weights outside of all bins are left out
   * @param bins how many bins, at least 1
   * @param every the time between histograms, rounded to whole steps, at least one
   * @return what records them
   * @throws IllegalArgumentException unless low is below high, both are finite, and there are bins
   */
  public WeightHistogram histogram(double low, double high, int bins, double every) {
    long steps = steps(every);
    return added(
        Part.named(
            projection.toString(),
            () -> new WeightHistogram(projection, synapses, low, high, bins, steps, dt)));
  }

  private long steps(double every) {
    return Part.named(projection.toString(), () -> Steps.of("every", every, dt));
  }

  private <T extends Monitor> T added(T monitor) {
    monitors.add(monitor);
    return monitor;
  }
}
