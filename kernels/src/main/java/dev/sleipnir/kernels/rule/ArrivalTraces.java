package dev.sleipnir.kernels.rule;

import java.util.Arrays;

/**
 * The pre-synaptic traces as segments see them: they jump when a spike arrives, and decay when they
 * are looked at.
 */
final class ArrivalTraces {
  private final TraceConstants constants;
  private final DecayTable[] tables;
  private final boolean spikesFirst;

  /** Segment to step of the last arrival, -1 before the first. */
  private final int[] last;

  /** Trace and segment to value after that arrival. */
  private final float[][] values;

  /** The arrivals of a step: what {@link #last} and {@link #values} were before them. */
  private int[] lastBefore = {};

  private float[][] valuesBefore;

  /** Trace and arrival to the value that weights see. */
  private float[][] seen;

  ArrivalTraces(TraceConstants constants, DecayTable[] tables, TraceOrder order, int segments) {
    this.constants = constants;
    this.tables = tables;
    spikesFirst = order == TraceOrder.SPIKES_FIRST;
    last = new int[segments];
    Arrays.fill(last, -1);
    values = new float[tables.length][segments];
    valuesBefore = new float[tables.length][0];
    seen = new float[tables.length][0];
  }

  /** Spikes arrive at segments. */
  void arrive(int[] segments, int count, int step) {
    if (lastBefore.length < count) {
      int length = Math.max(count, 2 * lastBefore.length);
      lastBefore = new int[length];
      valuesBefore = new float[tables.length][length];
      seen = new float[tables.length][length];
    }
    for (int k = 0; k < tables.length; k++) {
      DecayTable table = tables[k];
      float[] of = values[k];
      for (int a = 0; a < count; a++) {
        int g = segments[a];
        float before = of[g] * table.after(step - last[g]);
        float after = constants.jumped(k, before);
        valuesBefore[k][a] = of[g];
        seen[k][a] = spikesFirst ? after : before;
        of[g] = after;
      }
    }
    for (int a = 0; a < count; a++) {
      lastBefore[a] = last[segments[a]];
      last[segments[a]] = step;
    }
  }

  int[] last() {
    return last;
  }

  float[][] values() {
    return values;
  }

  int[] lastBefore() {
    return lastBefore;
  }

  float[][] valuesBefore() {
    return valuesBefore;
  }

  float[][] seen() {
    return seen;
  }

  /** Goes on from other arrivals. */
  void set(int[] steps, float[][] traces) {
    System.arraycopy(steps, 0, last, 0, last.length);
    for (int k = 0; k < values.length; k++) {
      System.arraycopy(traces[k], 0, values[k], 0, last.length);
    }
  }

  /** Counts steps from a later one. */
  void rebase(int shift) {
    Rebase.run(last, values, tables, shift);
  }

  long bytes() {
    return 4L * last.length * (1 + values.length)
        + 4L * lastBefore.length * (1 + 2L * values.length);
  }
}
