package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleEquations.Side;

/**
 * The kernels of a rule, on plain arrays. They allocate nothing, and their results depend neither
 * on how synapses are cut into ranges nor on the vector width. Each is compiled when it is first
 * asked for: any synapses need but some of them, and have these made before their first step, so
 * that no step waits for the compiler.
 *
 * <p>Numbers that are the same for all synapses of a call come as <em>invariants</em>, from {@link
 * #invariants}, to which {@link #setSignals} and {@link #setPost} write what changes with time.
 * Columns have a value for each synapse, indexed by synapse minus {@code base}.
 */
public final class CompiledRule {
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
  private final NeuronLoops neurons;
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
   * @throws IllegalArgumentException if the equations are too long to be compiled
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

  /**
   * Compiles {@link #apply}.
   *
   * @throws IllegalArgumentException if the equations are too long to be compiled
   */
  void prepareApply() {
    apply.prepare();
  }

  static CompiledRule of(RuleEquations equations, Coincidence coincidence) {
    return new CompiledRule(equations, new RuleLoops(equations, coincidence));
  }

  /**
   * Number of values that a neuron has: its traces, then its signals.
   *
   * @param side which end of the synapse it is
   * @return at least 0
   */
  public int columns(Side side) {
    return layout.columns(side);
  }

  /**
   * Number of variables that a synapse has beside its weight.
   *
   * @return at least 0
   */
  public int variables() {
    return layout.variables().size();
  }

  /**
   * Number of signals that are the same for all synapses.
   *
   * @return at least 0
   */
  public int signals() {
    return layout.globals();
  }

  /**
   * Whether every step reaches every synapse: a variable decays, or a line {@code on step} has no
   * condition.
   *
   * @return true if rows are to be run whether or not their neuron spikes
   */
  public boolean isSwept() {
    return swept;
  }

  /**
   * Whether there are lines {@code on step}.
   *
   * @return true if there are
   */
  public boolean actsOnSteps() {
    return everyStep;
  }

  /**
   * Whether spikes of one side change weights.
   *
   * @param side which
   * @return true if they do
   */
  public boolean acts(Side side) {
    return !(side == Side.PRE ? equations.onPre() : equations.onPost()).isEmpty();
  }

  /**
   * Invariants of one choice of parameters; each thread needs its own.
   *
   * @param constants the numbers
   * @param scale what summed changes are multiplied by before they are applied
   * @return the invariants
   */
  public float[] invariants(RuleConstants constants, float scale) {
    return layout.invariants(constants, scale);
  }

  /**
   * Sets the signals that are the same for all synapses.
   *
   * @param invariants from {@link #invariants}
   * @param signals for each signal its value in every sample
   * @param sample which sample
   */
  public void setSignals(float[] invariants, float[][] signals, int sample) {
    int first = layout.atGlobals();
    for (int k = 0; k < layout.globals(); k++) {
      invariants[first + k] = signals[k][sample];
    }
  }

  /**
   * Sets what the post-synaptic neuron has whose row comes next.
   *
   * @param invariants from {@link #invariants}
   * @param columns for each post-synaptic trace and signal its value at every neuron
   * @param neuron which neuron
   */
  public void setPost(float[] invariants, float[][] columns, int neuron) {
    int first = layout.atPost();
    for (int k = 0; k < layout.columns(Side.POST); k++) {
      invariants[first + k] = columns[k][neuron];
    }
  }

  /**
   * Sets what the pre-synaptic neuron has whose fan comes next.
   *
   * @param invariants from {@link #invariants}
   * @param columns for each pre-synaptic trace and signal its value at every neuron
   * @param neuron which neuron
   */
  public void setPre(float[] invariants, float[][] columns, int neuron) {
    int first = layout.atPre();
    for (int k = 0; k < layout.columns(Side.PRE); k++) {
      invariants[first + k] = columns[k][neuron];
    }
  }

  /**
   * Lets the traces of one side decay, or follow what they follow, for one time step.
   *
   * @param side which
   * @param invariants from {@link #invariants}, with the signals
   * @param columns each trace's, then each signal's value at every neuron; the traces are updated
   * @param from first neuron
   * @param to one past the last
   */
  public void decay(Side side, float[] invariants, float[][] columns, int from, int to) {
    neurons.decay(side, invariants, columns, from, to);
  }

  /**
   * Finds the post-synaptic neurons at whose synapses a line {@code on step} may change something.
   *
   * @param invariants from {@link #invariants}, with the signals
   * @param columns each post-synaptic trace's, then each signal's value at every neuron
   * @param flags one array: receives 1 or 0 for every neuron
   * @param from first neuron
   * @param to one past the last
   */
  public void findActive(float[] invariants, float[][] columns, float[][] flags, int from, int to) {
    neurons.findActive(invariants, columns, flags, from, to);
  }

  /**
   * A row: the synapses of a post-synaptic neuron. Changes them, by the pre-synaptic spikes too,
   * and bounds the weights.
   *
   * @param spikes whether the neuron spikes
   * @param isActive whether {@link #findActive} found it
   * @param invariants from {@link #invariants}, with what the neuron has
   * @param columns what the pre-synaptic neurons have, then their spikes, 0 or 1
   * @param arrays the weights, an array that is not touched, the variables; updated
   * @param from first synapse
   * @param to one past the last
   * @param base the synapse of the columns' first values
   * @throws IndexOutOfBoundsException if the range lies outside the arrays
   */
  public void row(
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
   * weights instead of making them.
   *
   * @param spikes whether the neuron spikes
   * @param isActive whether {@link #findActive} found it
   * @param invariants from {@link #invariants}, with what the neuron has
   * @param columns what the pre-synaptic neurons have, then their spikes, 0 or 1
   * @param weights two arrays: the weights, and the sums of the changes, updated
   * @param from first synapse
   * @param to one past the last
   * @param base the synapse of the columns' first values
   * @throws IndexOutOfBoundsException if the range lies outside the arrays
   */
  public void change(
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
   * changes of their weights.
   *
   * @param invariants from {@link #invariants}; nothing that {@link #setPost} sets is read
   * @param columns what the pre-synaptic neurons have, then what the post-synaptic ones have
   * @param weights two arrays: the weights, and what receives the changes
   * @param count number of synapses
   * @throws IllegalArgumentException if an array is too short
   */
  public void events(float[] invariants, float[][] columns, float[][] weights, int count) {
    events.get().runVectors(invariants, columns, weights, count, 0, count, 0);
  }

  /**
   * A row whose neuron spikes, where {@link #fan} sees to the pre-synaptic spikes: adds up the
   * changes of its weights that fans leave to it. Its columns are the pre-synaptic traces, then the
   * pre-synaptic spikes, 0 or 1; carried are the weights and the sums of the changes. Given out
   * itself, since its runs are so short that another call would show.
   *
   * @throws IllegalArgumentException if the equations are too long to be compiled
   */
  CompiledLoop rowBesideFans() {
    return rowBesideFans.get();
  }

  /**
   * The fan of a pre-synaptic neuron that spikes, to post-synaptic neurons side by side: adds up
   * the changes of its weights. Together with {@link #rowBesideFans} of the neurons that spike
   * these are all changes of a step. Its columns are the post-synaptic traces, then the
   * post-synaptic spikes, 0 or 1; carried are the weights and the sums of the changes.
   *
   * @throws IllegalArgumentException if the equations are too long to be compiled
   */
  CompiledLoop fan() {
    return fan.get();
  }

  /**
   * As {@link #events}, but changes the weights, within the bounds.
   *
   * @param invariants from {@link #invariants}; nothing that {@link #setPost} sets is read
   * @param columns what the pre-synaptic neurons have, then what the post-synaptic ones have
   * @param gathered the weights, an array that is not touched, the variables; updated
   * @param count number of synapses
   * @throws IllegalArgumentException if an array is too short
   */
  public void synapses(float[] invariants, float[][] columns, float[][] gathered, int count) {
    synapses.get().runVectors(invariants, columns, gathered, count, 0, count, 0);
  }

  /**
   * Makes changes that were added up: scales them, bounds the weights, sets the sums to 0.
   *
   * @param invariants from {@link #invariants}
   * @param weights two arrays: the weights, updated, and the sums of the changes
   * @param from first synapse
   * @param to one past the last
   * @throws IndexOutOfBoundsException if the range lies outside the arrays
   */
  public void apply(float[] invariants, float[][] weights, int from, int to) {
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
