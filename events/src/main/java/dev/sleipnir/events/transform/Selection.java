package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;

/** A filter that takes events out and leaves the others as they are. */
abstract class Selection implements EventFilter {
  private byte[] kept = {};

  /**
   * Chooses.
   *
   * @param batch the events
   * @param kept receives 1 for each event that stays, 0 for the others
   */
  abstract void choose(Events batch, byte[] kept);

  @Override
  public final void apply(Events batch) {
    if (kept.length < batch.size()) {
      kept = new byte[batch.capacity()];
    }
    choose(batch, kept);
    keep(batch, kept);
  }

  /** Closes the ranks. Which events go is hard to foresee: no branch asks. */
  private static void keep(Events batch, byte[] kept) {
    long[] t = batch.t();
    short[] x = batch.x();
    short[] y = batch.y();
    byte[] polarity = batch.polarity();
    int count = batch.size();
    int left = 0;
    for (int i = 0; i < count; i++) {
      t[left] = t[i];
      x[left] = x[i];
      y[left] = y[i];
      polarity[left] = polarity[i];
      left += kept[i];
    }
    batch.size(left);
  }

  /** 1 for true: compilers see through it. */
  static byte one(boolean condition) {
    return (byte) (condition ? 1 : 0);
  }
}
