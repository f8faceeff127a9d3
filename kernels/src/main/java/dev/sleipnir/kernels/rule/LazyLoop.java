package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.bytecode.LoopCompiler;
import dev.sleipnir.kernels.graph.Loop;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A loop of a rule, compiled when it is first used, by whichever thread that is. */
final class LazyLoop {
  private final String name;
  private final RuleLoops loops;
  private final Function<RuleLoops, Loop> loop;
  private volatile @Nullable CompiledLoop compiled;

  /**
   * A loop.
   *
   * @param name what messages call it
   * @param loops the loops of the rule
   * @param loop which of them
   */
  LazyLoop(String name, RuleLoops loops, Function<RuleLoops, Loop> loop) {
    this.name = name;
    this.loops = loops;
    this.loop = loop;
  }

  /** Compiles the loop now, if nobody has yet. */
  void prepare() {
    CompiledLoop _ = get();
  }

  CompiledLoop get() {
    CompiledLoop made = compiled;
    return made != null ? made : compile();
  }

  private CompiledLoop compile() {
    // The loops of a rule share one graph, to which each adds its nodes.
    synchronized (loops) {
      CompiledLoop made = compiled;
      if (made == null) {
        made = LoopCompiler.compile(name, loop.apply(loops));
        compiled = made;
      }
      return made;
    }
  }
}
