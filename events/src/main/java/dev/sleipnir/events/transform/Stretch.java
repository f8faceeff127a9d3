package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;

/** Keeps events of a stretch of time. */
final class Stretch extends Selection {
  private final long first;
  private final long last;

  Stretch(long first, long last) {
    this.first = first;
    this.last = last;
  }

  @Override
  void choose(Events batch, byte[] kept) {
    long[] t = batch.t();
    for (int i = 0; i < batch.size(); i++) {
      kept[i] = one(t[i] >= first && t[i] <= last);
    }
  }
}
