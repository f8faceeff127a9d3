package dev.sleipnir.model.cell;

import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A whole sequence through a cell: [time, batch, ...] to [time, batch, ...]. */
public final class NeuronLayer {
  private final Cell cell;
  private final Lift lifted;

  /**
   * A sequence of a cell's steps.
   *
   * @param cell the cell, its state a {@link NeuronState}
   */
  public NeuronLayer(Cell cell) {
    this.cell = cell;
    lifted = Lift.of(cell);
  }

  /**
   * The cell whose steps these are.
   *
   * @return the cell
   */
  public Cell cell() {
    return cell;
  }

  /**
   * What is learned.
   *
   * @return the cell's parameters
   */
  public List<Parameter> parameters() {
    return cell.parameters();
  }

  /**
   * Runs a sequence from the initial state.
   *
   * @param xs inputs, [time, batch, ...]
   * @return the outputs of every step, [time, batch, ...]
   */
  public Tensor forward(Tensor xs) {
    return lifted.forward(xs);
  }

  /**
   * Runs a sequence.
   *
   * @param xs inputs, [time, batch, ...]
   * @param state state to start from, consumed; null for the initial state
   * @return the outputs of every step, [time, batch, ...], and the state after the last
   */
  public Step run(Tensor xs, @Nullable State state) {
    return lifted.run(xs, state);
  }

  /**
   * Every step of a sequence.
   *
   * @param output the outputs, [time, batch, ...]
   * @param states each state variable after every step, by name, [time, batch, ...]
   * @param last the state after the last step
   */
  public record Recording(Tensor output, Map<String, Tensor> states, NeuronState last) {}

  /**
   * Runs a sequence and records the state after every step. Losses may depend on what was recorded:
   * gradients flow back into the steps.
   *
   * @param xs inputs, [time, batch, ...], at least one step
   * @param state state to start from, consumed; null for the initial state
   * @return outputs and states of every step
   * @throws IllegalArgumentException if there is no step, or a shape is not what the cell expects;
   *     the state is unchanged then
   */
  public Recording recordStates(Tensor xs, @Nullable State state) {
    Lift.requireSequence(xs);
    int[] stepShape = Arrays.copyOfRange(xs.shape(), 1, xs.rank());
    List<Tensor> outputs = new ArrayList<>();
    Map<String, List<Tensor>> states = new LinkedHashMap<>();
    State current = state;
    for (int t = 0; t < xs.dim(0); t++) {
      Step step = cell.step(xs.rows(t, t + 1).reshape(stepShape), current);
      NeuronState after = (NeuronState) step.state();
      Scope scope = Scope.of(step.output());
      outputs.add(stacked(step.output()));
      for (String name : after.names()) {
        Tensor snapshot = after.snapshot(name, scope);
        states.computeIfAbsent(name, n -> new ArrayList<>()).add(stacked(snapshot));
      }
      current = after;
    }
    Map<String, Tensor> series = new LinkedHashMap<>();
    states.forEach((name, steps) -> series.put(name, Tensor.concatenate(steps)));
    return new Recording(
        Tensor.concatenate(outputs), series, (NeuronState) Objects.requireNonNull(current));
  }

  private static Tensor stacked(Tensor step) {
    int[] shape = step.shape();
    int[] stacked = new int[shape.length + 1];
    stacked[0] = 1;
    System.arraycopy(shape, 0, stacked, 1, shape.length);
    return step.reshape(stacked);
  }

  @Override
  public String toString() {
    return cell.toString();
  }
}
