package dev.sleipnir.kernels.plasticity;

import java.util.Arrays;

/** The segments at which spikes will arrive, step by step, as far ahead as the longest delay. */
final class DelayRing {
  private int[][] buckets;
  private final int[] counts;
  private int now;

  DelayRing(int maxDelay) {
    buckets = new int[maxDelay + 1][16];
    counts = new int[maxDelay + 1];
  }

  /** A spike will arrive at a segment in some steps, at most the longest delay. */
  void add(int segment, int delay) {
    int b = now + delay;
    if (b >= counts.length) {
      b -= counts.length;
    }
    int[] bucket = buckets[b];
    if (counts[b] == bucket.length) {
      bucket = Arrays.copyOf(bucket, 2 * bucket.length);
      buckets[b] = bucket;
    }
    bucket[counts[b]++] = segment;
  }

  /** Segments at which spikes arrive now; only the first {@link #count} are. */
  int[] segments() {
    return buckets[now];
  }

  int count() {
    return counts[now];
  }

  /** Goes on to the next step. */
  void advance() {
    counts[now] = 0;
    now = now + 1 == counts.length ? 0 : now + 1;
  }

  long bytes() {
    long bytes = 4L * counts.length;
    for (int[] bucket : buckets) {
      bytes += 4L * bucket.length;
    }
    return bytes;
  }
}
