package dev.sleipnir.model.function;

import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.neuron.NeuronCell;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A function of tensors given by equations without state, value by value. */
final class Equation {
  private final NeuronCell cell;

  Equation(Neuron neuron) {
    cell = neuron.cell();
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
    Tensor output = cell.run(rows, 1, null).output();
    return shape.length == 0 ? output.reshape(shape) : output;
  }
}
