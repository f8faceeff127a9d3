package dev.sleipnir.model.function;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A function of tensors given by equations without state, value by value. */
final class Equation {
  private final NeuronCell cell;

  /** What is drawn from where no scope has a stream; null if nothing is drawn. */
  private final @Nullable RandomStream random;

  private final AtomicLong drawn = new AtomicLong();

  Equation(Neuron neuron) {
    this(neuron, null);
  }

  Equation(Neuron neuron, @Nullable RandomStream random) {
    cell = neuron.cell();
    this.random = random;
  }

  Equation(String text) {
    this(Neuron.parse(text));
  }

  List<Parameter> parameters() {
    return cell.parameters();
  }

  /** The function's value; inputs of any one shape. */
  Tensor of(Tensor... inputs) {
    int[] shape = inputs[0].shape();
    List<Tensor> rows = new ArrayList<>();
    for (Tensor input : inputs) {
      Shape.require("input", shape, input.shape());
      // A population has an axis for the batch.
      rows.add(shape.length == 0 ? input.reshape(1) : input);
    }
    NeuronState state = random == null ? null : drawing(rows.getFirst(), random);
    Tensor output = cell.run(rows, 1, state).output();
    return shape.length == 0 ? output.reshape(shape) : output;
  }

  /**
   * A state that draws the numbers behind those of the last call: the values of a sequence get what
   * those of its steps get one by one.
   */
  private NeuronState drawing(Tensor x, RandomStream own) {
    Scope scope = Scope.of(x);
    NeuronState state = scope.state(List.of(), x, x.shape());
    int count = x.size();
    scope.run(
        () -> {
          RandomStream given = scope.random(this);
          RandomStream from = given == null ? own : given;
          long first = given == null ? drawn.getAndAdd(count) : given.reserve(count);
          state.setRandom(new RandomStream(from.seed(), from.stream(), first));
        });
    return state;
  }
}
