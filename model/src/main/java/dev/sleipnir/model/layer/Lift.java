package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies a module to every step of a sequence: [time, batch, ...] to [time, batch, ...].
 *
 * <p>Time is cut into blocks of a few steps that go through the whole network together: large
 * enough for efficient matrix products, small enough that what one layer writes is still in the
 * cache when the next reads it. The result is that of one step at a time.
 */
public final class Lift {
  /** Batch times steps of one block, about. */
  private static final int BLOCK_ROWS = 256;

  private final Module module;

  private Lift(Module module) {
    this.module = module;
  }

  /**
   * Lifts a module over time.
   *
   * @param module a layer with or without state
   * @return the lifted module
   */
  public static Lift of(Module module) {
    return new Lift(module);
  }

  /**
   * Applies the module to a sequence, from its initial state.
   *
   * @param xs the sequence, [time, batch, ...], at least one step
   * @return the outputs, [time, batch, ...]
   */
  public Tensor forward(Tensor xs) {
    return run(xs, null).output();
  }

  /**
   * Applies the module to a sequence.
   *
   * @param xs the sequence, [time, batch, ...], at least one step
   * @param state state to start from, consumed; null for the initial state
   * @return the outputs, [time, batch, ...], and the state after the last step (an empty one for a
   *     module without state)
   */
  public Step run(Tensor xs, @Nullable State state) {
    requireSequence(xs);
    int steps = xs.dim(0);
    int batch = xs.dim(1);
    int block = Math.clamp(BLOCK_ROWS / Math.max(1, batch), 1, steps);
    Scope scope = Scope.of(xs);
    List<Tensor> outputs = new ArrayList<>();
    State current = state;
    for (int t = 0; t < steps; t += block) {
      int count = Math.min(block, steps - t);
      Tensor slice = xs.rows(t, t + count);
      Tensor x = slice.reshape(merged(slice.shape()));
      switch (module) {
        case Layer layer -> outputs.add(layer.forward(x));
        case StatefulLayer layer -> {
          Step step = layer.run(x, count, current);
          outputs.add(step.output());
          current = step.state();
        }
      }
    }
    Tensor all = outputs.size() == 1 ? outputs.getFirst() : Tensor.concatenate(outputs);
    if (outputs.size() > 1) {
      outputs.forEach(scope::release);
    }
    int[] shape = all.shape();
    int[] stacked = new int[shape.length + 1];
    stacked[0] = steps;
    stacked[1] = batch;
    System.arraycopy(shape, 1, stacked, 2, shape.length - 1);
    return new Step(all.reshape(stacked), current == null ? NoState.INSTANCE : current);
  }

  /**
   * Checks that a tensor is a sequence.
   *
   * @param xs should be [time, batch, ...], with at least one step
   * @throws IllegalArgumentException if it is not
   */
  public static void requireSequence(Tensor xs) {
    if (xs.rank() < 2 || xs.dim(0) < 1) {
      throw new IllegalArgumentException(
          "sequence: expected [time, batch, ...] with at least one step, got shape "
              + Shape.text(xs.shape()));
    }
  }

  private static int[] merged(int[] shape) {
    int[] merged = Arrays.copyOfRange(shape, 1, shape.length);
    merged[0] *= shape[0];
    return merged;
  }

  private enum NoState implements State {
    INSTANCE;

    @Override
    public State copy() {
      return this;
    }
  }
}
