package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Synapses that wait for spikes to arrive. First the post-synaptic spikes that they have not seen
 * are replayed, round by round: the r-th round has the r-th such spike of all synapses that have
 * one. Then a pre-synaptic spike arrives at each. Variables that decay are caught up at each of
 * these events from the one before.
 */
final class WaitingBlock extends SynapseBlock {
  private final DecayTable[] preTables;
  private final DecayTable[] postTables;
  private final DecayTable[] variableTables;
  private final PostHistory history;

  /** What post-synaptic neurons have, where it is kept at every step; null where it is not. */
  private final @Nullable NeuronColumns postColumns;

  private final boolean spikesFirst;
  private final int decaying;

  /** The last step that each of the synapses gathered has seen. */
  private final int[] seen = new int[SIZE];

  /**
   * The step of the last event of each; only if something decays and it may be a replayed spike.
   */
  private final int[] event;

  // Those that have spikes to replay, with places in the history.
  private final int[] slot = new int[SIZE];
  private final int[] next = new int[SIZE];
  private final int[] end = new int[SIZE];
  private final float[] replayedW = new float[SIZE];
  private final float[][] replayedOwn;
  private final float[][] replayed;
  private final float[][] replayColumns;

  WaitingBlock(
      CompiledSparse rule,
      RuleConstants constants,
      DecayTable[] preTables,
      DecayTable[] postTables,
      DecayTable[] variableTables,
      PostHistory history,
      @Nullable NeuronColumns postColumns,
      boolean looks) {
    super(rule, constants, looks);
    this.preTables = preTables;
    this.postTables = postTables;
    this.variableTables = variableTables;
    this.history = history;
    this.postColumns = postColumns;
    spikesFirst = constants.settings().order() == TraceOrder.SPIKES_FIRST;
    decaying = variableTables.length;
    event = new int[decaying > 0 && rule.acts(Side.POST) ? SIZE : 0];
    replayedOwn = new float[own.length][SIZE];
    replayed = arrays(replayedW, replayedOwn, new float[0][]);
    replayColumns = new float[columns.length][SIZE];
  }

  /**
   * Changes what all synapses of a segment have in common, where spikes arrive. The block is empty
   * before and after.
   *
   * @param arriving the segments
   * @param from the first arrival to be looked at
   * @param to one past the last
   * @param sources what each source has, as synapses see it
   * @param left for each variable that decays what is left of it at each source
   * @param variables for each variable its value at every segment; changed
   * @param before for each variable its value at every arrival, before it; set
   */
  void share(
      int[] arriving,
      int from,
      int to,
      float[][] sources,
      float[][] left,
      float[][] variables,
      float[][] before) {
    count = to - from;
    for (int i = 0; i < count; i++) {
      source[i] = from + i;
      target[i] = 0;
      w[i] = 0;
    }
    for (int v = 0; v < own.length; v++) {
      for (int i = 0; rule.isShared(v) && i < count; i++) {
        own[v][i] = variables[v][arriving[from + i]];
        before[v][from + i] = own[v][i];
      }
    }
    gatherSources(sources, 0, pre);
    gatherSources(left, rule.atDecays(), decaying);
    rule.arrivals(invariants, columns, synapses, count);
    for (int v = 0; v < own.length; v++) {
      for (int i = 0; rule.isShared(v) && i < count; i++) {
        variables[v][arriving[from + i]] = own[v][i];
      }
    }
    count = 0;
  }

  /**
   * Gathers synapses of a segment up to the last or till the block is full; returns the next.
   *
   * @param shared for each variable its value at every source, where it is shared
   */
  int add(
      int[] targets,
      float[] all,
      float[][] variables,
      float[][] shared,
      int from,
      int to,
      int ofSource,
      int since) {
    int stop = Math.min(to, from + SIZE - count);
    int at = count;
    for (int s = from; s < stop; s++) {
      synapse[at] = s;
      target[at] = targets[s];
      source[at] = ofSource;
      seen[at] = since;
      w[at] = all[s];
      at++;
    }
    for (int v = 0; v < own.length; v++) {
      if (rule.isShared(v)) {
        Arrays.fill(own[v], count, at, shared[v][ofSource]);
      } else {
        System.arraycopy(variables[v], from, own[v], count, stop - from);
      }
    }
    count = at;
    return stop;
  }

  /** As {@link #add}, but only synapses that have post-synaptic spikes to replay. */
  int addBehind(
      int[] targets, float[] all, float[][] variables, int from, int to, int ofSource, int since) {
    int[] lastSpike = history.last;
    int at = count;
    int s = from;
    for (; s < to && at < SIZE; s++) {
      if (lastSpike[targets[s]] > since) {
        synapse[at] = s;
        target[at] = targets[s];
        source[at] = ofSource;
        seen[at] = since;
        w[at] = all[s];
        at++;
      }
    }
    int first = count;
    count = at;
    gatherVariables(variables, first);
    return s;
  }

  /** Looks up the last event of each synapse: an arrival, or a spike that it had been shown. */
  void findEvents(int[] last) {
    if (event.length > 0) {
      int[] shown = history.shown;
      for (int i = 0; i < count; i++) {
        event[i] = Math.max(last[source[i]], shown[target[i]]);
      }
    }
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
    for (int k = 0; k < preTables.length; k++) {
      float[] x = replayColumns[k];
      float[] of = traces[k];
      DecayTable table = preTables[k];
      for (int q = 0; q < left; q++) {
        int from = source[slot[q]];
        x[q] = of[from] * table.after(steps[next[q]] - last[from]);
      }
    }
    for (int k = 0; k < postTables.length; k++) {
      float[] y = replayColumns[pre + k];
      float[] values = history.seen[k];
      for (int q = 0; q < left; q++) {
        y[q] = values[next[q]];
      }
    }
    for (int k = 0; k < decaying; k++) {
      float[] share = replayColumns[rule.atDecays() + k];
      for (int q = 0; q < left; q++) {
        share[q] = variableTables[k].after(steps[next[q]] - event[slot[q]]);
      }
    }
    for (int q = 0; q < left; q++) {
      replayedW[q] = w[slot[q]];
    }
    for (int v = 0; v < own.length; v++) {
      for (int q = 0; q < left; q++) {
        replayedOwn[v][q] = own[v][slot[q]];
      }
    }
    rule.others(invariants, replayColumns, replayed, left);
    for (int v = 0; v < own.length; v++) {
      for (int q = 0; q < left; q++) {
        own[v][slot[q]] = replayedOwn[v][q];
      }
    }
    if (decaying > 0) {
      for (int q = 0; q < left; q++) {
        event[slot[q]] = steps[next[q]];
      }
    }
  }

  /**
   * Pre-synaptic spikes arrive.
   *
   * @param sources what each source has, as synapses see it
   * @param left for each variable that decays what is left of it at each source, if only arrivals
   *     are events
   * @param step the step
   * @return number of post-synaptic spikes of the same step
   */
  long arrive(float[][] sources, float[][] left, int step) {
    gatherSources(sources, 0, pre);
    int[] last = history.last;
    float[] z = columns[rule.atSpikes()];
    int spikes = 0;
    for (int i = 0; i < count; i++) {
      int spike = last[target[i]] == step ? 1 : 0;
      z[i] = spike;
      spikes += spike;
    }
    if (postColumns != null) {
      gatherTargets(postColumns.seen(0), pre, post);
    } else {
      findPostTraces(z, spikes, step);
    }
    if (event.length == 0) {
      gatherSources(left, rule.atDecays(), decaying);
    } else {
      for (int k = 0; k < decaying; k++) {
        float[] share = columns[rule.atDecays() + k];
        for (int i = 0; i < count; i++) {
          share[i] = variableTables[k].after(step - event[i]);
        }
      }
    }
    rule.arrivals(invariants, columns, synapses, count);
    return spikes;
  }

  private void findPostTraces(float[] z, int spikes, int step) {
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
    if (spikes > 0 && !spikesFirst) {
      seeBeforeSpikes(z);
    }
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

  @Override
  long bytes() {
    return super.bytes()
        + 4L * SIZE * (4 + replayColumns.length + replayed.length)
        + 4L * event.length;
  }
}
