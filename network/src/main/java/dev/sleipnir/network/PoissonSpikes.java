package dev.sleipnir.network;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.state.State;

/** Spikes by chance, each neuron's alike and apart from the others: the gaps between are drawn. */
final class PoissonSpikes implements Spiking {
  private RandomStream random;
  private final int[] spikes;

  /** Logarithm of the probability that a neuron is silent in a step. */
  private final double silence;

  private int count;

  /** So many neurons, step by step, are silent before the next that spikes. */
  private long ahead;

  PoissonSpikes(int size, double rateTimesStep, RandomStream random) {
    this.random = random;
    spikes = new int[size];
    silence = -rateTimesStep;
    ahead = gap();
  }

  private long gap() {
    double u = (random.nextInt(1 << 30) + 0.5) * 0x1p-30;
    return silence == 0 ? Long.MAX_VALUE / 2 : (long) Math.min(1e18, Math.log(u) / silence);
  }

  @Override
  public void begin(long step) {
    count = 0;
    while (ahead < spikes.length) {
      spikes[count++] = (int) ahead;
      ahead += 1 + gap();
    }
    ahead -= spikes.length;
  }

  @Override
  public void state(State state) {
    long position = state.number("random numbers drawn", random.position(), 0, Long.MAX_VALUE);
    long silent = state.number("neurons before the next spike", ahead, 0, Long.MAX_VALUE);
    state.restore(
        () -> {
          random = new RandomStream(random.seed(), random.stream(), position);
          ahead = silent;
        });
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
