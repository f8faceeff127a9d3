package dev.sleipnir.kernels.plasticity;

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.neuron.equation.RuleEquations.Side;
import java.util.Arrays;

/**
 * A rule at work on a dense matrix of weights, [post][pre]. Owns its scratch memory and is not to
 * be used by two threads at once; a step allocates nothing.
 *
 * <p>A row whose neuron spikes costs its length; each other row costs the number of pre-synaptic
 * spikes; the traces cost the number of neurons.
 */
public final class DenseUpdate {
  private final CompiledRule rule;
  private final RuleConstants constants;
  private final int pre;
  private final int post;
  private final int batch;
  private final float[] invariants;
  private final float[][] columns;
  private final float[][] weights = new float[1][];
  private final float[][] rowSums;
  private final SpikeList preSpikes;
  private final SpikeList postSpikes;
  private final int[] spikesOfRow;
  private final EventBlock block;
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
   * @throws IllegalArgumentException if a size is not positive
   */
  public DenseUpdate(RuleModel model, RuleConstants constants, int pre, int post, int batch) {
    Bounds.positive("pre", pre);
    Bounds.positive("post", post);
    Bounds.positive("batch", batch);
    this.constants = constants;
    this.pre = pre;
    this.post = post;
    this.batch = batch;
    rule = model.compile(constants.settings().coincidence());
    boolean mean = constants.settings().reduction() == Reduction.MEAN;
    invariants = rule.invariants(constants, mean ? 1f / batch : 1f);
    columns = new float[rule.traces(Side.PRE) + 1][];
    rowSums = new float[2][isSequential() ? 0 : pre];
    preSpikes = new SpikeList(batch * pre);
    postSpikes = new SpikeList(batch * post);
    spikesOfRow = new int[post];
    block = new EventBlock(rule, isSequential() ? pre : batch * pre, post, pre, 1);
    touched = new int[pre];
    isTouched = new boolean[pre];
  }

  private boolean isSequential() {
    return batch == 1 || constants.settings().reduction() == Reduction.SEQUENTIAL;
  }

  /**
   * One time step: traces and weights.
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
    Lengths.require("weights", w, post * pre);
    Lengths.require("pre-synaptic spikes", zPre, batch * pre);
    Lengths.require("post-synaptic spikes", zPost, batch * post);
    Lengths.require("pre-synaptic traces", preTraces, rule.traces(Side.PRE), batch * pre);
    Lengths.require("post-synaptic traces", postTraces, rule.traces(Side.POST), batch * post);
    preSpikes.find(zPre);
    postSpikes.find(zPost);
    constants.traces(Side.PRE).decay(preTraces);
    constants.traces(Side.POST).decay(postTraces);
    boolean spikesFirst = constants.settings().order() == TraceOrder.SPIKES_FIRST;
    if (spikesFirst) {
      jump(preTraces, postTraces);
    }
    if (preSpikes.count() + postSpikes.count() > 0) {
      change(w, zPre, zPost, preTraces, postTraces);
    }
    if (!spikesFirst) {
      jump(preTraces, postTraces);
    }
  }

  private void jump(float[][] preTraces, float[][] postTraces) {
    preSpikes.jump(constants.traces(Side.PRE), preTraces);
    postSpikes.jump(constants.traces(Side.POST), postTraces);
  }

  private void change(
      float[] w, float[] zPre, float[] zPost, float[][] preTraces, float[][] postTraces) {
    weights[0] = w;
    System.arraycopy(preTraces, 0, columns, 0, columns.length - 1);
    columns[columns.length - 1] = zPre;
    if (isSequential()) {
      int nextPre = 0;
      int nextPost = 0;
      for (int b = 0; b < batch; b++) {
        nextPre = collect(nextPre, (b + 1) * pre, preTraces);
        nextPost = countRows(nextPost, (b + 1) * post);
        sample(w, postTraces, b);
      }
    } else {
      collect(0, batch * pre, preTraces);
      countRows(0, batch * post);
      samples(w, zPost, postTraces);
    }
  }

  /** Makes events of the pre-synaptic spikes from the s-th on, up to a neuron; returns the next. */
  private int collect(int first, int neurons, float[][] preTraces) {
    block.clear();
    int s = first;
    while (s < preSpikes.count() && preSpikes.get(s) < neurons) {
      if (rule.acts(Side.PRE)) {
        int neuron = preSpikes.get(s);
        int sample = neuron / pre;
        block.add(neuron - sample * pre, sample * post, preTraces, neuron);
      }
      s++;
    }
    block.close();
    return s;
  }

  /** Counts the post-synaptic spikes of each row, likewise. */
  private int countRows(int first, int neurons) {
    Arrays.fill(spikesOfRow, 0);
    int s = first;
    while (s < postSpikes.count() && postSpikes.get(s) < neurons) {
      if (rule.acts(Side.POST)) {
        spikesOfRow[postSpikes.get(s) % post]++;
      }
      s++;
    }
    return s;
  }

  /** Changes the weights by the spikes of one sample. */
  private void sample(float[] w, float[][] postTraces, int b) {
    for (int i = 0; i < post; i++) {
      if (spikesOfRow[i] > 0) {
        rule.setPost(invariants, postTraces, b * post + i);
        rule.row(invariants, columns, weights, i * pre, (i + 1) * pre, i * pre - b * pre);
      } else if (block.count() > 0 && block.addRow(i, w, postTraces)) {
        // A sample has at most one spike for each synapse.
        block.scatter(invariants, w);
      }
    }
    block.scatter(invariants, w);
  }

  private float bounded(float x) {
    return Math.min(Math.max(x, constants.low()), constants.high());
  }

  /** Changes the weights by the spikes of all samples, each from the old weights. */
  private void samples(float[] w, float[] zPost, float[][] postTraces) {
    findTouched();
    for (int i = 0; i < post; i++) {
      if (spikesOfRow[i] > 0) {
        spikingRow(i, w, zPost, postTraces);
      }
    }
    if (block.count() == 0) {
      return;
    }
    for (int i = 0; i < post; i++) {
      if (spikesOfRow[i] == 0 && block.addRow(i, w, postTraces)) {
        scatterSums(w);
      }
    }
    scatterSums(w);
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

  private void spikingRow(int i, float[] w, float[] zPost, float[][] postTraces) {
    System.arraycopy(w, i * pre, rowSums[0], 0, pre);
    for (int b = 0; b < batch; b++) {
      if (zPost[b * post + i] > 0) {
        rule.setPost(invariants, postTraces, b * post + i);
        rule.change(invariants, columns, rowSums, 0, pre, -b * pre);
      }
    }
    if (block.count() > 0) {
      block.addRow(i, w, postTraces);
      block.compute(invariants);
      for (int e = 0; e < block.count(); e++) {
        // Where both neurons spike, the row has the pre-synaptic change already.
        if (!(zPost[block.unit(e) + i] > 0)) {
          rowSums[1][block.column(e)] += block.changes()[e];
        }
      }
      block.empty();
    }
    rule.apply(invariants, rowSums, 0, pre);
    System.arraycopy(rowSums[0], 0, w, i * pre, pre);
  }

  private void scatterSums(float[] w) {
    if (block.rows() == 0) {
      return;
    }
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
    }
    block.empty();
  }
}
