package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.DeferredGradient;
import dev.sleipnir.model.tensor.Draws;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of which the tape keeps little: input, output, and the state at the beginning of each
 * segment. Backward computes a segment again, on a tape inside the tape, runs that backwards and
 * goes on with the segment before.
 *
 * <p>Gradients of the output and of the tensors of the last state arrive through nodes of their
 * own; those of its populations are in the populations, which hold them between segments too.
 */
final class CheckpointedSteps extends Node {
  /**
   * A checkpoint.
   *
   * @param from first step of the segment
   * @param to end of the segment
   * @param start state to start from; null for the initial state
   * @param drawn how far random numbers had been drawn
   */
  private record Segment(int from, int to, @Nullable State start, Draws drawn) {}

  private final TimeBlocks blocks;
  private final Tensor xs;
  private final List<Tensor> given;
  private final List<Segment> segments = new ArrayList<>();
  private final StoredOutput all;
  private StateLeaves last;

  /** The gradient at the output, once it arrived. */
  private @Nullable DeferredGradient atOutput;

  /** Gradients that arrived at the tensors of the last state. */
  private float[] @Nullable [] arrived = {};

  private CheckpointedSteps(Tensor nothing, TimeBlocks blocks, Tensor xs, StateLeaves given) {
    super(nothing, inputs(xs, given));
    this.blocks = blocks;
    this.xs = xs;
    this.given = given.tensors();
    all = new StoredOutput(blocks);
    last = given;
  }

  private static Tensor[] inputs(Tensor xs, StateLeaves given) {
    List<Tensor> inputs = new ArrayList<>(given.tensors());
    inputs.add(xs);
    return inputs.toArray(Tensor[]::new);
  }

  /**
   * Runs a sequence.
   *
   * @param blocks its steps
   * @param every steps of a segment, at least
   * @param xs the input, [time, batch, ...], on the tape
   * @param state state to start from, consumed; null for the initial state
   * @param tape the tape
   * @return outputs, [time, batch, ...], and the state after the last step, if there is one
   */
  static Result run(TimeBlocks blocks, int every, Tensor xs, @Nullable State state, Tape tape) {
    StateLeaves given = StateLeaves.of(state);
    CheckpointedSteps steps = new CheckpointedSteps(tape.tensor(0), blocks, xs, given);
    return steps.forward(every, state, tape);
  }

  /** Outputs and last state. */
  record Result(Tensor output, @Nullable State state) {}

  private Result forward(int every, @Nullable State state, Tape tape) {
    // As they are now: a module that edits them on the way could not compute the same again.
    rememberParameters();
    tape.keep(xs);
    given.forEach(tape::keep);
    State current = state;
    int to;
    for (int from = 0; from < blocks.steps(); from = to) {
      to = blocks.end(from, every);
      State start = current == null ? null : current.with(Parts.neurons(n -> n.copy(tape)));
      segments.add(new Segment(from, to, start, tape.drawn()));
      current = forward(from, to, current, tape);
    }
    Tensor output = all.tensor();
    last = StateLeaves.of(current);
    arrived = new float[last.tensors().size()][];
    tape.record(this);
    tape.record(new OutputArrival(output));
    for (int i = 0; i < last.tensors().size(); i++) {
      tape.record(new StateArrival(last.tensors().get(i), i));
    }
    return new Result(blocks.stacked(output), current);
  }

  /** Runs a segment without a record; the state it returns is the tape's. */
  private @Nullable State forward(int from, int to, @Nullable State start, Tape tape) {
    StateLeaves before = StateLeaves.of(start);
    List<Tensor> outputs = new ArrayList<>();
    try (Scope inner = tape.inner()) {
      State entered = start == null ? null : start.with(Parts.tensors(inner::enter));
      State end = blocks.run(inner.enter(xs)::slice, from, to, entered, outputs);
      all.add(outputs, from, to, tape);
      return end == null
          ? null
          : end.with(
              new Parts(n -> before.has(n) ? n : n.copy(tape), tensor -> copy(tensor, tape)));
    }
  }

  private static Tensor copy(Tensor tensor, Tape tape) {
    Tensor copy = tape.tensorLike(tensor);
    System.arraycopy(tensor.values(), 0, copy.data(), 0, copy.size());
    tape.keep(copy);
    return tape.watch(copy);
  }

  @Override
  protected List<Parameter> parameters() {
    return blocks.module().parameters();
  }

  @Override
  protected List<NeuronState> states() {
    return last.neurons();
  }

  @Override
  protected boolean hasOtherGradient() {
    for (float[] gradient : arrived) {
      if (gradient != null) {
        return true;
      }
    }
    return atOutput != null || last.hasGradient();
  }

  @Override
  protected void backward(float[] nothing, Tape tape) {
    tape.giveBack(nothing);
    for (int s = segments.size() - 1; s >= 0; s--) {
      backward(segments.get(s), tape);
    }
    for (int i = 0; i < given.size(); i++) {
      addGradient(given.get(i), arrived[i], tape);
    }
    if (atOutput != null) {
      atOutput.end(tape);
    }
  }

  private void backward(Segment segment, Tape tape) {
    List<Tensor> inputs = new ArrayList<>();
    List<Tensor> outputs = new ArrayList<>();
    try (Tape inner = tape.again(segment.drawn)) {
      Tensor entered = inner.enter(xs);
      State start =
          segment.start == null
              ? null
              : segment.start.with(
                  Parts.tensors(t -> tape.needsGradient(t) ? inner.watch(t) : inner.enter(t)));
      // Before the run, which may put other parts into the state it is given.
      StateLeaves first = StateLeaves.of(start);
      State after =
          blocks.run(
              (from, to) -> {
                Tensor rows = entered.slice(from, to);
                Tensor x = tape.needsGradient(xs) ? inner.watch(rows) : rows;
                inputs.add(x);
                return x;
              },
              segment.from,
              segment.to,
              start,
              outputs);
      StateLeaves end = StateLeaves.of(after);
      seed(segment, outputs, end, inner);
      inner.backward();
      collect(segment, inputs, start == null ? end : first, inner, tape);
    }
  }

  /** Gradients at the output and at the state after the segment. */
  private void seed(Segment segment, List<Tensor> outputs, StateLeaves end, Tape inner) {
    int at = all.at(segment.from);
    for (Tensor part : outputs) {
      if (!all.isSame(part, at)) {
        throw new IllegalStateException(
            "checkpoints: expected "
                + blocks.module()
                + " to compute in steps "
                + segment.from
                + " to "
                + segment.to
                + " what it did before, got other values; with checkpoints a module depends on its"
                + " input, state, parameters and the tape's random numbers only");
      }
      if (atOutput != null) {
        inner.addGradient(part, atOutput.part(at));
      }
      at += part.size();
    }
    for (int i = 0; i < end.neurons().size(); i++) {
      end.neurons().get(i).takeGradients(last.neurons().get(i), inner);
    }
    for (int i = 0; i < end.tensors().size(); i++) {
      addGradient(end.tensors().get(i), arrived[i], inner);
      arrived[i] = null;
    }
  }

  /** Gradients at the input and at the state before the segment. */
  private void collect(
      Segment segment, List<Tensor> inputs, StateLeaves first, Tape inner, Tape tape) {
    for (int i = 0; i < first.neurons().size(); i++) {
      last.neurons().get(i).takeGradients(first.neurons().get(i), tape);
    }
    for (int i = 0; segment.start != null && i < first.tensors().size(); i++) {
      arrived[i] = inner.takeGradient(first.tensors().get(i));
    }
    int at = segment.to * (xs.size() / blocks.steps());
    for (Tensor x : inputs.reversed()) {
      at -= x.size();
      float[] gradient = inner.takeGradient(x);
      if (gradient != null) {
        tape.addGradient(xs, at, gradient);
      }
    }
  }

  private static void addGradient(Tensor tensor, float @Nullable [] gradient, Tape tape) {
    if (gradient != null) {
      tape.addGradient(tensor, gradient);
    }
  }

  /** Receives the gradient at the output. */
  private final class OutputArrival extends Node {
    OutputArrival(Tensor output) {
      super(output, CheckpointedSteps.this.output());
    }

    @Override
    protected void backward(float[] gradient, Tape tape) {
      atOutput = DeferredGradient.of(gradient);
    }

    @Override
    protected boolean backward(DeferredGradient gradient, Tape tape) {
      atOutput = gradient;
      return true;
    }
  }

  /** Receives the gradient at a tensor of the last state. */
  private final class StateArrival extends Node {
    private final int slot;

    StateArrival(Tensor tensor, int slot) {
      super(tensor, CheckpointedSteps.this.output());
      this.slot = slot;
    }

    @Override
    protected void backward(float[] gradient, Tape tape) {
      arrived[slot] = gradient;
    }
  }
}
