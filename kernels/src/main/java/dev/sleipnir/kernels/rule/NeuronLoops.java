package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleEquations.Kind;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.RuleEquations.Trace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule computes for each neuron at every step. */
final class NeuronLoops {
  /** The traces that follow something; null at the others. */
  private final @Nullable LazyLoop[] preFollow;

  private final @Nullable LazyLoop[] postFollow;

  /** Null without a line {@code on step}. */
  private final @Nullable LazyLoop active;

  NeuronLoops(RuleEquations equations, RuleLoops loops) {
    active =
        equations.onStep().isEmpty()
            ? null
            : new LazyLoop(equations.name() + " active", loops, RuleLoops::active);
    preFollow = follow(equations, loops, Side.PRE);
    postFollow = follow(equations, loops, Side.POST);
  }

  private static @Nullable LazyLoop[] follow(RuleEquations equations, RuleLoops loops, Side side) {
    List<Trace> traces = equations.traces(side);
    @Nullable LazyLoop[] follow = new LazyLoop[traces.size()];
    for (int k = 0; k < follow.length; k++) {
      Trace trace = traces.get(k);
      if (trace.kind() == Kind.FOLLOW) {
        int at = k;
        String name = equations.name() + " " + trace.name();
        follow[k] = new LazyLoop(name, loops, of -> of.follow(side, at));
      }
    }
    return follow;
  }

  /** Compiles them now, if nobody has yet. */
  void prepare() {
    if (active != null) {
      active.prepare();
    }
    prepare(preFollow);
    prepare(postFollow);
  }

  private static void prepare(@Nullable LazyLoop[] loops) {
    for (LazyLoop loop : loops) {
      if (loop != null) {
        loop.prepare();
      }
    }
  }

  /** {@link CompiledRule#decay}. */
  void decay(
      Side side, RuleConstants constants, float[] invariants, float[][] columns, int from, int to) {
    @Nullable LazyLoop[] follow = side == Side.PRE ? preFollow : postFollow;
    for (int k = 0; k < follow.length; k++) {
      LazyLoop loop = follow[k];
      if (loop == null) {
        constants.traces(side).decay(k, columns[k], from, to);
      } else {
        loop.get().runVectors(invariants, columns, columns, to, from, to, 0);
      }
    }
  }

  /** {@link CompiledRule#findActive}. */
  void findActive(float[] invariants, float[][] columns, float[][] flags, int from, int to) {
    if (active != null) {
      active.get().runVectors(invariants, columns, flags, to, from, to, 0);
    }
  }
}
