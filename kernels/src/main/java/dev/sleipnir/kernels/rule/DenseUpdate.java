package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.Arrays;
import java.util.Locale;

/**
 * A rule at work on a dense matrix of weights, [post][pre]. Owns its scratch memory and is not to
 * be used by two threads at once; a step allocates nothing.
 *
 * <p>A row whose neuron spikes costs its length; each other row costs the number of pre-synaptic
 * spikes; the traces cost the number of neurons. Where something happens at every step, a row costs
 * its length at every step: all rows, or those for which the rule's condition holds. Rows are
 * shared out among threads where a step reaches so many synapses that it pays; the weights are the
 * same bits for any number of threads.
 */
public final class DenseUpdate {
  private static final float[][] NONE = {};

  private final DenseStep step;
  private final CompiledRule rule;
  private final RuleConstants constants;
  private final int pre;
  private final int post;
  private final int batch;
  private final Parallel parallel;
  private final SharedWork sharing;
  private final float[] invariants;
  private final SpikeList preSpikes;
  private final SpikeList postSpikes;
  private final float[][] active;

  /** One for each thread; one alone where no step is worth a second. */
  private final DenseRows[] rows;

  private final int rowsAtOnce;
  private final Parallel.Task task = this::change;

  /**
   * A rule at work.
   *
   * @param model the rule
   * @param constants its numbers
   * @param pre pre-synaptic neurons, at least 1
   * @param post post-synaptic neurons, at least 1
   * @param batch samples, at least 1
   * @param parallel the threads
   * @throws IllegalArgumentException if a size is not positive, there are several samples where
   *     synapses have variables, or the rule is too long to be compiled
   */
  public DenseUpdate(
      RuleModel model, RuleConstants constants, int pre, int post, int batch, Parallel parallel) {
    this(model, constants, pre, post, batch, parallel, SharedWork.USUAL);
  }

  /** With another way to share. */
  DenseUpdate(
      RuleModel model,
      RuleConstants constants,
      int pre,
      int post,
      int batch,
      Parallel parallel,
      SharedWork sharing) {
    Require.positive("pre", pre);
    Require.positive("post", post);
    Require.positive("batch", batch);
    if (batch > 1 && !model.variables().isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: expected a batch of 1, because synapses have %s, got %d",
              model.name(),
              model.variables(),
              batch));
    }
    step = new DenseStep(model, constants, pre, post, batch);
    rule = step.rule;
    rule.prepareRows(!step.isSequential(), step.isSwept);
    this.constants = constants;
    this.pre = pre;
    this.post = post;
    this.batch = batch;
    this.parallel = parallel;
    this.sharing = sharing;
    invariants = step.invariants();
    preSpikes = step.preSpikes;
    postSpikes = new SpikeList("post-synaptic spikes", batch * post);
    active = new float[1][batch * post];
    boolean shares = sharing.pays((long) batch * post * pre);
    rows = new DenseRows[shares ? parallel.threads() : 1];
    boolean looks = model.canLeaveNumbers(constants);
    for (int r = 0; r < rows.length; r++) {
      rows[r] = new DenseRows(step, looks);
    }
    rowsAtOnce = sharing.rowsAtOnce(pre);
  }

  /**
   * One time step of a rule without signals and variables.
   *
   * @param w the weights, [post][pre], updated
   * @param zPre pre-synaptic spikes, [batch][pre]
   * @param zPost post-synaptic spikes, [batch][post]
   * @param preTraces each pre-synaptic trace, [batch][pre], updated
   * @param postTraces each post-synaptic trace, [batch][post], updated
   * @throws IllegalArgumentException if there are more or fewer neurons or an array is not of that
   *     length; nothing has changed then
   */
  public void step(
      float[] w, SpikeRows zPre, SpikeRows zPost, float[][] preTraces, float[][] postTraces) {
    step(w, NONE, zPre, zPost, preTraces, postTraces, NONE);
  }

  /**
   * One time step: traces, weights and variables.
   *
   * @param w the weights, [post][pre], updated
   * @param variables each variable of the synapses, [post][pre], updated
   * @param zPre pre-synaptic spikes, [batch][pre]
   * @param zPost post-synaptic spikes, [batch][post]
   * @param preColumns each pre-synaptic trace, updated, then each signal, [batch][pre]
   * @param postColumns each post-synaptic trace, updated, then each signal, [batch][post]
   * @param signals each signal that is the same for all synapses, [batch]
   * @throws IllegalArgumentException if there are more or fewer neurons or an array is not of that
   *     length; nothing has changed then
   */
  public void step(
      float[] w,
      float[][] variables,
      SpikeRows zPre,
      SpikeRows zPost,
      float[][] preColumns,
      float[][] postColumns,
      float[][] signals) {
    Require.length("weights", w, post * pre);
    Require.lengths("variables of synapses", variables, rule.variables(), post * pre);
    preSpikes.find(zPre);
    postSpikes.find(zPost);
    Require.lengths("pre-synaptic traces", preColumns, rule.columns(Side.PRE), batch * pre);
    Require.lengths("post-synaptic traces", postColumns, rule.columns(Side.POST), batch * post);
    Require.lengths("signals", signals, rule.signals(), batch);
    for (DenseRows ofThread : rows) {
      ofThread.begin();
    }
    decay(Side.PRE, preColumns, signals);
    decay(Side.POST, postColumns, signals);
    boolean spikesFirst = constants.settings().order() == TraceOrder.SPIKES_FIRST;
    if (spikesFirst) {
      jump(preColumns, postColumns);
    }
    if (findKinds(postColumns, signals) || preSpikes.count() > 0 || step.isSwept) {
      step.synapses[0] = w;
      System.arraycopy(variables, 0, step.synapses, 2, variables.length);
      step.preColumns = preColumns;
      step.postColumns = postColumns;
      step.signals = signals;
      change();
    }
    if (!spikesFirst) {
      jump(preColumns, postColumns);
    }
  }

  /**
   * Looks for a weight that the last step has made NaN or infinite; rules that only add and
   * multiply within bounds cannot.
   *
   * @return the least index of such a weight; -1 if there is none
   */
  public int firstOther() {
    int first = -1;
    for (DenseRows ofThread : rows) {
      int other = ofThread.firstOther();
      first = first < 0 || (other >= 0 && other < first) ? other : first;
    }
    return first;
  }

  private void decay(Side side, float[][] values, float[][] signals) {
    int neurons = side == Side.PRE ? pre : post;
    // Without signals the samples do not differ.
    int groups = signals.length > 0 ? batch : 1;
    int size = batch / groups * neurons;
    for (int g = 0; g < groups; g++) {
      rule.setSignals(invariants, signals, g);
      rule.neurons.decay(side, invariants, values, g * size, (g + 1) * size);
    }
  }

  /** Finds out what each post-synaptic neuron does; returns whether any does something. */
  private boolean findKinds(float[][] postColumns, float[][] signals) {
    byte[] kinds = step.kinds;
    Arrays.fill(kinds, (byte) 0);
    boolean any = false;
    if (rule.acts(Side.POST)) {
      for (int s = 0; s < postSpikes.count(); s++) {
        kinds[postSpikes.get(s)] = DenseStep.SPIKES;
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
      rule.neurons.findActive(invariants, postColumns, active, g * size, (g + 1) * size);
    }
    for (int u = 0; u < kinds.length; u++) {
      if (active[0][u] > 0) {
        kinds[u] |= DenseStep.ACTIVE;
        any = true;
      }
    }
    return any;
  }

  private void jump(float[][] preTraces, float[][] postTraces) {
    preSpikes.jump(constants.traces(Side.PRE), preTraces);
    postSpikes.jump(constants.traces(Side.POST), postTraces);
  }

  private void change() {
    float[][] columns = step.columns;
    float[] spikes = columns[columns.length - 1];
    System.arraycopy(step.preColumns, 0, columns, 0, columns.length - 1);
    preSpikes.mark(spikes, 1);
    if (rows.length > 1 && sharing.pays(step.reached())) {
      parallel.forEach(SharedWork.blocks(post, rowsAtOnce), task);
    } else {
      rows[0].change(0, post);
    }
    preSpikes.mark(spikes, 0);
  }

  private void change(int block, int worker) {
    rows[worker].change(block * rowsAtOnce, Math.min(post, (block + 1) * rowsAtOnce));
  }
}
