package dev.sleipnir.kernels.rule;

import java.util.Arrays;

/** The segments at which spikes will arrive, step by step, as far ahead as the longest delay. */
final class DelayRing {
  private final int[][] buckets;
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

  /** The segments at which spikes arrive now, in a step, and so on: copies. */
  int[][] underWay() {
    int[][] underWay = new int[counts.length][];
    for (int d = 0; d < underWay.length; d++) {
      int b = (now + d) % counts.length;
      underWay[d] = Arrays.copyOf(buckets[b], counts[b]);
    }
    return underWay;
  }

  /** Goes on with other spikes under way. */
  void set(int[][] underWay) {
    now = 0;
    for (int b = 0; b < counts.length; b++) {
      counts[b] = underWay[b].length;
      if (buckets[b].length < counts[b]) {
        buckets[b] = new int[counts[b]];
      }
      System.arraycopy(underWay[b], 0, buckets[b], 0, counts[b]);
    }
  }

  long bytes() {
    long bytes = 4L * counts.length;
    for (int[] bucket : buckets) {
      bytes += 4L * bucket.length;
    }
    return bytes;
  }
}
