package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.random.RandomStream;

/**
 * Takes out an exact number of events. Going through them, each goes with the chance that as many
 * as still have to go are among those that are left (Fan et al. 1962).
 */
final class Drop extends Selection {
  private final double share;
  private final RandomStream random;

  Drop(double share, RandomStream random) {
    this.share = share;
    this.random = random;
  }

  @Override
  void choose(Events batch, byte[] kept) {
    int left = batch.size();
    int going = (int) (share * left + 0.5);
    for (int i = 0; left > 0; i++, left--) {
      boolean goes = random.nextInt(left) < going;
      kept[i] = one(!goes);
      going -= goes ? 1 : 0;
    }
  }
}
