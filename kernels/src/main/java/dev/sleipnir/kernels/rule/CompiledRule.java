package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleEquations.Side;

/**
 * The kernels of a rule, on plain arrays. They allocate nothing, and their results depend neither
 * on how synapses are cut into ranges nor on the vector width. Each is compiled when it is first
 * asked for: any synapses need but some of them, and have these made before their first step, so
 * that no step waits for the compiler. Equations that are too long for it are refused there with an
 * {@link IllegalArgumentException}.
 *
 * <p>Numbers that are the same for all synapses of a call come as <em>invariants</em>, from {@link
 * #invariants}, to which {@link #setSignals}, {@link #setPre} and {@link #setPost} write what
 * changes with time. Columns have a value for each synapse, indexed by synapse minus {@code base};
 * ranges end before {@code to}.
 */
final class CompiledRule {
  private static final float[][] NO_COLUMNS = {};

  private final RuleEquations equations;
  private final RuleLayout layout;
  private final boolean everyStep;
  private final boolean swept;
  private final LazyLoop[] rows = new LazyLoop[4];
  private final LazyLoop[] changes = new LazyLoop[4];
  private final LazyLoop events;
  private final LazyLoop fan;
  private final LazyLoop rowBesideFans;
  private final LazyLoop synapses;
  private final LazyLoop apply;

  /** The loops over neurons. */
  final NeuronLoops neurons;

  private final boolean readsWeights;

  private CompiledRule(RuleEquations equations, RuleLoops loops) {
    this.equations = equations;
    layout = new RuleLayout(equations);
    everyStep = !equations.onStep().isEmpty();
    swept =
        equations.onStep().stream().anyMatch(assignment -> assignment.when() == null)
            || equations.variables().stream().anyMatch(variable -> variable.decay() != null);
    String name = equations.name();
    for (int kind = 0; kind < rows.length; kind++) {
      boolean spikes = (kind & 1) != 0;
      boolean isActive = (kind & 2) != 0;
      rows[kind] = new LazyLoop(name + " row", loops, of -> of.row(spikes, isActive));
      changes[kind] = new LazyLoop(name + " change", loops, of -> of.change(spikes, isActive));
    }
    events = new LazyLoop(name + " events", loops, RuleLoops::events);
    fan = new LazyLoop(name + " fan", loops, RuleLoops::fan);
    rowBesideFans = new LazyLoop(name + " row beside fans", loops, RuleLoops::rowBesideFans);
    synapses = new LazyLoop(name + " synapses", loops, RuleLoops::synapses);
    apply = new LazyLoop(name + " apply", loops, RuleLoops::apply);
    neurons = new NeuronLoops(equations, loops);
    readsWeights = loops.readsWeights();
  }

  /**
   * Compiles what a dense matrix needs.
   *
   * @param summed whether the changes by several samples are added up
   * @param all whether all rows are run in full
   */
  void prepareRows(boolean summed, boolean all) {
    for (int kind = all ? 0 : 1; kind < rows.length; kind++) {
      boolean spikes = (kind & 1) != 0;
      boolean isActive = (kind & 2) != 0;
      if ((acts(Side.POST) || !spikes) && (everyStep || !isActive)) {
        (summed ? changes : rows)[kind].prepare();
      }
    }
    if (acts(Side.PRE) && !all) {
      (summed ? events : synapses).prepare();
    }
    if (summed) {
      apply.prepare();
    }
    neurons.prepare();
  }

  /** Compiles {@link #apply}. */
  void prepareApply() {
    apply.prepare();
  }

  static CompiledRule of(RuleEquations equations, Coincidence coincidence) {
    return new CompiledRule(equations, new RuleLoops(equations, coincidence));
  }

  /** Number of values that a neuron has: its traces, then its signals. */
  int columns(Side side) {
    return layout.columns(side);
  }

  /** Number of variables that a synapse has beside its weight. */
  int variables() {
    return layout.variables().size();
  }

  /** Number of signals that are the same for all synapses. */
  int signals() {
    return layout.globals();
  }

  /**
   * Whether every step reaches every synapse, whether or not its neurons spike: a variable decays,
   * or a line {@code on step} has no condition.
   */
  boolean isSwept() {
    return swept;
  }

  /** Whether there are lines {@code on step}. */
  boolean actsOnSteps() {
    return everyStep;
  }

  /** Whether spikes of one side change weights. */
  boolean acts(Side side) {
    return !(side == Side.PRE ? equations.onPre() : equations.onPost()).isEmpty();
  }

  /** Invariants of one choice of parameters; each thread needs its own. */
  float[] invariants(RuleConstants constants, float scale) {
    return layout.invariants(constants, scale);
  }

  /** Sets the signals that are the same for all synapses, of one sample. */
  void setSignals(float[] invariants, float[][] signals, int sample) {
    set(invariants, layout.atGlobals(), layout.globals(), signals, sample);
  }

  private static void set(float[] invariants, int first, int count, float[][] values, int at) {
    for (int k = 0; k < count; k++) {
      invariants[first + k] = values[k][at];
    }
  }

  /** Sets the traces and signals of the post-synaptic neuron whose row comes next. */
  void setPost(float[] invariants, float[][] columns, int neuron) {
    set(invariants, layout.atPost(), layout.columns(Side.POST), columns, neuron);
  }

  /** Sets the traces and signals of the pre-synaptic neuron whose fan comes next. */
  void setPre(float[] invariants, float[][] columns, int neuron) {
    set(invariants, layout.atPre(), layout.columns(Side.PRE), columns, neuron);
  }

  /**
   * A row: the synapses of a post-synaptic neuron. Changes them, by the pre-synaptic spikes too,
   * and bounds the weights.
   *
   * @param spikes whether the neuron spikes
   * @param isActive whether {@link NeuronLoops#findActive} found it
   * @param columns what the pre-synaptic neurons have, then their spikes, 0 or 1
   * @param arrays the weights, an array that is not touched, the variables; updated
   */
  void row(
      boolean spikes,
      boolean isActive,
      float[] invariants,
      float[][] columns,
      float[][] arrays,
      int from,
      int to,
      int base) {
    rows[kind(spikes, isActive)].get().runShort(invariants, columns, arrays, from, to, base);
  }

  private int kind(boolean spikes, boolean isActive) {
    return (spikes ? 1 : 0) + (isActive && everyStep ? 2 : 0);
  }

  /**
   * As {@link #row}, for rules whose synapses have no variables, but adds up the changes of the
   * weights instead of making them: of two arrays the weights, and the sums.
   */
  void change(
      boolean spikes,
      boolean isActive,
      float[] invariants,
      float[][] columns,
      float[][] weights,
      int from,
      int to,
      int base) {
    changes[kind(spikes, isActive)].get().runShort(invariants, columns, weights, from, to, base);
  }

  /**
   * Synapses whose pre-synaptic neuron spikes and whose post-synaptic one does not: computes the
   * changes of their weights. Nothing that {@link #setPost} sets is read.
   *
   * @param columns what the pre-synaptic neurons have, then what the post-synaptic ones have
   * @param weights two arrays: the weights, and what receives the changes
   */
  void events(float[] invariants, float[][] columns, float[][] weights, int count) {
    events.get().runVectors(invariants, columns, weights, count, 0, count, 0);
  }

  /**
   * A row whose neuron spikes, where {@link #fan} sees to the pre-synaptic spikes: adds up the
   * changes of its weights that fans leave to it. Its columns are the pre-synaptic traces, then the
   * pre-synaptic spikes, 0 or 1; carried are the weights and the sums of the changes. Given out
   * itself, since its runs are so short that another call would show.
   */
  CompiledLoop rowBesideFans() {
    return rowBesideFans.get();
  }

  /**
   * The fan of a pre-synaptic neuron that spikes, to post-synaptic neurons side by side: adds up
   * the changes of its weights. Together with {@link #rowBesideFans} of the neurons that spike
   * these are all changes of a step. Its columns are the post-synaptic traces, then the
   * post-synaptic spikes, 0 or 1; carried are the weights and the sums of the changes.
   */
  CompiledLoop fan() {
    return fan.get();
  }

  /**
   * As {@link #events}, but changes the weights, within the bounds: of the arrays the first; then
   * comes one that is not touched, then the variables.
   */
  void synapses(float[] invariants, float[][] columns, float[][] gathered, int count) {
    synapses.get().runVectors(invariants, columns, gathered, count, 0, count, 0);
  }

  /**
   * Makes changes that were added up: scales them, bounds the weights, sets the sums to 0. Of two
   * arrays the weights, and the sums.
   */
  void apply(float[] invariants, float[][] weights, int from, int to) {
    apply.get().runVectors(invariants, NO_COLUMNS, weights, to, from, to, from);
  }

  /** Whether changes depend on the weights. */
  boolean readsWeights() {
    return readsWeights;
  }

  /** What summed changes are multiplied by. */
  float scale(float[] invariants) {
    return invariants[layout.atScale()];
  }
}
