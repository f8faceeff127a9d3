package dev.sleipnir.model.data;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Tensor;

/**
 * A memory task (Bellec et al. 2018, "Long short-term memory and learning-to-learn in networks of
 * spiking neurons"): a bit is shown in every period, a command says which one to store, and a later
 * command asks for it.
 *
 * <p>An item is one or several repetitions, one after the other. In every period of one the bit is
 * 0 or 1, each equally likely, and one of two data channels says which. One of the periods of its
 * first half is that of the store command, one of its second half that of the recall command, in
 * which no data channel says anything. Each of the four channels, data 0, data 1, store and recall,
 * is a population of inputs that spike at random where it is on: at the rate of the data for these,
 * at half of it for commands; else they are silent.
 *
 * <p>Input: spikes, [repetitions · periods · steps, 4 · population]. Target: [repetitions ·
 * periods, 2]: the stored bit as 1, 0 or 0, 1 at the period of the recall, 0, 0 elsewhere.
 *
 * <p>An item is a function of seed and number: there is no file.
 *
 * @param size items
 * @param steps steps of a period
 * @param periods periods of a repetition, at least 2
 * @param repetitions repetitions of an item
 * @param population inputs of each channel
 * @param rate spikes of an input of a data channel that is on [1/s]
 * @param dt time step [s]; no input spikes more than once a step: rate · dt is at most 1
 * @param seed what the items are drawn from
 */
public record StoreRecall(
    int size,
    int steps,
    int periods,
    int repetitions,
    int population,
    double rate,
    double dt,
    long seed)
    implements Dataset {
  private static final int STORE = 2;
  private static final int RECALL = 3;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public StoreRecall {
    Require.atLeast("size", 1, size);
    Require.atLeast("steps", 1, steps);
    Require.atLeast("periods", 2, periods);
    Require.atLeast("repetitions", 1, repetitions);
    Require.atLeast("population", 1, population);
    Require.positive("dt", dt);
    if (!(rate >= 0 && rate * dt <= 1)) {
      throw new IllegalArgumentException(
          "rate: expected 0 to 1 / dt = " + 1 / dt + " spikes per second, got " + rate);
    }
  }

  /**
   * Norse's defaults: periods of 100 steps of 1 ms, 12 in a repetition, 4 repetitions, populations
   * of 5, data at 100 Hz.
   *
   * @param size items
   * @param seed what they are drawn from
   */
  public StoreRecall(int size, long seed) {
    this(size, 100, 12, 4, 5, 100, 0.001, seed);
  }

  /** {@return inputs: four channels of a population each} */
  public int inputs() {
    return 4 * population;
  }

  /** {@return periods of all repetitions: rows of a target} */
  public int commands() {
    return repetitions * periods;
  }

  /**
   * How long an item is to be remembered.
   *
   * @param index which item, from 0
   * @return periods from the store command to the recall, of each repetition: 1 or more
   */
  public int[] delays(int index) {
    int[] delays = new int[repetitions];
    for (int r = 0; r < repetitions; r++) {
      Commands commands = commands(repetition(index, r));
      delays[r] = commands.recall - commands.store;
    }
    return delays;
  }

  @Override
  public Example item(int index, RandomStream random) {
    Tensor spikes = Tensor.zeros(commands() * steps, inputs());
    Tensor target = Tensor.zeros(commands(), 2);
    for (int r = 0; r < repetitions; r++) {
      RandomStream own = repetition(index, r);
      Commands commands = commands(own);
      int stored = 0;
      for (int p = 0; p < periods; p++) {
        int period = r * periods + p;
        int bit = own.nextInt(2);
        if (p == commands.recall) {
          target.data()[2 * period + stored] = 1f;
          fire(spikes, period, RECALL, rate / 2, own);
          continue;
        }
        fire(spikes, period, bit, rate, own);
        if (p == commands.store) {
          stored = bit;
          fire(spikes, period, STORE, rate / 2, own);
        }
      }
    }
    return new Example(spikes, target);
  }

  /** In which periods the commands are. */
  private record Commands(int store, int recall) {}

  private RandomStream repetition(int index, int number) {
    return new RandomStream(seed).split(index).split(number);
  }

  private Commands commands(RandomStream own) {
    return new Commands(own.nextInt(periods / 2), periods / 2 + own.nextInt(periods - periods / 2));
  }

  private void fire(Tensor spikes, int period, int channel, double hertz, RandomStream random) {
    double probability = hertz * dt;
    for (int t = period * steps; t < (period + 1) * steps; t++) {
      for (int n = channel * population; n < (channel + 1) * population; n++) {
        spikes.data()[t * inputs() + n] = random.nextFloat() < probability ? 1f : 0f;
      }
    }
  }

  @Override
  public String text() {
    return toString();
  }
}
