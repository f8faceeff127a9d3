package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import dev.sleipnir.network.analysis.SpikeTrains;
import dev.sleipnir.network.exchange.SpikeTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Spikes of a population in memory, from when it was made on: all of them, twelve bytes each, or
 * the last ones.
 */
public final class SpikeMonitor implements Monitor {
  private static final int FIRST_LENGTH = 1024;

  private final Watched watched;
  private final double dt;

  /** So many are kept. */
  private final int most;

  private final boolean isRing;
  private long[] steps;
  private int[] neurons;

  /** Where the oldest is, and how many there are. */
  private int begin;

  private int count;
  private long total;

  /** The first step that was looked at, and one past the last. */
  private long from = -1;

  private long to = -1;

  /** The step of the last spike that has been dropped. */
  private long dropped = -1;

  SpikeMonitor(Watched watched, double dt) {
    this.watched = watched;
    this.dt = dt;
    most = Integer.MAX_VALUE - 8;
    isRing = false;
    steps = new long[FIRST_LENGTH];
    neurons = new int[FIRST_LENGTH];
  }

  SpikeMonitor(Watched watched, double dt, int most) {
    this.watched = watched;
    this.dt = dt;
    this.most = most;
    isRing = true;
    steps = new long[most];
    neurons = new int[most];
  }

  @Override
  public void spikes(long step) {
    watched.look();
    from = from < 0 ? step : from;
    to = step + 1;
    int more = watched.count();
    total += more;
    if (isRing) {
      keepLast(step, more);
    } else {
      keepAll(step, more);
    }
  }

  private void keepAll(long step, int more) {
    if (more > steps.length - count) {
      if (more > most - count) {
        throw new IllegalStateException(
            watched.population().name()
                + ": expected at most "
                + most
                + " spikes in memory, got more: record the last ones, or to a file");
      }
      int length =
          (int)
              Math.min(
                  most, Math.max((long) count + more, Math.max(FIRST_LENGTH, 2L * steps.length)));
      steps = Arrays.copyOf(steps, length);
      neurons = Arrays.copyOf(neurons, length);
    }
    Arrays.fill(steps, count, count + more, step);
    System.arraycopy(watched.spiking(), 0, neurons, count, more);
    count += more;
  }

  private void keepLast(long step, int more) {
    int[] spiking = watched.spiking();
    for (int s = 0; s < more; s++) {
      if (count == most) {
        dropped = steps[begin];
        begin = begin + 1 == most ? 0 : begin + 1;
        count--;
      }
      int end = begin + count - most;
      end = end < 0 ? end + most : end;
      steps[end] = step;
      neurons[end] = spiking[s];
      count++;
    }
  }

  @Override
  public void state(State state) {
    watched.state(state);
    long[] when = state.longs("steps", steps());
    int[] whose = state.ints("neurons", neurons(), 0, watched.population().size() - 1);
    if (when.length != whose.length || when.length > most) {
      throw new IllegalArgumentException(
          this
              + ": expected as many neurons as steps, "
              + when.length
              + ", up to "
              + most
              + ", got "
              + whose.length);
    }
    long all = state.number("total", total, when.length, Long.MAX_VALUE);
    long first = state.number("first step", from, -1, Long.MAX_VALUE);
    long end = state.number("end", to, first, Long.MAX_VALUE);
    long before = state.number("dropped", dropped, -1, Long.MAX_VALUE);
    state.restore(
        () -> {
          steps = isRing ? Arrays.copyOf(when, most) : when;
          neurons = isRing ? Arrays.copyOf(whose, most) : whose;
          begin = 0;
          count = when.length;
          total = all;
          from = first;
          to = end;
          dropped = before;
        });
  }

  @Override
  public String toString() {
    return (isRing ? "last " + most + " " : "") + "spikes of " + watched;
  }

  /**
   * How many spikes are kept.
   *
   * @return at least 0
   */
  public int count() {
    return count;
  }

  /**
   * How many spikes there were, kept or not.
   *
   * @return at least 0
   */
  public long total() {
    return total;
  }

  /**
   * When the kept ones were.
   *
   * @return for each spike its step, in order; a copy
   */
  public long[] steps() {
    long[] all = Arrays.copyOfRange(steps, begin, Math.min(begin + count, steps.length));
    int got = all.length;
    all = Arrays.copyOf(all, count);
    System.arraycopy(steps, 0, all, got, count - got);
    return all;
  }

  /**
   * Whose the kept ones were.
   *
   * @return for each spike the neuron, in order within a step; a copy
   */
  public int[] neurons() {
    int[] all = Arrays.copyOfRange(neurons, begin, Math.min(begin + count, neurons.length));
    int got = all.length;
    all = Arrays.copyOf(all, count);
    System.arraycopy(neurons, 0, all, got, count - got);
    return all;
  }

  /**
   * The spikes with their window of time: from the first step that was looked at, or from where on
   * all spikes are kept, to the last.
   *
   * @return to be analysed or written to a file; numbers of neurons are those in the population
   */
  public SpikeTrains trains() {
    long first = Math.max(Math.max(from, 0), dropped + 1);
    long end = Math.max(first, to);
    return new SpikeTrains(dt, watched.population().size(), first, end, steps(), neurons());
  }

  /**
   * Writes the spikes that are kept: {@code step}, {@code time} and {@code neuron} of each.
   *
   * @param file where: a name that ends in {@code .csv}, {@code .npz} or {@code .h5}
   * @throws IOException if it cannot be written; the message names the file
   */
  public void write(Path file) throws IOException {
    SpikeTables.write(file, trains());
  }

  /** Forgets the spikes so far; the window of time begins with the next step. */
  public void clear() {
    begin = 0;
    count = 0;
    total = 0;
    from = -1;
    to = -1;
    dropped = -1;
  }
}
