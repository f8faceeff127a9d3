package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;

/** Keeps the first events of each window of time. */
final class RateLimit extends Selection {
  private final int most;
  private final long micros;
  private long end = Long.MIN_VALUE;
  private int seen;

  RateLimit(int most, long micros) {
    this.most = most;
    this.micros = micros;
  }

  @Override
  void choose(Events batch, byte[] kept) {
    long[] t = batch.t();
    for (int i = 0; i < batch.size(); i++) {
      if (t[i] >= end) {
        end = (Math.floorDiv(t[i], micros) + 1) * micros;
        seen = 0;
      }
      kept[i] = one(seen < most);
      seen += kept[i];
    }
  }
}
