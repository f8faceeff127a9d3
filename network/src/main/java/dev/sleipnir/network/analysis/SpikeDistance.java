package dev.sleipnir.network.analysis;

import java.util.Arrays;

/**
 * The SPIKE-distance (Kreuz et al. 2013): how far spikes are from the nearest of the other train,
 * relative to the intervals in which they are, averaged over time. Between two spikes of a train
 * the distances of both count, the nearer one more; what both trains say is weighed by the other's
 * interval and divided by the square of the mean of both. It is 0 for equal trains and below 1.
 *
 * <p>Borders are those of SPIKY and PySpike: before the first spike and after the last its distance
 * stays, the interval is that of {@link IsiDistance}, and a spike is as near to the end of such an
 * interval as to a spike. A train without spikes has one at each border.
 */
public final class SpikeDistance {
  private SpikeDistance() {}

  /**
   * The distance.
   *
   * @param a times of one train, in order
   * @param b times of the other, in order
   * @param from when the recording begins
   * @param to when it ends
   * @return from 0 to 1
   * @throws IllegalArgumentException if times are not in order or not in the recording
   */
  public static double distance(double[] a, double[] b, double from, double to) {
    Trains.require("a", a, from, to);
    Trains.require("b", b, from, to);
    var one = new Train(a, from, to);
    var other = new Train(b, from, to);
    one.measure(other);
    other.measure(one);
    double sum = 0;
    double now = from;
    while (now < to) {
      one.pass(now);
      other.pass(now);
      double next = Math.min(one.next(), other.next());
      // Between two spikes of both it is a straight line.
      sum += (next - now) * (dissimilarity(one, other, now) + dissimilarity(one, other, next)) / 2;
      now = next;
    }
    return sum / (to - from);
  }

  /**
   * The distances of all pairs of neurons.
   *
   * @param trains the trains
   * @return [size][size]
   */
  public static double[][] distances(SpikeTrains trains) {
    double from = trains.from() * trains.dt();
    double to = trains.to() * trains.dt();
    return Pairs.symmetric(trains, (a, b) -> distance(a, b, from, to));
  }

  private static double dissimilarity(Train a, Train b, double time) {
    double mean = (a.interval + b.interval) / 2;
    return (a.at(time) * b.interval + b.at(time) * a.interval) / (2 * mean * mean);
  }

  /** A train at a time that moves on. */
  private static final class Train {
    private final double[] times;
    private final double from;
    private final double to;

    /** Of each spike how far the nearest of the other train is. */
    private final double[] nearest;

    /** How many spikes have passed. */
    private int passed;

    private double interval;

    Train(double[] times, double from, double to) {
      this.times = times.length == 0 ? new double[] {from, to} : times;
      this.from = from;
      this.to = to;
      nearest = new double[this.times.length];
    }

    void measure(Train other) {
      Arrays.setAll(nearest, s -> other.distanceOf(times[s]));
    }

    /** How far a time is from the nearest spike, or from where the intervals at the borders end. */
    private double distanceOf(double time) {
      int last = times.length - 1;
      double before = times[0] - Trains.interval(times, 0, from, to);
      double after = times[last] + Trains.interval(times, times.length, from, to);
      double least = Math.min(time - before, after - time);
      int place = Arrays.binarySearch(times, time);
      int next = place < 0 ? -place - 1 : place;
      if (next <= last) {
        least = Math.min(least, times[next] - time);
      }
      return next > 0 ? Math.min(least, time - times[next - 1]) : least;
    }

    void pass(double now) {
      while (passed < times.length && times[passed] <= now) {
        passed++;
      }
      interval = Trains.interval(times, passed, from, to);
    }

    double next() {
      return passed < times.length ? times[passed] : to;
    }

    /** The distance of its spikes around a time. */
    double at(double time) {
      if (passed == 0) {
        return nearest[0];
      }
      double last = nearest[passed - 1];
      if (passed == times.length) {
        return last;
      }
      return (last * (times[passed] - time) + nearest[passed] * (time - times[passed - 1]))
          / interval;
    }
  }
}
