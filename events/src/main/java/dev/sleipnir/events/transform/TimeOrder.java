package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;

/** Puts events in the order of their time; those of one time stay in theirs. */
final class TimeOrder {
  private TimeOrder() {}

  static void sort(Events events) {
    int count = events.size();
    if (isSorted(events.t(), count)) {
      return;
    }
    int[] order = order(events.t(), count);
    Events sorted = new Events(count);
    for (int i : order) {
      sorted.add(events, i, i + 1);
    }
    events.clear();
    events.add(sorted, 0, count);
  }

  private static boolean isSorted(long[] t, int count) {
    for (int i = 1; i < count; i++) {
      if (t[i] < t[i - 1]) {
        return false;
      }
    }
    return true;
  }

  /** Merges runs of 1, 2, 4, ... events. */
  private static int[] order(long[] t, int count) {
    int[] from = new int[count];
    int[] to = new int[count];
    for (int i = 0; i < count; i++) {
      from[i] = i;
    }
    for (long run = 1; run < count; run *= 2) {
      for (long start = 0; start < count; start += 2 * run) {
        int a = (int) start;
        int middle = (int) Math.min(count, start + run);
        int b = middle;
        int end = (int) Math.min(count, start + 2 * run);
        for (int k = a; k < end; k++) {
          boolean first = b == end || (a < middle && t[from[a]] <= t[from[b]]);
          to[k] = first ? from[a++] : from[b++];
        }
      }
      int[] other = from;
      from = to;
      to = other;
    }
    return from;
  }
}
