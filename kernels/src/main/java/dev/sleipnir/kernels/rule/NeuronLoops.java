package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleEquations.Kind;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.RuleEquations.Trace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule computes for each neuron at every step. */
final class NeuronLoops {
  private static final float[][] NO_SERIES = {};

  /** What a step does to each trace. */
  private final LazyLoop[] preTraces;

  private final LazyLoop[] postTraces;

  /** Null without a line {@code on step}. */
  private final @Nullable LazyLoop active;

  NeuronLoops(RuleEquations equations, RuleLoops loops) {
    active =
        equations.onStep().isEmpty()
            ? null
            : new LazyLoop(equations.name() + " active", loops, RuleLoops::active);
    preTraces = traces(equations, loops, Side.PRE);
    postTraces = traces(equations, loops, Side.POST);
  }

  private static LazyLoop[] traces(RuleEquations equations, RuleLoops loops, Side side) {
    List<Trace> traces = equations.traces(side);
    LazyLoop[] each = new LazyLoop[traces.size()];
    for (int k = 0; k < each.length; k++) {
      int at = k;
      boolean follows = traces.get(k).kind() == Kind.FOLLOW;
      String name = equations.name() + " " + traces.get(k).name();
      each[k] = new LazyLoop(name, loops, of -> follows ? of.follow(side, at) : of.decay(side, at));
    }
    return each;
  }

  /** Compiles them now, if nobody has yet. */
  void prepare() {
    if (active != null) {
      active.prepare();
    }
    prepare(preTraces);
    prepare(postTraces);
  }

  private static void prepare(LazyLoop[] loops) {
    for (LazyLoop loop : loops) {
      loop.prepare();
    }
  }

  /**
   * Lets the traces of one side decay, or follow what they follow, for one time step.
   *
   * @param invariants of the rule, with the signals
   * @param columns each trace's, then each signal's value at every neuron; the traces are updated
   */
  void decay(Side side, float[] invariants, float[][] columns, int from, int to) {
    LazyLoop[] traces = side == Side.PRE ? preTraces : postTraces;
    for (LazyLoop trace : traces) {
      trace.get().run(invariants, columns, NO_SERIES, columns, 0, 1, to, from, to, 0);
    }
  }

  /**
   * Finds the post-synaptic neurons at whose synapses a line {@code on step} may change something.
   *
   * @param columns each post-synaptic trace's, then each signal's value at every neuron
   * @param flags one array: receives 1 or 0 for every neuron
   */
  void findActive(float[] invariants, float[][] columns, float[][] flags, int from, int to) {
    if (active != null) {
      active.get().runVectors(invariants, columns, flags, to, from, to, 0);
    }
  }
}
