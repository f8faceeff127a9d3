package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.bytecode.LoopCompiler;
import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleEquations.Kind;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.RuleEquations.Trace;
import dev.sleipnir.kernels.graph.Loop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule computes for each neuron at every step, compiled. */
final class NeuronLoops {
  private final RuleEquations equations;

  /** The traces that follow something; null at the others. */
  private final @Nullable CompiledLoop[] preFollow;

  private final @Nullable CompiledLoop[] postFollow;
  private final @Nullable CompiledLoop active;

  NeuronLoops(RuleEquations equations, RuleLoops loops) {
    this.equations = equations;
    active = equations.onStep().isEmpty() ? null : compile(" active", loops.active());
    preFollow = follow(loops, Side.PRE);
    postFollow = follow(loops, Side.POST);
  }

  private CompiledLoop compile(String part, Loop loop) {
    return LoopCompiler.compile(equations.name() + part, loop);
  }

  private @Nullable CompiledLoop[] follow(RuleLoops loops, Side side) {
    List<Trace> traces = equations.traces(side);
    @Nullable CompiledLoop[] follow = new CompiledLoop[traces.size()];
    for (int k = 0; k < follow.length; k++) {
      if (traces.get(k).kind() == Kind.FOLLOW) {
        follow[k] = compile(" " + traces.get(k).name(), loops.follow(side, k));
      }
    }
    return follow;
  }

  /** {@link CompiledRule#decay}. */
  void decay(
      Side side, RuleConstants constants, float[] invariants, float[][] columns, int from, int to) {
    @Nullable CompiledLoop[] follow = side == Side.PRE ? preFollow : postFollow;
    for (int k = 0; k < follow.length; k++) {
      CompiledLoop loop = follow[k];
      if (loop == null) {
        constants.traces(side).decay(k, columns[k], from, to);
      } else {
        loop.runVectors(invariants, columns, columns, to, from, to, 0);
      }
    }
  }

  /** {@link CompiledRule#findActive}. */
  void findActive(float[] invariants, float[][] columns, float[][] flags, int from, int to) {
    if (active != null) {
      active.runVectors(invariants, columns, flags, to, from, to, 0);
    }
  }
}
