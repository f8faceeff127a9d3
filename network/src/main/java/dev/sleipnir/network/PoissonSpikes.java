package dev.sleipnir.network;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.state.State;
import java.util.Arrays;

/**
 * Spikes by chance, each neuron apart from the others. The neurons' rates stand side by side on a
 * line, step after step, on which events follow at random: the gaps between them are drawn, so that
 * a step costs what its spikes cost.
 */
final class PoissonSpikes implements Spiking {
  /** So many events are drawn in a step, by all neurons, in a time that is no standstill. */
  private static final double MOST = 1e6;

  private final double dt;
  private RandomStream random;
  private final int[] spikes;

  /** Of each neuron where its piece of the line ends: spikes expected in a step, up to it. */
  private final double[] end;

  /** The line in as many pieces of equal length: the neuron at the beginning of each. */
  private final int[] guide;

  private double guidesPerLength;
  private int count;

  /** The way to the next event, from the beginning of the step's line. */
  private double ahead;

  PoissonSpikes(int size, double dt, double rate, RandomStream random) {
    this.dt = dt;
    this.random = random;
    spikes = new int[size];
    end = new double[size];
    guide = new int[size];
    set("rate", new double[] {rate});
    ahead = gap();
  }

  /** What is ahead is as long as before: events have no memory. */
  @Override
  public boolean set(String variable, double[] values) {
    if (!variable.equals("rate")) {
      return false;
    }
    for (double value : values) {
      Require.notNegative("rate", value);
    }
    double most = values.length == 1 ? values[0] * end.length : Arrays.stream(values).sum();
    if (most * dt > MOST) {
      throw new IllegalArgumentException(
          "rate: expected at most " + MOST + " spikes in a step, got " + most * dt);
    }
    double sum = 0;
    for (int i = 0; i < end.length; i++) {
      sum += values[values.length == 1 ? 0 : i] * dt;
      end[i] = sum;
    }
    findGuides();
    return true;
  }

  private void findGuides() {
    double sum = end[end.length - 1];
    guidesPerLength = sum == 0 ? 0 : guide.length / sum;
    for (int g = 0, i = 0; g < guide.length; g++) {
      while (i < end.length - 1 && end[i] <= g * sum / guide.length) {
        i++;
      }
      guide[g] = i;
    }
  }

  @Override
  public void state(State state) {
    long position = state.number("random numbers drawn", random.position(), 0, Long.MAX_VALUE);
    double[] way = increasing("way to the next event", 1, state, ahead);
    double[] ends = increasing("spikes expected in a step, summed", end.length, state, end);
    state.restore(
        () -> {
          random = new RandomStream(random.seed(), random.stream(), position);
          ahead = way[0];
          System.arraycopy(ends, 0, end, 0, end.length);
          findGuides();
        });
  }

  private static double[] increasing(String name, int length, State state, double... now) {
    double[] noted = state.doubles(name, now);
    boolean isRight = noted.length == length;
    double before = 0;
    for (int k = 0; k < noted.length && isRight; k++) {
      isRight = noted[k] >= before && noted[k] <= MOST;
      before = noted[k];
    }
    if (!isRight) {
      throw new IllegalArgumentException(
          name
              + ": expected "
              + length
              + " numbers from 0 to "
              + MOST
              + " that do not fall, got others");
    }
    return noted;
  }

  private double gap() {
    return -Math.log((random.nextInt(1 << 30) + 0.5) * 0x1p-30);
  }

  @Override
  public void begin(long step) {
    count = 0;
    double length = end[end.length - 1];
    for (int last = -1; ahead < length; ahead += gap()) {
      int i = guide[Math.min(guide.length - 1, (int) (ahead * guidesPerLength))];
      i = Math.max(0, i - 1);
      while (end[i] <= ahead) {
        i++;
      }
      // Two events of a neuron in a step are one spike.
      if (i != last) {
        spikes[count++] = i;
        last = i;
      }
    }
    ahead -= length;
  }

  @Override
  public int[] spikes() {
    return spikes;
  }

  @Override
  public int spikeCount() {
    return count;
  }
}
