package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.math.Reductions;

/**
 * Changes rows of a dense matrix by what happens in a step. Rows depend on no other: several of
 * these, each with memory of its own, work on rows of their own at the same time.
 */
final class DenseRows {
  private static final int NONE = Integer.MAX_VALUE;

  private final DenseStep step;
  private final CompiledRule rule;
  private final int pre;
  private final int post;
  private final int batch;
  private final float[] invariants;
  private final float[][] rowSums;
  private final EventBlock block;

  /** Whether changed weights may be no numbers. */
  private final boolean looks;

  private final int[] touched;
  private final boolean[] isTouched;
  private int touchedCount;

  /** Whether the block has the events of this step, all samples of which are taken together. */
  private boolean hasEvents;

  private int other;

  DenseRows(DenseStep step, boolean looks) {
    this.step = step;
    this.looks = looks;
    rule = step.rule;
    pre = step.pre;
    post = step.post;
    batch = step.batch;
    invariants = step.invariants();
    boolean sequential = step.isSequential();
    rowSums = new float[2][sequential ? 0 : pre];
    block = new EventBlock(rule, sequential ? pre : batch * pre, post, pre, 1);
    touched = new int[sequential ? 0 : pre];
    isTouched = new boolean[sequential ? 0 : pre];
  }

  /** Says that another step begins. */
  void begin() {
    hasEvents = false;
    other = NONE;
  }

  /** The least index of a weight that is no number among those changed in this step; -1 if none. */
  int firstOther() {
    return other == NONE ? -1 : other;
  }

  /** Changes rows {@code from} to {@code to - 1}. */
  void change(int from, int to) {
    if (!step.isSequential()) {
      if (!hasEvents) {
        collect(0, batch * pre);
        findTouched();
        hasEvents = true;
      }
      samples(from, to);
      return;
    }
    int nextPre = 0;
    for (int b = 0; b < batch; b++) {
      rule.setSignals(invariants, step.signals, b);
      if (batch > 1 || !hasEvents) {
        nextPre = collect(nextPre, (b + 1) * pre);
        hasEvents = true;
      }
      sample(b, from, to);
    }
  }

  /** Makes events of the pre-synaptic spikes from the s-th on, up to a neuron; returns the next. */
  private int collect(int first, int neurons) {
    SpikeList spikes = step.preSpikes;
    block.clear();
    int s = first;
    while (s < spikes.count() && spikes.get(s) < neurons) {
      if (rule.acts(Side.PRE) && !step.isSwept) {
        int neuron = spikes.get(s);
        int sample = neuron / pre;
        block.add(neuron - sample * pre, sample * post, step.preColumns, neuron);
      }
      s++;
    }
    block.close();
    return s;
  }

  /** Changes the synapses by what happens in one sample. */
  private void sample(int b, int from, int to) {
    for (int i = from; i < to; i++) {
      int unit = b * post + i;
      if (step.runsInFull(unit)) {
        rule.setPost(invariants, step.postColumns, unit);
        rule.row(
            (step.kinds[unit] & DenseStep.SPIKES) != 0,
            (step.kinds[unit] & DenseStep.ACTIVE) != 0,
            invariants,
            step.columns,
            step.synapses,
            i * pre,
            (i + 1) * pre,
            i * pre - b * pre);
        look(i);
      } else if (block.count() > 0 && block.addRow(i, step.synapses, step.postColumns)) {
        scatter();
      }
    }
    scatter();
  }

  /** Looks at the weights of a row. */
  private void look(int row) {
    if (looks) {
      int found = Reductions.firstNonFinite(step.synapses[0], row * pre, pre);
      if (found >= 0) {
        other = Math.min(other, row * pre + found);
      }
    }
  }

  /** A sample has at most one spike for each synapse. */
  private void scatter() {
    int rows = block.rows();
    block.scatter(invariants, step.synapses);
    if (looks) {
      int found = block.firstOther(rows);
      if (found >= 0) {
        other = Math.min(other, found);
      }
    }
  }

  private float bounded(float x) {
    return Math.min(Math.max(x, step.constants.low()), step.constants.high());
  }

  /** Changes the weights by what happens in all samples, each from the old weights. */
  private void samples(int from, int to) {
    for (int i = from; i < to; i++) {
      if (runsInFullAnywhere(i)) {
        rowOfSamples(i);
      }
    }
    if (block.count() == 0) {
      return;
    }
    for (int i = from; i < to; i++) {
      if (!runsInFullAnywhere(i) && block.addRow(i, step.synapses, step.postColumns)) {
        scatterSums();
      }
    }
    scatterSums();
  }

  private boolean runsInFullAnywhere(int row) {
    for (int b = 0; b < batch; b++) {
      if (step.runsInFull(b * post + row)) {
        return true;
      }
    }
    return false;
  }

  private void findTouched() {
    touchedCount = 0;
    for (int e = 0; e < block.count(); e++) {
      int column = block.column(e);
      if (!isTouched[column]) {
        isTouched[column] = true;
        touched[touchedCount++] = column;
      }
    }
    for (int t = 0; t < touchedCount; t++) {
      isTouched[touched[t]] = false;
    }
  }

  private void rowOfSamples(int i) {
    float[] w = step.synapses[0];
    System.arraycopy(w, i * pre, rowSums[0], 0, pre);
    for (int b = 0; b < batch; b++) {
      int unit = b * post + i;
      if (step.runsInFull(unit)) {
        rule.setSignals(invariants, step.signals, b);
        rule.setPost(invariants, step.postColumns, unit);
        rule.change(
            (step.kinds[unit] & DenseStep.SPIKES) != 0,
            (step.kinds[unit] & DenseStep.ACTIVE) != 0,
            invariants,
            step.columns,
            rowSums,
            0,
            pre,
            -b * pre);
      }
    }
    if (block.count() > 0) {
      block.addRow(i, step.synapses, step.postColumns);
      block.compute(invariants);
      for (int e = 0; e < block.count(); e++) {
        // Where the row was run in full, it has the pre-synaptic change already.
        if (!step.runsInFull(block.unit(e) + i)) {
          rowSums[1][block.column(e)] += block.changes()[e];
        }
      }
      block.empty();
    }
    rule.apply(invariants, rowSums, 0, pre);
    System.arraycopy(rowSums[0], 0, w, i * pre, pre);
    look(i);
  }

  private void scatterSums() {
    if (block.rows() == 0) {
      return;
    }
    float[] w = step.synapses[0];
    block.compute(invariants);
    float scale = rule.scale(invariants);
    float[] sums = rowSums[1];
    float[] changes = block.changes();
    int count = block.count();
    for (int r = 0; r < block.rows(); r++) {
      for (int e = 0; e < count; e++) {
        sums[block.column(e)] += changes[r * count + e];
      }
      int first = block.row(r) * pre;
      for (int t = 0; t < touchedCount; t++) {
        int column = touched[t];
        w[first + column] = bounded(w[first + column] + scale * sums[column]);
        sums[column] = 0;
      }
      look(block.row(r));
    }
    block.empty();
  }
}
