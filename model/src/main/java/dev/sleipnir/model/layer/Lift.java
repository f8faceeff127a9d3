package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.StateParts;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Applies a module to every step of a sequence: [time, batch, ...] to [time, batch, ...].
 *
 * <p>Time is cut into blocks of a few steps that go through the whole network together: large
 * enough for efficient matrix products, small enough that what one layer writes is still in the
 * cache when the next reads it. The result is that of one step at a time, except that layers which
 * take statistics {@linkplain Scope#isTraining in training}, as {@link BatchNorm2d} does, take them
 * over all steps: the whole sequence then is one block.
 */
public final class Lift {
  private static final int NEVER = 0;
  private static final int AUTOMATIC = -1;

  private final NetworkModule module;
  private final int checkpointEvery;
  private final int truncateEvery;

  private Lift(NetworkModule module, int checkpointEvery, int truncateEvery) {
    this.module = module;
    this.checkpointEvery = checkpointEvery;
    this.truncateEvery = truncateEvery;
  }

  /**
   * Lifts a module over time.
   *
   * @param module a layer with or without state
   * @return the lifted module
   */
  public static Lift of(NetworkModule module) {
    Objects.requireNonNull(module, "module: expected one, got null");
    return new Lift(module, NEVER, NEVER);
  }

  /**
   * The same with less memory on a tape: of every segment of some steps it keeps the state at the
   * beginning only, and computes the segment again when gradients come back, which costs another
   * forward pass. Outputs and gradients have the same bits as without.
   *
   * @param steps length of a segment; made up to whole blocks of 256 / batch steps, of 512 / batch
   *     of spikes
   * @return a lift with checkpoints; this one is unchanged
   * @throws IllegalArgumentException if {@code steps} is not positive
   */
  public Lift checkpointEvery(int steps) {
    Require.atLeast("checkpointEvery", 1, steps);
    return new Lift(module, steps, truncateEvery);
  }

  /**
   * The same with {@linkplain #checkpointEvery checkpoints} every sqrt(T) steps of a sequence of T.
   *
   * @return a lift with checkpoints; this one is unchanged
   */
  public Lift checkpointed() {
    return new Lift(module, AUTOMATIC, truncateEvery);
  }

  /**
   * The same with truncated back-propagation: gradients stop every so many steps of a sequence,
   * while the state goes on.
   *
   * @param steps steps from one stop to the next
   * @return a lift with truncation; this one is unchanged
   * @throws IllegalArgumentException if {@code steps} is not positive
   */
  public Lift truncateEvery(int steps) {
    Require.atLeast("truncateEvery", 1, steps);
    return new Lift(module, checkpointEvery, steps);
  }

  /** {@return what is lifted} */
  public NetworkModule module() {
    return module;
  }

  /**
   * Applies the module to a sequence, from its initial state.
   *
   * @param xs the sequence, [time, batch, ...], at least one step
   * @return the outputs, [time, batch, ...]
   * @throws ArithmeticException as {@link #run} does
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
   * @throws ArithmeticException if a state variable of neurons is NaN or infinite after the last
   *     step; the message names the module, and the input or the parameter that it comes from
   */
  public Step run(Tensor xs, @Nullable State state) {
    requireSequence(xs);
    int steps = xs.dim(0);
    Tape tape = Scope.of(xs).tape();
    boolean checkpoints = tape != null && checkpointEvery != NEVER;
    boolean whole = Scope.of(xs).isTraining() && hasStatistics();
    if (whole && truncateEvery != NEVER && truncateEvery < steps) {
      throw new IllegalArgumentException(
          "truncateEvery: expected no truncation of "
              + module
              + ", which takes statistics over all steps in training; evaluate the tape, or leave"
              + " truncation out");
    }
    int rows = whole ? Integer.MAX_VALUE : TimeBlocks.rows(xs, checkpoints);
    TimeBlocks blocks = new TimeBlocks(module, steps, xs.dim(1), truncateEvery, rows);
    if (tape != null && checkpoints) {
      int every =
          checkpointEvery == AUTOMATIC ? (int) Math.ceil(Math.sqrt(steps)) : checkpointEvery;
      if (blocks.end(0, every) < steps) {
        CheckpointedSteps.Result result = CheckpointedSteps.run(blocks, every, xs, state, tape);
        StateCheck.require(module, xs, result.state());
        return step(result.output(), result.state());
      }
    }
    Scope scope = Scope.of(xs);
    List<Tensor> outputs = new ArrayList<>();
    State last = blocks.run(xs::slice, 0, steps, state, outputs);
    StateCheck.require(module, xs, last);
    Tensor all = outputs.size() == 1 ? outputs.getFirst() : Tensor.concatenate(outputs);
    if (outputs.size() > 1) {
      outputs.forEach(scope::release);
    }
    return step(blocks.stacked(all), last);
  }

  /** Whether a layer keeps statistics of what goes through it: of whole sequences, then. */
  private boolean hasStatistics() {
    return module.parameters().stream().anyMatch(parameter -> !parameter.isLearned());
  }

  private static Step step(Tensor output, @Nullable State state) {
    return new Step(output, state == null ? NoState.INSTANCE : state);
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

  private enum NoState implements State {
    INSTANCE;

    @Override
    public State copy() {
      return this;
    }

    @Override
    public State with(StateParts parts) {
      return this;
    }
  }
}
