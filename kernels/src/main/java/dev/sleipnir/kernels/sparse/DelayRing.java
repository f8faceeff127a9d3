package dev.sleipnir.kernels.sparse;

import dev.sleipnir.kernels.state.State;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Spikes on their way: the segments at which they will arrive, step by step, as far ahead as the
 * longest delay. Segments at which spikes arrive in one step are in the order in which the spikes
 * were sent.
 */
public final class DelayRing {
  private final Segments segments;
  private final int[][] buckets;
  private final int[] counts;
  private int now;

  /**
   * No spikes on their way.
   *
   * @param segments where they arrive
   */
  public DelayRing(Segments segments) {
    this.segments = segments;
    buckets = new int[segments.maxDelay() + 1][16];
    counts = new int[segments.maxDelay() + 1];
  }

  /**
   * A neuron spikes in this step: its spike will arrive at its segments after their delays.
   *
   * @param neuron which pre-synaptic neuron
   */
  public void send(int neuron) {
    int to = segments.firstOf(neuron + 1);
    for (int g = segments.firstOf(neuron); g < to; g++) {
      add(g, segments.delay(g));
    }
  }

  private void add(int segment, int delay) {
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

  /**
   * Segments at which spikes arrive in this step.
   *
   * @return only the first {@link #count} are; not to be changed
   */
  public int[] arriving() {
    return buckets[now];
  }

  /**
   * At how many segments spikes arrive in this step.
   *
   * @return at least 0
   */
  public int count() {
    return counts[now];
  }

  /** Goes on to the next step. */
  public void advance() {
    counts[now] = 0;
    now = now + 1 == counts.length ? 0 : now + 1;
  }

  /** Forgets all spikes. */
  public void clear() {
    Arrays.fill(counts, 0);
    now = 0;
  }

  /**
   * The segments at which spikes arrive now, in a step, and so on.
   *
   * @return copies, one array for each delay from 0 to the longest
   */
  public int[][] underWay() {
    int[][] underWay = new int[counts.length][];
    for (int d = 0; d < underWay.length; d++) {
      int b = (now + d) % counts.length;
      underWay[d] = Arrays.copyOf(buckets[b], counts[b]);
    }
    return underWay;
  }

  /**
   * Checks that spikes may be on their way so after some steps.
   *
   * @param underWay as {@link #underWay} gives them
   * @throws IllegalArgumentException if they are not of these segments
   */
  public void require(int[][] underWay) {
    if (underWay.length != counts.length) {
      throw new IllegalArgumentException(
          "delays of spikes under way: expected " + counts.length + ", got " + underWay.length);
    }
    for (int steps = 0; steps < underWay.length; steps++) {
      BitSet seen = new BitSet();
      for (int segment : underWay[steps]) {
        if (segment < 0 || segment >= segments.count()) {
          throw new IllegalArgumentException(
              "spikes under way: expected 0 to " + (segments.count() - 1) + ", got " + segment);
        }
        if (segments.delay(segment) <= steps || seen.get(segment)) {
          throw new IllegalArgumentException(
              "spikes under way: expected each once, at most its delay before it arrives, got "
                  + segment
                  + " again or too far from it");
        }
        seen.set(segment);
      }
    }
  }

  /**
   * Goes on with other spikes on their way.
   *
   * @param underWay as {@link #underWay} gave them
   */
  public void set(int[][] underWay) {
    now = 0;
    for (int b = 0; b < counts.length; b++) {
      counts[b] = underWay[b].length;
      if (buckets[b].length < counts[b]) {
        buckets[b] = new int[counts[b]];
      }
      System.arraycopy(underWay[b], 0, buckets[b], 0, counts[b]);
    }
  }

  /**
   * Tells the spikes on their way.
   *
   * @param state is told
   * @throws IllegalArgumentException if those that were noted are not of these segments
   */
  public void state(State state) {
    int[][] now = underWay();
    int[] lengths = Arrays.stream(now).mapToInt(segments -> segments.length).toArray();
    int[] flat = Arrays.stream(now).flatMapToInt(Arrays::stream).toArray();
    int[] counts = state.ints("spikes under way for each delay", lengths, 0, Integer.MAX_VALUE);
    int[] all = state.ints("spikes under way", flat, 0, segments.count() - 1);
    if (!state.isRead()) {
      return;
    }
    if (Arrays.stream(counts).asLongStream().sum() != all.length) {
      throw new IllegalArgumentException(
          "spikes under way: expected as many as for all delays, got " + all.length);
    }
    int[][] noted = new int[counts.length][];
    for (int d = 0, from = 0; d < noted.length; from += counts[d++]) {
      noted[d] = Arrays.copyOfRange(all, from, from + counts[d]);
    }
    require(noted);
    state.restore(() -> set(noted));
  }

  /**
   * The memory in use.
   *
   * @return bytes
   */
  public long bytes() {
    long bytes = 4L * counts.length;
    for (int[] bucket : buckets) {
      bytes += 4L * bucket.length;
    }
    return bytes;
  }
}
