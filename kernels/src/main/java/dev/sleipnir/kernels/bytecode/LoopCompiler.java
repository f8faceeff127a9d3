package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.equation.OwnStack;
import dev.sleipnir.kernels.graph.EvaluationOrder;
import dev.sleipnir.kernels.graph.Loop;
import dev.sleipnir.kernels.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Turns loops into classes. */
public final class LoopCompiler {
  private LoopCompiler() {}

  /**
   * Compiles a loop.
   *
   * @param name what the loop is called in error messages and stack traces
   * @param loop the loop
   * @return the compiled loop
   * @throws IllegalArgumentException if the loop cannot be run or is too large
   */
  public static CompiledLoop compile(String name, Loop loop) {
    List<Value> order = EvaluationOrder.of(loop);
    LoopArrays arrays = LoopArrays.of(loop, loop.seriesStores(), order);
    return new CompiledLoop(
        arrays, define(name, loop, order, /* branches= */ false, LoopMethod::floats));
  }

  /**
   * Compiles a loop that stores spikes, or other events, as bits: set where the value is above 0.
   *
   * @param name what the loop is called in error messages and stack traces
   * @param loop the loop
   * @param stores positions of them in {@link Loop#seriesStores}, each once, at least one; what
   *     they are stored to there is not touched
   * @return the compiled loop
   * @throws IllegalArgumentException if the loop cannot be run or is too large, or there is no such
   *     store
   */
  public static CompiledBitLoop compileBits(String name, Loop loop, int... stores) {
    return compileBits(name, loop, /* branches= */ false, stores);
  }

  /**
   * As {@link #compileBits}, for neurons that do alike: elementary functions for one side of a
   * choice are left out where no neuron of a vector chooses that side. The results are the same
   * bits.
   *
   * @param name what the loop is called in error messages and stack traces
   * @param loop the loop
   * @param stores as there
   * @return the compiled loop
   * @throws IllegalArgumentException as there
   */
  public static CompiledBitLoop compileBranching(String name, Loop loop, int... stores) {
    return compileBits(name, loop, /* branches= */ true, stores);
  }

  private static CompiledBitLoop compileBits(
      String name, Loop loop, boolean branches, int... stores) {
    List<Loop.Store> asBits = new ArrayList<>();
    for (int store : stores) {
      if (store < 0 || store >= loop.seriesStores().size()) {
        throw new IllegalArgumentException(
            "store: expected a position from 0 to "
                + (loop.seriesStores().size() - 1)
                + ", got "
                + store);
      }
      asBits.add(loop.seriesStores().get(store));
    }
    List<Value> order = EvaluationOrder.of(loop);
    List<Loop.Store> asFloats = new ArrayList<>();
    for (int s = 0; s < loop.seriesStores().size(); s++) {
      int position = s;
      if (IntStream.of(stores).noneMatch(store -> store == position)) {
        asFloats.add(loop.seriesStores().get(s));
      }
    }
    LoopArrays arrays = LoopArrays.of(loop, asFloats, order);
    return new CompiledBitLoop(
        arrays,
        stores.length,
        define(name, loop, order, branches, method -> method.bits(asBits, asFloats)));
  }

  private static LoopBody define(
      String name, Loop loop, List<Value> order, boolean branches, Consumer<LoopMethod> stores) {
    return OwnStack.call(
        "compiler", () -> new LoopClass(name, loop, order, branches, stores).define());
  }
}
