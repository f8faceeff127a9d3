package dev.sleipnir.plasticity;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
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
    if (!(silent >= 0 && Math.abs(time) < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "time: expected a finite one, at least that of the last spike, "
              + last[synapse]
              + ", got "
              + time);
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

  /**
   * Writes what the synapses have: u, x and the times of their last spikes.
   *
   * @param out where to; not closed
   * @throws IOException if it cannot be written
   */
  public void save(OutputStream out) throws IOException {
    StateFile.write(out, this::writeTo);
  }

  /**
   * As {@link #save(OutputStream)}, to a file, which is replaced if it exists and untouched if
   * writing fails.
   *
   * @param file where to
   * @throws IOException if it cannot be written; the message names the file
   */
  public void save(Path file) throws IOException {
    StateFile.write(file, this::writeTo);
  }

  /**
   * Reads the state of as many synapses of the same kind.
   *
   * @param in where {@link #save(OutputStream)} wrote; not closed
   * @throws IOException if it cannot be read, is damaged or of other synapses; nothing has changed
   *     then
   */
  public void load(InputStream in) throws IOException {
    var _ = StateFile.read(in, this::readFrom);
  }

  /**
   * Reads the state of as many synapses of the same kind.
   *
   * @param file what {@link #save(Path)} wrote
   * @throws IOException if it cannot be read, is damaged or of other synapses; nothing has changed
   *     then
   */
  public void load(Path file) throws IOException {
    var _ = StateFile.read(file, this::readFrom);
  }

  private String kind() {
    return "use " + use + ", facilitation " + facilitation + " s, recovery " + recovery + " s";
  }

  private void writeTo(StateWriter out) throws IOException {
    out.text("ExactTsodyksMarkram");
    out.text(kind());
    out.doubles(u);
    out.doubles(x);
    out.doubles(last);
  }

  private StateFile.Commit<ExactTsodyksMarkram> readFrom(StateReader in) throws IOException {
    in.require("kind", "ExactTsodyksMarkram");
    in.require("parameters", kind());
    double[] us = shares(in, "u");
    double[] xs = shares(in, "x");
    double[] times = in.doubles("times of spikes", last.length);
    for (double time : times) {
      if (!(time < Double.POSITIVE_INFINITY)) {
        throw new IOException("times of spikes: expected finite ones or none, got " + time);
      }
    }
    return () -> {
      System.arraycopy(us, 0, u, 0, u.length);
      System.arraycopy(xs, 0, x, 0, x.length);
      System.arraycopy(times, 0, last, 0, last.length);
      return this;
    };
  }

  private double[] shares(StateReader in, String name) throws IOException {
    double[] shares = in.doubles(name, u.length);
    for (double share : shares) {
      if (!(share >= 0 && share <= 1)) {
        throw new IOException(name + ": expected 0 to 1, got " + share);
      }
    }
    return shares;
  }
}
