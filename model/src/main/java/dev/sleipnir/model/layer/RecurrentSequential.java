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
public final class RecurrentSequential implements StatefulLayer {
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
    int[] shape = in.shape("output");
    float[] output = in.floats("output", Shape.size(shape));
    return new FedBack(modules.read(in), Tensor.of(output, shape));
  }

  @Override
  public List<Parameter> parameters() {
    return modules.parameters();
  }

  /** {@return the modules: first to last} */
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
  public @Nullable State stateOf(State state, int module) {
    return modules.stateOf(fedBack(state).inner, module);
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

  private Step run(Tensor x, int steps, @Nullable State state, @Nullable List<Tensor> hidden) {
    Shape.requireSteps("RecurrentSequential", x.shape(), steps);
    int batch = x.dim(0) / steps;
    FedBack before = state == null ? null : fedBack(state);
    State inner = before == null ? null : before.inner;
    Tensor output = before == null ? null : before.output;
    List<Tensor> outputs = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      Tensor now = steps == 1 ? x : x.rows(t * batch, (t + 1) * batch);
      if (output != null) {
        Shape.require("RecurrentSequential: what is fed back", now.shape(), output.shape());
      }
      List<Tensor> each = hidden != null ? hidden : new ArrayList<>();
      int from = each.size();
      Step step = modules.step(output == null ? now : now.add(output), inner, each);
      inner = step.state();
      output = each.get(from + fedBack);
      outputs.add(output);
    }
    // It is the next step's input too, whoever is done with it as output.
    Scope.of(x).keep(Objects.requireNonNull(output));
    Tensor all = steps == 1 ? outputs.getFirst() : Tensor.concatenate(outputs);
    return new Step(all, new FedBack(Objects.requireNonNull(inner), output));
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

  private record FedBack(State inner, Tensor output) implements State {
    private static final String KIND = "recurrent sequence";

    @Override
    public void write(ArchiveWriter out) throws IOException {
      out.text(KIND);
      out.shape(output.shape());
      out.floats(output.toArray());
      inner.write(out);
    }

    @Override
    public State copy() {
      return new FedBack(inner.copy(), output.copy());
    }

    @Override
    public State with(StateParts parts) {
      return new FedBack(inner.with(parts), parts.tensor(output));
    }
  }
}
