package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;

/**
 * A function of each value by itself, written as a text:
 *
 * <pre>{@code
 * new Activation(TensorFunction.parse("y = x / (1 + abs(x))"))
 * }</pre>
 */
public class Activation implements Layer {
  private final TensorFunction function;

  /**
   * A layer that applies a function.
   *
   * @param function of one input and one output
   * @throws IllegalArgumentException if it has more
   */
  public Activation(TensorFunction function) {
    if (function.inputs().size() != 1 || function.outputs().size() != 1) {
      throw new IllegalArgumentException(
          "function: expected one input and one output, got "
              + function.inputs()
              + " and "
              + function.outputs());
    }
    this.function = function;
  }

  @Override
  public final Tensor forward(Tensor x) {
    return function.apply(x);
  }

  static Activation of(Description d) {
    return new Activation(d.function("function"));
  }

  @Override
  public Description description() {
    return new Description("Activation").function("function", function);
  }

  @Override
  public String toString() {
    return "Activation(" + function + ")";
  }
}
