package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Some synapses of one partition, gathered, so that their changes are computed with whole vectors.
 * First the post-synaptic spikes that they have not seen are replayed, round by round: the r-th
 * round has the r-th such spike of all synapses that have one. Then a pre-synaptic spike arrives at
 * each. The scratch memory of one thread.
 */
final class SparseBlock {
  /** Synapses of a block: what they gather stays in the cache. */
  static final int SIZE = 1024;

  private final CompiledRule rule;
  private final DecayTable[] preTables;
  private final DecayTable[] postTables;
  private final PostHistory history;
  private final boolean spikesFirst;

  /** Whether changed weights may be no numbers. */
  private final boolean looks;

  private final float[] invariants;
  private final int pre;
  private final int post;

  // The synapses gathered.
  private final int[] synapse = new int[SIZE];
  private final int[] target = new int[SIZE];
  private final int[] source = new int[SIZE];
  private final int[] seen = new int[SIZE];
  private final float[] w = new float[SIZE];
  private final float[][] weights = {w};

  /** What arrives at the neurons: the weights as changed, or others where they are as before. */
  private final float[] delivered;

  private final float[][] columns;
  private int count;

  // Those that have spikes to replay, with places in the history.
  private final int[] slot = new int[SIZE];
  private final int[] next = new int[SIZE];
  private final int[] end = new int[SIZE];
  private final float[] replayedW = new float[SIZE];
  private final float[][] replayedWeights = {replayedW};
  private final float[][] replayColumns;

  SparseBlock(
      CompiledRule rule,
      RuleConstants constants,
      DecayTable[] preTables,
      DecayTable[] postTables,
      PostHistory history,
      boolean looks,
      boolean deliversFirst) {
    this.rule = rule;
    this.looks = looks;
    delivered = deliversFirst ? new float[SIZE] : w;
    this.preTables = preTables;
    this.postTables = postTables;
    this.history = history;
    spikesFirst = constants.settings().order() == TraceOrder.SPIKES_FIRST;
    invariants = rule.invariants(constants, 1);
    pre = rule.columns(Side.PRE);
    post = rule.columns(Side.POST);
    columns = new float[pre + post + 1][SIZE];
    replayColumns = new float[pre + post][SIZE];
  }

  /** Gathers synapses of a segment up to the last or till the block is full; returns the next. */
  int add(int[] targets, float[] all, int from, int to, int ofSource, int seenStep) {
    int stop = Math.min(to, from + SIZE - count);
    int at = count;
    for (int s = from; s < stop; s++) {
      synapse[at] = s;
      target[at] = targets[s];
      source[at] = ofSource;
      seen[at] = seenStep;
      w[at] = all[s];
      at++;
    }
    count = at;
    return stop;
  }

  /** As {@link #add}, but only synapses that have post-synaptic spikes to replay. */
  int addBehind(int[] targets, float[] all, int from, int to, int ofSource, int seenStep) {
    int[] lastSpike = history.last;
    int at = count;
    int s = from;
    for (; s < to && at < SIZE; s++) {
      if (lastSpike[targets[s]] > seenStep) {
        synapse[at] = s;
        target[at] = targets[s];
        source[at] = ofSource;
        seen[at] = seenStep;
        w[at] = all[s];
        at++;
      }
    }
    count = at;
    return s;
  }

  boolean isFull() {
    return count == SIZE;
  }

  /**
   * Replays the post-synaptic spikes before the current step.
   *
   * @param last each source's step of the last arrival
   * @param traces each source's traces after it
   * @return number of spikes replayed
   */
  long replay(int[] last, float[][] traces) {
    int left = findSpikes();
    long events = 0;
    while (left > 0) {
      events += left;
      round(last, traces, left);
      int kept = 0;
      for (int q = 0; q < left; q++) {
        int i = slot[q];
        int following = next[q] + 1;
        int after = end[q];
        w[i] = replayedW[q];
        slot[kept] = i;
        next[kept] = following;
        end[kept] = after;
        kept += following < after ? 1 : 0;
      }
      left = kept;
    }
    return events;
  }

  /** Finds what there is to replay; most synapses have so few spikes that no branch is needed. */
  private int findSpikes() {
    int[] steps = history.steps;
    int[] ends = history.end;
    int found = 0;
    for (int i = 0; i < count; i++) {
      int since = seen[i];
      int stop = ends[target[i]];
      int spikes =
          (steps[stop - 1] > since ? 1 : 0)
              + (steps[stop - 2] > since ? 1 : 0)
              + (steps[stop - 3] > since ? 1 : 0)
              + (steps[stop - 4] > since ? 1 : 0);
      if (spikes == PostHistory.MARGIN) {
        while (steps[stop - 1 - spikes] > since) {
          spikes++;
        }
      }
      slot[found] = i;
      next[found] = stop - spikes;
      end[found] = stop;
      found += spikes > 0 ? 1 : 0;
    }
    return found;
  }

  private void round(int[] last, float[][] traces, int left) {
    int[] steps = history.steps;
    for (int k = 0; k < pre; k++) {
      float[] x = replayColumns[k];
      float[] of = traces[k];
      DecayTable table = preTables[k];
      for (int q = 0; q < left; q++) {
        int from = source[slot[q]];
        x[q] = of[from] * table.after(steps[next[q]] - last[from]);
      }
    }
    for (int k = 0; k < post; k++) {
      float[] y = replayColumns[pre + k];
      float[] values = history.seen[k];
      for (int q = 0; q < left; q++) {
        y[q] = values[next[q]];
      }
    }
    for (int q = 0; q < left; q++) {
      replayedW[q] = w[slot[q]];
    }
    rule.posts(invariants, replayColumns, replayedWeights, left);
  }

  /**
   * Pre-synaptic spikes arrive.
   *
   * @param traces each source's pre-synaptic traces as weights see them
   * @param step the step
   * @return number of post-synaptic spikes of the same step
   */
  long arrive(float[][] traces, int step) {
    for (int k = 0; k < pre; k++) {
      float[] x = columns[k];
      float[] of = traces[k];
      for (int i = 0; i < count; i++) {
        x[i] = of[source[i]];
      }
    }
    int[] last = history.last;
    for (int k = 0; k < post; k++) {
      float[] y = columns[pre + k];
      float[] of = history.values[k];
      DecayTable table = postTables[k];
      for (int i = 0; i < count; i++) {
        int j = target[i];
        y[i] = of[j] * table.after(step - last[j]);
      }
    }
    float[] z = columns[pre + post];
    int spikes = 0;
    for (int i = 0; i < count; i++) {
      int spike = last[target[i]] == step ? 1 : 0;
      z[i] = spike;
      spikes += spike;
    }
    if (spikes > 0 && !spikesFirst) {
      seeBeforeSpikes(z);
    }
    if (delivered != w) {
      System.arraycopy(w, 0, delivered, 0, count);
    }
    rule.arrivals(invariants, columns, weights, count);
    return spikes;
  }

  private void seeBeforeSpikes(float[] z) {
    for (int i = 0; i < count; i++) {
      if (z[i] > 0) {
        int at = history.end[target[i]];
        for (int k = 0; k < post; k++) {
          columns[pre + k][i] = history.seen[k][at];
        }
      }
    }
  }

  private void requireFinite() {
    int other = Finite.firstOther(w, 0, count);
    if (other < count) {
      float got = w[other];
      int at = synapse[other];
      count = 0;
      throw new ArithmeticException(
          String.format(
              Locale.ROOT,
              "expected finite weights after a change, got %s at synapse %d, to neuron %d",
              got,
              at,
              target[other]));
    }
  }

  /** Puts the weights back, adds what is delivered to currents if any, and empties the block. */
  void scatter(float[] all, float @Nullable [] currents) {
    if (looks) {
      requireFinite();
    }
    for (int i = 0; i < count; i++) {
      all[synapse[i]] = w[i];
    }
    if (currents != null) {
      for (int i = 0; i < count; i++) {
        currents[target[i]] += delivered[i];
      }
    }
    count = 0;
  }

  int count() {
    return count;
  }

  long bytes() {
    return 4L * SIZE * (9 + columns.length + replayColumns.length);
  }
}
