package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.math.Reductions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Some synapses of one partition, gathered, so that their changes are computed with whole vectors.
 * First the post-synaptic spikes that they have not seen are replayed, round by round: the r-th
 * round has the r-th such spike of all synapses that have one. Then a pre-synaptic spike arrives at
 * each. Variables that decay are caught up at each of these events from the one before. The scratch
 * memory of one thread.
 */
final class SparseBlock {
  /** Synapses of a block: what they gather stays in the cache. */
  static final int SIZE = 1024;

  private final CompiledSparse rule;
  private final DecayTable[] preTables;
  private final DecayTable[] postTables;
  private final DecayTable[] variableTables;
  private final PostHistory history;
  private final boolean spikesFirst;

  /** Whether what changes may be no number. */
  private final boolean looks;

  private final float[] invariants;
  private final int pre;
  private final int post;
  private final int decaying;

  // The synapses gathered.
  private final int[] synapse = new int[SIZE];
  private final int[] target = new int[SIZE];
  private final int[] source = new int[SIZE];
  private final int[] seen = new int[SIZE];
  private final float[] w = new float[SIZE];

  /** The variables. */
  private final float[][] own;

  /** For each port what arrives at the neurons; the weights themselves where that is those. */
  private final float[][] delivered;

  /** As the kernels have them: the weights, what is not touched, the variables, the ports. */
  private final float[][] synapses;

  private final float[][] columns;

  /** The step of the last event of each; only if something decays. */
  private final int[] event;

  private int count;

  // Those that have spikes to replay, with places in the history.
  private final int[] slot = new int[SIZE];
  private final int[] next = new int[SIZE];
  private final int[] end = new int[SIZE];
  private final float[] replayedW = new float[SIZE];
  private final float[][] replayedOwn;
  private final float[][] replayed;
  private final float[][] replayColumns;

  SparseBlock(
      CompiledSparse rule,
      RuleConstants constants,
      DecayTable[] preTables,
      DecayTable[] postTables,
      DecayTable[] variableTables,
      PostHistory history,
      boolean looks) {
    this.rule = rule;
    this.looks = looks;
    this.preTables = preTables;
    this.postTables = postTables;
    this.variableTables = variableTables;
    this.history = history;
    spikesFirst = constants.settings().order() == TraceOrder.SPIKES_FIRST;
    invariants = rule.invariants(constants);
    pre = rule.columns(Side.PRE);
    post = rule.columns(Side.POST);
    decaying = variableTables.length;
    event = new int[decaying > 0 ? SIZE : 0];
    own = new float[rule.variables()][SIZE];
    delivered = new float[rule.ports().size()][];
    for (int p = 0; p < delivered.length; p++) {
      delivered[p] = rule.deliversWeight(p) ? w : new float[SIZE];
    }
    synapses = arrays(w, own, delivered);
    replayedOwn = new float[own.length][SIZE];
    replayed = arrays(replayedW, replayedOwn, new float[0][]);
    columns = new float[rule.atDecays() + decaying][SIZE];
    replayColumns = new float[rule.atDecays() + decaying][SIZE];
  }

  private float[][] arrays(float[] weights, float[][] variables, float[][] ports) {
    float[][] arrays = new float[rule.atPorts() + ports.length][];
    arrays[0] = weights;
    arrays[1] = weights;
    System.arraycopy(variables, 0, arrays, RuleLoops.VARIABLES, variables.length);
    System.arraycopy(ports, 0, arrays, rule.atPorts(), ports.length);
    return arrays;
  }

  /** Gathers synapses of a segment up to the last or till the block is full; returns the next. */
  int add(
      int[] targets, float[] all, float[][] variables, int from, int to, int ofSource, int since) {
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
      System.arraycopy(variables[v], from, own[v], count, stop - from);
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
    for (int v = 0; v < own.length; v++) {
      float[] to1 = own[v];
      float[] of = variables[v];
      for (int i = count; i < at; i++) {
        to1[i] = of[synapse[i]];
      }
    }
    count = at;
    return s;
  }

  boolean isFull() {
    return count == SIZE;
  }

  /** Looks up the last event of each synapse: an arrival, or a spike that it had been shown. */
  void findEvents(int[] last) {
    if (decaying > 0) {
      int[] shown = history.shown;
      boolean both = rule.acts(Side.POST);
      for (int i = 0; i < count; i++) {
        int arrival = last[source[i]];
        event[i] = both ? Math.max(arrival, shown[target[i]]) : arrival;
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
    rule.posts(invariants, replayColumns, replayed, left);
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
    float[] z = columns[rule.atSpikes()];
    int spikes = 0;
    for (int i = 0; i < count; i++) {
      int spike = last[target[i]] == step ? 1 : 0;
      z[i] = spike;
      spikes += spike;
    }
    if (spikes > 0 && !spikesFirst) {
      seeBeforeSpikes(z);
    }
    for (int k = 0; k < decaying; k++) {
      float[] share = columns[rule.atDecays() + k];
      for (int i = 0; i < count; i++) {
        share[i] = variableTables[k].after(step - event[i]);
      }
    }
    rule.arrivals(invariants, columns, synapses, count);
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

  private void requireFinite(String what, float[] values) {
    int other = Reductions.firstNonFinite(values, 0, count);
    if (other >= 0) {
      float got = values[other];
      int at = synapse[other];
      count = 0;
      throw new ArithmeticException(
          String.format(
              Locale.ROOT,
              "expected finite %s after a change, got %s at synapse %d, to neuron %d",
              what,
              got,
              at,
              target[other]));
    }
  }

  /**
   * Puts the synapses back, adds what is delivered, and empties the block.
   *
   * @param all the weights
   * @param variables the variables
   * @param ports for each port what is raised; null if nothing is, or a null array for a port of
   *     which nothing is wanted
   */
  void scatter(float[] all, float[][] variables, float @Nullable [] @Nullable [] ports) {
    if (looks) {
      requireFinite("weights", w);
      for (float[] values : own) {
        requireFinite("variables of synapses", values);
      }
    }
    for (int i = 0; i < count; i++) {
      all[synapse[i]] = w[i];
    }
    for (int v = 0; v < own.length; v++) {
      float[] to = variables[v];
      float[] of = own[v];
      for (int i = 0; i < count; i++) {
        to[synapse[i]] = of[i];
      }
    }
    for (int p = 0; ports != null && p < delivered.length; p++) {
      float[] to = ports[p];
      if (to != null) {
        float[] of = delivered[p];
        if (looks && of != w) {
          requireFinite("deliveries", of);
        }
        for (int i = 0; i < count; i++) {
          to[target[i]] += of[i];
        }
      }
    }
    count = 0;
  }

  int count() {
    return count;
  }

  long bytes() {
    return 4L * SIZE * (9 + columns.length + replayColumns.length + own.length)
        + 4L * (event.length + SIZE * (replayedOwn.length + synapses.length));
  }
}
