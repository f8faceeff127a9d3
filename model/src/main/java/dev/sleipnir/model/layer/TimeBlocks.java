package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.kernels.tuning.Tuning;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of a sequence in blocks of a few, each of which goes through a module at once. */
final class TimeBlocks {
  private final NetworkModule module;
  private final int steps;
  private final int batch;
  private final int block;
  private final int truncateEvery;

  /**
   * Cuts a sequence.
   *
   * @param module what the blocks go through
   * @param steps length of the sequence
   * @param batch size of a batch
   * @param truncateEvery steps from one stop of gradients to the next; 0 for no stops
   * @param rows batch times steps of one block, about
   */
  TimeBlocks(NetworkModule module, int steps, int batch, int truncateEvery, int rows) {
    this.module = module;
    this.steps = steps;
    this.batch = batch;
    this.truncateEvery = Math.min(truncateEvery, steps);
    block = Math.clamp(rows / Math.max(1, batch), 1, steps);
  }

  /** How much of a sequence to take at once; little where checkpoints are to save memory. */
  static int rows(Tensor xs, boolean checkpoints) {
    if (!checkpoints && Scope.of(xs).workspace().device().isGpu()) {
      return Tuning.TIME_MOST_ROWS;
    }
    SpikeRows spikes = xs.spikes();
    if (spikes == null) {
      return Tuning.TIME_ROWS;
    }
    if (Scope.of(xs).tape() != null) {
      return Tuning.TIME_SPIKE_ROWS;
    }
    return Math.clamp(
        Tuning.TIME_NEURONS / Math.max(1, spikes.features()),
        Tuning.TIME_ROWS,
        Tuning.TIME_MOST_ROWS);
  }

  NetworkModule module() {
    return module;
  }

  int steps() {
    return steps;
  }

  int batch() {
    return batch;
  }

  /** End of the block that begins at a step: gradients stop between blocks only. */
  private int end(int from) {
    int end = Math.min(steps, from + block);
    return truncateEvery == 0 ? end : Math.min(end, from + truncateEvery - from % truncateEvery);
  }

  /** End of the whole blocks that begin at a step and are at least so many steps together. */
  int end(int from, int atLeast) {
    int end = from;
    while (end < steps && end - from < atLeast) {
      end = end(end);
    }
    return end;
  }

  /** The input, cut. */
  @FunctionalInterface
  interface Input {
    /** Steps [from, to) of it. */
    Tensor rows(int from, int to);
  }

  /**
   * Runs blocks.
   *
   * @param xs the input
   * @param from step at which the first block begins
   * @param to step at which the last block ends
   * @param state state to start from, consumed; null for the initial state
   * @param outputs receives the output of each block, [steps * batch, ...]
   * @return the state after the last step; null for a module without state
   */
  @Nullable State run(Input xs, int from, int to, @Nullable State state, List<Tensor> outputs) {
    State current = state;
    int end;
    for (int t = from; t < to; t = end) {
      end = end(t);
      Tensor rows = xs.rows(t, end);
      Tensor x = rows.reshape(merged(rows.shape()));
      if (truncateEvery > 0 && t > 0 && t % truncateEvery == 0) {
        current = truncated(current, Scope.of(x).tape());
      }
      switch (module) {
        case Layer layer -> outputs.add(layer.forward(x));
        case StatefulLayer layer -> {
          Step step = layer.run(x, end - t, current);
          outputs.add(step.output());
          current = step.state();
        }
      }
    }
    return current;
  }

  /** All steps of a sequence in one block, as {@link #seen} takes it. */
  @FunctionalInterface
  interface Whole {
    /** Runs [steps * batch, ...] and adds what every module put out. */
    Step run(Tensor x, List<Tensor> each);
  }

  /**
   * Runs a whole sequence at once, to be looked at.
   *
   * @param module what it goes through
   * @param xs the sequence, [time, batch, ...]
   * @param hidden receives what every module put out, [time, batch, ...]
   * @param whole runs it
   * @return the outputs, [time, batch, ...], and the state after the last step
   */
  static Step seen(NetworkModule module, Tensor xs, List<Tensor> hidden, Whole whole) {
    Lift.requireSequence(xs);
    TimeBlocks blocks = new TimeBlocks(module, xs.dim(0), xs.dim(1), 0, Integer.MAX_VALUE);
    List<Tensor> each = new ArrayList<>();
    Step step = whole.run(xs.reshape(merged(xs.shape())), each);
    each.forEach(output -> hidden.add(blocks.stacked(output)));
    return new Step(blocks.stacked(step.output()), step.state());
  }

  private static @Nullable State truncated(@Nullable State state, @Nullable Tape tape) {
    return state == null || tape == null ? state : GradientStop.at(state, tape);
  }

  /** [steps, batch, ...] as [steps * batch, ...]. */
  static int[] merged(int[] shape) {
    int[] merged = Arrays.copyOfRange(shape, 1, shape.length);
    merged[0] *= shape[0];
    return merged;
  }

  /** The outputs of all steps, [steps * batch, ...], as [steps, batch, ...]. */
  Tensor stacked(Tensor all) {
    int[] shape = all.shape();
    int[] stacked = new int[shape.length + 1];
    stacked[0] = steps;
    stacked[1] = batch;
    System.arraycopy(shape, 1, stacked, 2, shape.length - 1);
    return all.reshape(stacked);
  }
}
