package dev.sleipnir.kernels.plasticity;

import dev.sleipnir.kernels.neuron.bytecode.CompiledLoop;
import dev.sleipnir.kernels.neuron.bytecode.LoopCompiler;
import dev.sleipnir.kernels.neuron.equation.RuleEquations;
import dev.sleipnir.kernels.neuron.equation.RuleEquations.Side;

/**
 * The kernels of a rule, on plain arrays. They allocate nothing, and their results depend neither
 * on how synapses are cut into ranges nor on the vector width.
 *
 * <p>Numbers that are the same for all synapses of a call come as <em>invariants</em>, from {@link
 * #invariants}, to which {@link #setPost} writes the post-synaptic neuron's traces. Columns have a
 * value for each synapse, indexed by synapse minus {@code base}.
 */
public final class CompiledRule {
  private static final float[][] NO_COLUMNS = {};

  private final int pre;
  private final int post;
  private final int parameters;
  private final boolean onPre;
  private final boolean onPost;
  private final CompiledLoop row;
  private final CompiledLoop change;
  private final CompiledLoop events;
  private final CompiledLoop fan;
  private final CompiledLoop rowBesideFans;
  private final boolean readsWeights;
  private final CompiledLoop synapses;
  private final CompiledLoop apply;

  private CompiledRule(RuleEquations equations, RuleLoops loops) {
    pre = equations.traces(Side.PRE).size();
    post = equations.traces(Side.POST).size();
    parameters = equations.parameters().size() + 1;
    onPre = equations.onPre() != null;
    onPost = equations.onPost() != null;
    row = LoopCompiler.compile(equations.name() + " row", loops.row());
    change = LoopCompiler.compile(equations.name() + " change", loops.change());
    events = LoopCompiler.compile(equations.name() + " events", loops.events());
    fan = LoopCompiler.compile(equations.name() + " fan", loops.fan());
    rowBesideFans = LoopCompiler.compile(equations.name() + " row beside", loops.rowBesideFans());
    readsWeights = loops.readsWeights();
    synapses = LoopCompiler.compile(equations.name() + " synapses", loops.synapses());
    apply = LoopCompiler.compile(equations.name() + " apply", loops.apply());
  }

  static CompiledRule of(RuleEquations equations, Coincidence coincidence) {
    return new CompiledRule(equations, new RuleLoops(equations, coincidence));
  }

  /**
   * Number of traces of a neuron.
   *
   * @param side which end of the synapse it is
   * @return at least 0
   */
  public int traces(Side side) {
    return side == Side.PRE ? pre : post;
  }

  /**
   * Whether spikes of one side change weights.
   *
   * @param side which
   * @return true if they do
   */
  public boolean acts(Side side) {
    return side == Side.PRE ? onPre : onPost;
  }

  /**
   * Invariants of one choice of parameters; each thread needs its own.
   *
   * @param constants the numbers
   * @param scale what summed changes are multiplied by before they are applied
   * @return the invariants
   */
  public float[] invariants(RuleConstants constants, float scale) {
    float[] invariants = new float[parameters + RuleLoops.TRACES + post + pre];
    System.arraycopy(constants.parameters(), 0, invariants, 0, parameters);
    invariants[parameters + RuleLoops.LOW] = constants.low();
    invariants[parameters + RuleLoops.HIGH] = constants.high();
    invariants[parameters + RuleLoops.SCALE] = scale;
    return invariants;
  }

  /**
   * Sets the traces of the post-synaptic neuron whose row comes next.
   *
   * @param invariants from {@link #invariants}
   * @param traces for each post-synaptic trace its value at every neuron
   * @param neuron which neuron
   */
  public void setPost(float[] invariants, float[][] traces, int neuron) {
    for (int k = 0; k < post; k++) {
      invariants[parameters + RuleLoops.TRACES + k] = traces[k][neuron];
    }
  }

  /**
   * Sets the traces of the pre-synaptic neuron whose fan comes next.
   *
   * @param invariants from {@link #invariants}
   * @param traces for each pre-synaptic trace its value at every neuron
   * @param neuron which neuron
   */
  public void setPre(float[] invariants, float[][] traces, int neuron) {
    for (int k = 0; k < pre; k++) {
      invariants[parameters + RuleLoops.TRACES + post + k] = traces[k][neuron];
    }
  }

  /**
   * A row whose neuron spikes: changes its weights, by the pre-synaptic spikes too, and bounds
   * them.
   *
   * @param invariants from {@link #invariants}, with the neuron's traces
   * @param columns the pre-synaptic traces, then the pre-synaptic spikes, 0 or 1
   * @param weights one array: the weights, updated
   * @param from first synapse
   * @param to one past the last
   * @param base the synapse of the columns' first values
   * @throws IndexOutOfBoundsException if the range lies outside the arrays
   */
  public void row(
      float[] invariants, float[][] columns, float[][] weights, int from, int to, int base) {
    row.runVectors(invariants, columns, weights, to, from, to, base);
  }

  /**
   * A row whose neuron spikes: adds up the changes of its weights, by the pre-synaptic spikes too,
   * instead of making them.
   *
   * @param invariants from {@link #invariants}, with the neuron's traces
   * @param columns the pre-synaptic traces, then the pre-synaptic spikes, 0 or 1
   * @param weights two arrays: the weights, and the sums of the changes, updated
   * @param from first synapse
   * @param to one past the last
   * @param base the synapse of the columns' first values
   * @throws IndexOutOfBoundsException if the range lies outside the arrays
   */
  public void change(
      float[] invariants, float[][] columns, float[][] weights, int from, int to, int base) {
    change.runVectors(invariants, columns, weights, to, from, to, base);
  }

  /**
   * Synapses whose pre-synaptic neuron spikes and whose post-synaptic one does not: computes the
   * changes of their weights.
   *
   * @param invariants from {@link #invariants}; no neuron's traces are read
   * @param columns the pre-synaptic traces, then the post-synaptic ones
   * @param weights two arrays: the weights, and what receives the changes
   * @param count number of synapses
   * @throws IllegalArgumentException if an array is too short
   */
  public void events(float[] invariants, float[][] columns, float[][] weights, int count) {
    events.runVectors(invariants, columns, weights, count, 0, count, 0);
  }

  /**
   * A row whose neuron spikes, where {@link #fan} sees to the pre-synaptic spikes: adds up the
   * changes of its weights that fans leave to it.
   *
   * @param invariants from {@link #invariants}, with the neuron's traces
   * @param columns the pre-synaptic traces, then the pre-synaptic spikes, 0 or 1
   * @param weights two arrays: the weights, and the sums of the changes, updated
   * @param from first synapse
   * @param to one past the last
   * @param base the synapse of the columns' first values
   * @throws IndexOutOfBoundsException if the range lies outside the arrays
   */
  public void rowBesideFans(
      float[] invariants, float[][] columns, float[][] weights, int from, int to, int base) {
    rowBesideFans.runVectors(invariants, columns, weights, to, from, to, base);
  }

  /**
   * The fan of a pre-synaptic neuron that spikes, to post-synaptic neurons side by side: adds up
   * the changes of its weights. Together with {@link #rowBesideFans} of the neurons that spike
   * these are all changes of a step.
   *
   * @param invariants from {@link #invariants}, with the neuron's traces
   * @param columns the post-synaptic traces, then the post-synaptic spikes, 0 or 1
   * @param weights two arrays: the weights, and the sums of the changes, updated
   * @param from first synapse
   * @param to one past the last
   * @param base the synapse of the columns' first values
   * @throws IndexOutOfBoundsException if the range lies outside the arrays
   */
  public void fan(
      float[] invariants, float[][] columns, float[][] weights, int from, int to, int base) {
    fan.runVectors(invariants, columns, weights, to, from, to, base);
  }

  /**
   * As {@link #events}, but changes the weights, within the bounds.
   *
   * @param invariants from {@link #invariants}; no neuron's traces are read
   * @param columns the pre-synaptic traces, then the post-synaptic ones
   * @param weights one array: the weights, updated
   * @param count number of synapses
   * @throws IllegalArgumentException if an array is too short
   */
  public void synapses(float[] invariants, float[][] columns, float[][] weights, int count) {
    synapses.runVectors(invariants, columns, weights, count, 0, count, 0);
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
    apply.runVectors(invariants, NO_COLUMNS, weights, to, from, to, from);
  }

  /** Whether changes depend on the weights. */
  boolean readsWeights() {
    return readsWeights;
  }

  /** What summed changes are multiplied by. */
  float scale(float[] invariants) {
    return invariants[parameters + RuleLoops.SCALE];
  }
}
