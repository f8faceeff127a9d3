package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import java.util.Arrays;
import java.util.Locale;

/**
 * A rule at work on a dense matrix of weights, [post][pre]. Owns its scratch memory and is not to
 * be used by two threads at once; a step allocates nothing.
 *
 * <p>A row whose neuron spikes costs its length; each other row costs the number of pre-synaptic
 * spikes; the traces cost the number of neurons. Where something happens at every step, a row costs
 * its length at every step: all rows, or those for which the rule's condition holds.
 */
public final class DenseUpdate {
  private static final float[][] NONE = {};

  /** What a row's neuron does in this step, as bits. */
  private static final int SPIKES = 1;

  private static final int ACTIVE = 2;

  private final CompiledRule rule;
  private final RuleConstants constants;
  private final int pre;
  private final int post;
  private final int batch;

  /** Whether all rows are run in full, whatever their neurons do. */
  private final boolean isSwept;

  private final float[] invariants;
  private final float[][] columns;
  private final float[][] synapses;
  private final float[][] rowSums;
  private final SpikeList preSpikes;
  private final SpikeList postSpikes;
  private final float[][] active;
  private final byte[] kinds;
  private final EventBlock block;

  /** Whether changed weights may be no numbers. */
  private final boolean looks;

  private int other;
  private final int[] touched;
  private final boolean[] isTouched;
  private int touchedCount;

  /**
   * A rule at work.
   *
   * @param model the rule
   * @param constants its numbers
   * @param pre pre-synaptic neurons, at least 1
   * @param post post-synaptic neurons, at least 1
   * @param batch samples, at least 1
   * @throws IllegalArgumentException if a size is not positive, or there are several samples where
   *     synapses have variables
   */
  public DenseUpdate(RuleModel model, RuleConstants constants, int pre, int post, int batch) {
    Bounds.positive("pre", pre);
    Bounds.positive("post", post);
    Bounds.positive("batch", batch);
    if (batch > 1 && !model.variables().isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: expected a batch of 1, because synapses have %s, got %d",
              model.name(),
              model.variables(),
              batch));
    }
    this.constants = constants;
    this.pre = pre;
    this.post = post;
    this.batch = batch;
    rule = model.compile(constants.settings().coincidence());
    // Events of several samples are computed together, which their own signals do not allow.
    isSwept = rule.isSwept() || (rule.signals() > 0 && batch > 1);
    boolean mean = constants.settings().reduction() == Reduction.MEAN;
    invariants = rule.invariants(constants, mean ? 1f / batch : 1f);
    columns = new float[rule.columns(Side.PRE) + 1][];
    synapses = new float[2 + rule.variables()][];
    synapses[1] = new float[0];
    rowSums = new float[2][isSequential() ? 0 : pre];
    preSpikes = new SpikeList(batch * pre);
    postSpikes = new SpikeList(batch * post);
    active = new float[1][batch * post];
    kinds = new byte[batch * post];
    block = new EventBlock(rule, isSequential() ? pre : batch * pre, post, pre, 1);
    looks = model.canLeaveNumbers(constants);
    touched = new int[pre];
    isTouched = new boolean[pre];
  }

  private boolean isSequential() {
    return batch == 1 || constants.settings().reduction() == Reduction.SEQUENTIAL;
  }

  /**
   * One time step of a rule without signals and variables.
   *
   * @param w the weights, [post][pre], updated
   * @param zPre pre-synaptic spikes, 0 or 1, [batch][pre]
   * @param zPost post-synaptic spikes, 0 or 1, [batch][post]
   * @param preTraces each pre-synaptic trace, [batch][pre], updated
   * @param postTraces each post-synaptic trace, [batch][post], updated
   * @throws IllegalArgumentException if an array is not of that length; nothing has changed then
   */
  public void step(
      float[] w, float[] zPre, float[] zPost, float[][] preTraces, float[][] postTraces) {
    step(w, NONE, zPre, zPost, preTraces, postTraces, NONE);
  }

  /**
   * One time step: traces, weights and variables.
   *
   * @param w the weights, [post][pre], updated
   * @param variables each variable of the synapses, [post][pre], updated
   * @param zPre pre-synaptic spikes, 0 or 1, [batch][pre]
   * @param zPost post-synaptic spikes, 0 or 1, [batch][post]
   * @param preColumns each pre-synaptic trace, updated, then each signal, [batch][pre]
   * @param postColumns each post-synaptic trace, updated, then each signal, [batch][post]
   * @param signals each signal that is the same for all synapses, [batch]
   * @throws IllegalArgumentException if an array is not of that length; nothing has changed then
   */
  public void step(
      float[] w,
      float[][] variables,
      float[] zPre,
      float[] zPost,
      float[][] preColumns,
      float[][] postColumns,
      float[][] signals) {
    Lengths.require("weights", w, post * pre);
    Lengths.require("variables of synapses", variables, rule.variables(), post * pre);
    Lengths.require("pre-synaptic spikes", zPre, batch * pre);
    Lengths.require("post-synaptic spikes", zPost, batch * post);
    Lengths.require("pre-synaptic traces", preColumns, rule.columns(Side.PRE), batch * pre);
    Lengths.require("post-synaptic traces", postColumns, rule.columns(Side.POST), batch * post);
    Lengths.require("signals", signals, rule.signals(), batch);
    other = -1;
    preSpikes.find(zPre);
    postSpikes.find(zPost);
    decay(Side.PRE, preColumns, signals);
    decay(Side.POST, postColumns, signals);
    boolean spikesFirst = constants.settings().order() == TraceOrder.SPIKES_FIRST;
    if (spikesFirst) {
      jump(preColumns, postColumns);
    }
    if (findKinds(postColumns, signals) || preSpikes.count() > 0 || isSwept) {
      synapses[0] = w;
      System.arraycopy(variables, 0, synapses, 2, variables.length);
      change(zPre, preColumns, postColumns, signals);
    }
    if (!spikesFirst) {
      jump(preColumns, postColumns);
    }
  }

  /**
   * Looks for a weight that the last step has made NaN or infinite; rules that only add and
   * multiply within bounds cannot.
   *
   * @return its index; -1 if there is none
   */
  public int firstOther() {
    return other;
  }

  /** Looks at the weights of a row. */
  private void look(int row) {
    if (looks && other < 0) {
      int to = (row + 1) * pre;
      int found = Finite.firstOther(synapses[0], row * pre, to);
      other = found < to ? found : -1;
    }
  }

  private void decay(Side side, float[][] values, float[][] signals) {
    int neurons = side == Side.PRE ? pre : post;
    // Without signals the samples do not differ.
    int groups = signals.length > 0 ? batch : 1;
    int size = batch / groups * neurons;
    for (int g = 0; g < groups; g++) {
      rule.setSignals(invariants, signals, g);
      rule.decay(side, constants, invariants, values, g * size, (g + 1) * size);
    }
  }

  /** Finds out what each post-synaptic neuron does; returns whether any does something. */
  private boolean findKinds(float[][] postColumns, float[][] signals) {
    Arrays.fill(kinds, (byte) 0);
    boolean any = false;
    if (rule.acts(Side.POST)) {
      for (int s = 0; s < postSpikes.count(); s++) {
        kinds[postSpikes.get(s)] = SPIKES;
      }
      any = postSpikes.count() > 0;
    }
    if (!rule.actsOnSteps()) {
      return any;
    }
    int groups = signals.length > 0 ? batch : 1;
    int size = batch / groups * post;
    for (int g = 0; g < groups; g++) {
      rule.setSignals(invariants, signals, g);
      rule.findActive(invariants, postColumns, active, g * size, (g + 1) * size);
    }
    for (int u = 0; u < kinds.length; u++) {
      if (active[0][u] > 0) {
        kinds[u] |= ACTIVE;
        any = true;
      }
    }
    return any;
  }

  private void jump(float[][] preTraces, float[][] postTraces) {
    preSpikes.jump(constants.traces(Side.PRE), preTraces);
    postSpikes.jump(constants.traces(Side.POST), postTraces);
  }

  private void change(
      float[] zPre, float[][] preColumns, float[][] postColumns, float[][] signals) {
    System.arraycopy(preColumns, 0, columns, 0, columns.length - 1);
    columns[columns.length - 1] = zPre;
    if (isSequential()) {
      int nextPre = 0;
      for (int b = 0; b < batch; b++) {
        rule.setSignals(invariants, signals, b);
        nextPre = collect(nextPre, (b + 1) * pre, preColumns);
        sample(postColumns, b);
      }
    } else {
      collect(0, batch * pre, preColumns);
      samples(postColumns, signals);
    }
  }

  /** Makes events of the pre-synaptic spikes from the s-th on, up to a neuron; returns the next. */
  private int collect(int first, int neurons, float[][] preTraces) {
    block.clear();
    int s = first;
    while (s < preSpikes.count() && preSpikes.get(s) < neurons) {
      if (rule.acts(Side.PRE) && !isSwept) {
        int neuron = preSpikes.get(s);
        int sample = neuron / pre;
        block.add(neuron - sample * pre, sample * post, preTraces, neuron);
      }
      s++;
    }
    block.close();
    return s;
  }

  private boolean runsInFull(int unit) {
    return kinds[unit] != 0 || isSwept;
  }

  /** Changes the synapses by what happens in one sample. */
  private void sample(float[][] postColumns, int b) {
    for (int i = 0; i < post; i++) {
      int unit = b * post + i;
      if (runsInFull(unit)) {
        rule.setPost(invariants, postColumns, unit);
        rule.row(
            (kinds[unit] & SPIKES) != 0,
            (kinds[unit] & ACTIVE) != 0,
            invariants,
            columns,
            synapses,
            i * pre,
            (i + 1) * pre,
            i * pre - b * pre);
        look(i);
      } else if (block.count() > 0 && block.addRow(i, synapses, postColumns)) {
        scatter();
      }
    }
    scatter();
  }

  /** A sample has at most one spike for each synapse. */
  private void scatter() {
    int rows = block.rows();
    block.scatter(invariants, synapses);
    if (looks && other < 0) {
      other = block.firstOther(rows);
    }
  }

  private float bounded(float x) {
    return Math.min(Math.max(x, constants.low()), constants.high());
  }

  /** Changes the weights by what happens in all samples, each from the old weights. */
  private void samples(float[][] postColumns, float[][] signals) {
    findTouched();
    for (int i = 0; i < post; i++) {
      if (runsInFullAnywhere(i)) {
        rowOfSamples(i, postColumns, signals);
      }
    }
    if (block.count() == 0) {
      return;
    }
    for (int i = 0; i < post; i++) {
      if (!runsInFullAnywhere(i) && block.addRow(i, synapses, postColumns)) {
        scatterSums();
      }
    }
    scatterSums();
  }

  private boolean runsInFullAnywhere(int row) {
    for (int b = 0; b < batch; b++) {
      if (runsInFull(b * post + row)) {
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

  private void rowOfSamples(int i, float[][] postColumns, float[][] signals) {
    float[] w = synapses[0];
    System.arraycopy(w, i * pre, rowSums[0], 0, pre);
    for (int b = 0; b < batch; b++) {
      int unit = b * post + i;
      if (runsInFull(unit)) {
        rule.setSignals(invariants, signals, b);
        rule.setPost(invariants, postColumns, unit);
        rule.change(
            (kinds[unit] & SPIKES) != 0,
            (kinds[unit] & ACTIVE) != 0,
            invariants,
            columns,
            rowSums,
            0,
            pre,
            -b * pre);
      }
    }
    if (block.count() > 0) {
      block.addRow(i, synapses, postColumns);
      block.compute(invariants);
      for (int e = 0; e < block.count(); e++) {
        // Where the row was run in full, it has the pre-synaptic change already.
        if (!runsInFull(block.unit(e) + i)) {
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
    float[] w = synapses[0];
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
