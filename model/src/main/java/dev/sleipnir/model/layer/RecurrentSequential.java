package dev.sleipnir.model.layer;

import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.StateParts;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Modules one after the other, fed back: the output of one of them in the step before is added to
 * the input, and is the output of the whole. Modules after that one, if any, run too.
 */
public final class RecurrentSequential implements StatefulLayer, Sequence {
  private final SequentialState modules;
  private final int fedBack;

  /**
   * A sequence whose last output is fed back.
   *
   * @param modules the modules, first to last; what they put out has the shape of their input; at
   *     least one
   */
  public RecurrentSequential(NetworkModule... modules) {
    this(Math.max(0, modules.length - 1), modules);
  }

  /**
   * A sequence.
   *
   * @param fedBack which module's output is fed back, from 0
   * @param modules the modules, first to last
   * @throws IndexOutOfBoundsException if there is no such module
   */
  public RecurrentSequential(int fedBack, NetworkModule... modules) {
    if (fedBack < 0 || fedBack >= modules.length) {
      throw new IndexOutOfBoundsException(
          "fedBack: expected one of the "
              + modules.length
              + " modules, 0 to "
              + (modules.length - 1)
              + ", got "
              + fedBack);
    }
    this.fedBack = fedBack;
    this.modules = new SequentialState(modules);
  }

  @Override
  public Map<String, NetworkModule> children() {
    return modules.children();
  }

  @Override
  public Description description() {
    return new Description("RecurrentSequential")
        .number("fedBack", fedBack)
        .parts("modules", modules.modules());
  }

  @Override
  public RecurrentSequential copy() {
    return (RecurrentSequential) StatefulLayer.super.copy();
  }

  @Override
  public RecurrentSequential copy(Copies copies) {
    return new RecurrentSequential(fedBack, copies.of(modules.modules()));
  }

  @Override
  public State read(ArchiveReader in) throws IOException {
    in.require("state", FedBack.KIND);
    Tensor output = null;
    if (in.number("whether an output is fed back", 0, 1) != 0) {
      int[] shape = in.shape("output");
      output = Tensor.of(in.floats("output", Shape.size(shape)), shape);
    }
    return new FedBack(modules.read(in), output);
  }

  @Override
  public List<Parameter> parameters() {
    return modules.parameters();
  }

  /** {@return the modules: first to last} */
  @Override
  public List<NetworkModule> modules() {
    return modules.modules();
  }

  /**
   * What one module carries within a state of this sequence.
   *
   * @param state a state that {@link #run} returned
   * @param module which module, from 0
   * @return the module's state itself, or null if it has none
   */
  @Override
  public @Nullable State stateOf(State state, int module) {
    return modules.stateOf(fedBack(state).inner, module);
  }

  /**
   * What is fed back to the next step: the output of the step before.
   *
   * @param state a state that {@link #run} returned
   * @return the output itself, or null if nothing is fed back yet
   * @throws IllegalArgumentException if the state is not of such a sequence
   */
  public @Nullable Tensor outputOf(State state) {
    return fedBack(state).output;
  }

  /**
   * A state to start from, of which some modules' parts are given; nothing is fed back to the first
   * step.
   *
   * @param states states of modules by the names of {@link #children}, as of {@link
   *     SequentialState#initialState}
   * @return the state
   * @throws IllegalArgumentException if there is no such module, or it has no state
   */
  public State initialState(Map<String, ? extends State> states) {
    return new FedBack(modules.initialState(states), null);
  }

  /**
   * A state to start from, of which some modules' parts are given, and what is fed back to the
   * first step.
   *
   * @param states states of modules by the names of {@link #children}
   * @param output stands for the output of a step before, of the shape of a step's input
   * @return the state
   * @throws IllegalArgumentException if there is no such module, or it has no state
   */
  public State initialState(Map<String, ? extends State> states, Tensor output) {
    return new FedBack(modules.initialState(states), output);
  }

  @Override
  public Step run(Tensor x, int steps, @Nullable State state) {
    return run(x, steps, state, null);
  }

  /**
   * One time step that also returns what every module put out. Nothing looks for NaN here, so that
   * one can be followed through the modules.
   *
   * @param x a batch, [batch, ...]
   * @param state state from the step before, consumed; null for the initial state
   * @param hidden receives the output of every module, first to last
   * @return the output that is fed back and the state to pass next
   */
  public Step step(Tensor x, @Nullable State state, List<Tensor> hidden) {
    return run(x, 1, state, hidden);
  }

  /**
   * A sequence of steps that also returns what every module put out. As in {@link #step(Tensor,
   * State, List)}, nothing looks for NaN.
   *
   * @param xs the sequence, [time, batch, ...], at least one step
   * @param state state to start from, consumed; null for the initial state
   * @param hidden receives the output of every module, first to last, [time, batch, ...]
   * @return the outputs that are fed back, [time, batch, ...], and the state after the last step
   * @throws IllegalArgumentException if it is no sequence
   */
  public Step run(Tensor xs, @Nullable State state, List<Tensor> hidden) {
    return TimeBlocks.seen(this, xs, hidden, (x, each) -> run(x, xs.dim(0), state, each));
  }

  private Step run(Tensor x, int steps, @Nullable State state, @Nullable List<Tensor> hidden) {
    Shape.requireSteps("RecurrentSequential", x.shape(), steps);
    int batch = x.dim(0) / steps;
    FedBack before = state == null ? null : fedBack(state);
    State inner = before == null ? null : before.inner;
    Tensor output = before == null ? null : before.output;
    List<Tensor> outputs = new ArrayList<>();
    List<List<Tensor>> seen = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      Tensor now = steps == 1 ? x : x.rows(t * batch, (t + 1) * batch);
      if (output != null) {
        Shape.require("RecurrentSequential: what is fed back", now.shape(), output.shape());
      }
      List<Tensor> each = new ArrayList<>();
      Step step = modules.step(output == null ? now : now.add(output), inner, each);
      inner = step.state();
      output = each.get(fedBack);
      outputs.add(output);
      if (hidden != null) {
        seen.add(each);
      }
    }
    for (int m = 0; hidden != null && m < modules.modules().size(); m++) {
      int module = m;
      hidden.add(joined(seen.stream().map(each -> each.get(module)).toList()));
    }
    // It is the next step's input too, whoever is done with it as output.
    Scope.of(x).keep(Objects.requireNonNull(output));
    return new Step(joined(outputs), new FedBack(Objects.requireNonNull(inner), output));
  }

  private static Tensor joined(List<Tensor> steps) {
    return steps.size() == 1 ? steps.getFirst() : Tensor.concatenate(steps);
  }

  private static FedBack fedBack(State state) {
    if (state instanceof FedBack fedBack) {
      return fedBack;
    }
    throw new IllegalArgumentException(
        "RecurrentSequential: expected a state of its own, got " + state);
  }

  @Override
  public String toString() {
    return "RecurrentSequential" + modules + Arrays.toString(new int[] {fedBack});
  }

  private record FedBack(State inner, @Nullable Tensor output) implements State {
    private static final String KIND = "recurrent sequence 2";

    @Override
    public void write(ArchiveWriter out) throws IOException {
      out.text(KIND);
      out.number(output == null ? 0 : 1);
      if (output != null) {
        out.shape(output.shape());
        out.floats(output.toArray());
      }
      inner.write(out);
    }

    @Override
    public State copy() {
      return new FedBack(inner.copy(), output == null ? null : output.copy());
    }

    @Override
    public State with(StateParts parts) {
      State other = inner.with(parts);
      return new FedBack(other, output == null ? null : parts.tensor(output));
    }
  }
}
