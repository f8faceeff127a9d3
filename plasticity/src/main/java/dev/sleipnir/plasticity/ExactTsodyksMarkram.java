package dev.sleipnir.plasticity;

import java.util.Arrays;

/**
 * Short-term plasticity after Tsodyks and Markram, event by event: between spikes the two variables
 * of a synapse follow their exponentials exactly, so that nothing is computed while a synapse is
 * silent and nothing depends on a time step.
 *
 * <p>At a spike, {@code u} has decayed with the time constant of facilitation and rises by {@code U
 * (1 - u)}; {@code x} has recovered towards 1; {@code u x} is transmitted and taken from {@code x}.
 * The variables are kept in double precision.
 */
public final class ExactTsodyksMarkram {
  private final double use;
  private final double facilitation;
  private final double recovery;
  private final double[] u;
  private final double[] x;
  private final double[] last;

  /**
   * Synapses at rest.
   *
   * @param synapses how many, at least 0
   * @param use share of the resources that a spike uses at rest (U), above 0 and at most 1
   * @param facilitation time constant of facilitation [s], 0 for none
   * @param recovery time constant of the recovery from depression [s], above 0
   * @throws IllegalArgumentException if a number is outside its range
   */
  public ExactTsodyksMarkram(int synapses, double use, double facilitation, double recovery) {
    require("synapses", "at least 0", synapses, synapses >= 0);
    require("use", "above 0 and at most 1", use, use > 0 && use <= 1);
    require(
        "facilitation",
        "a time from 0 on",
        facilitation,
        facilitation >= 0 && Double.isFinite(facilitation));
    require("recovery", "a positive time", recovery, recovery > 0 && Double.isFinite(recovery));
    this.use = use;
    this.facilitation = facilitation;
    this.recovery = recovery;
    u = new double[synapses];
    x = new double[synapses];
    last = new double[synapses];
    reset();
  }

  /**
   * Synapses at rest, of a kind.
   *
   * @param synapses how many, at least 0
   * @param preset their kind
   */
  public ExactTsodyksMarkram(int synapses, ShortTermPreset preset) {
    this(synapses, preset.use(), preset.facilitation(), preset.recovery());
  }

  private ExactTsodyksMarkram(ExactTsodyksMarkram of) {
    use = of.use;
    facilitation = of.facilitation;
    recovery = of.recovery;
    u = of.u.clone();
    x = of.x.clone();
    last = of.last.clone();
  }

  private static void require(String name, String expected, double got, boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": expected " + expected + ", got " + got);
    }
  }

  /**
   * A spike at a synapse.
   *
   * @param synapse which
   * @param time when [s], not before the synapse's last spike
   * @return what is transmitted: the share u x of the synapse's resources
   * @throws IllegalArgumentException if the time lies before the last spike; nothing has changed
   *     then
   * @throws IndexOutOfBoundsException if there is no such synapse
   */
  public double spike(int synapse, double time) {
    double silent = time - last[synapse];
    if (!(silent >= 0)) {
      throw new IllegalArgumentException(
          "time: expected at least that of the last spike, " + last[synapse] + ", got " + time);
    }
    double kept = facilitation == 0 ? 0 : u[synapse] * StrictMath.exp(-silent / facilitation);
    double used = kept + use * (1 - kept);
    double available = 1 - (1 - x[synapse]) * StrictMath.exp(-silent / recovery);
    double transmitted = used * available;
    u[synapse] = used;
    x[synapse] = available - transmitted;
    last[synapse] = time;
    return transmitted;
  }

  /** Puts all synapses to rest: u 0, x 1, no spike so far. */
  public void reset() {
    Arrays.fill(u, 0);
    Arrays.fill(x, 1);
    Arrays.fill(last, Double.NEGATIVE_INFINITY);
  }

  /**
   * Synapses of their own in the same state.
   *
   * @return the copy
   */
  public ExactTsodyksMarkram copy() {
    return new ExactTsodyksMarkram(this);
  }
}
