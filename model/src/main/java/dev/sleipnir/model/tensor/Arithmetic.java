package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;

/** The arithmetic that tensors have as methods: texts. */
final class Arithmetic {
  private static final TensorFunction ADD = TensorFunction.parse("function add\ny = a + b");

  private static final TensorFunction SUBTRACT =
      TensorFunction.parse("function subtract\ny = a - b");

  private static final TensorFunction MULTIPLY =
      TensorFunction.parse("function multiply\ny = a * b");

  private static final TensorFunction DIVIDE = TensorFunction.parse("function divide\ny = a / b");

  /** The output is positive exactly where the input was, and may lie where that did. */
  private static final TensorFunction RELU =
      TensorFunction.parse(
          """
          function relu
          y = max(x, 0)
          adjoint
          grad_x = where(y <= 0, 0, grad_y)
          """);

  private Arithmetic() {}

  static Tensor add(Tensor a, Tensor b) {
    return ADD.apply(a, b);
  }

  static Tensor subtract(Tensor a, Tensor b) {
    return SUBTRACT.apply(a, b);
  }

  static Tensor multiply(Tensor a, Tensor b) {
    return MULTIPLY.apply(a, b);
  }

  static Tensor divide(Tensor a, Tensor b) {
    return DIVIDE.apply(a, b);
  }

  static Tensor relu(Tensor a) {
    return a.spikes() == null ? RELU.apply(a) : reluOfSpikes(a);
  }

  /** Spikes are what they are; the gradient passes where there is one. */
  private static Tensor reluOfSpikes(Tensor a) {
    Tensor out = a.viewAs(a.shapeShared(), a.isChannelsLast());
    SpikeRows spikes = a.spikes();
    Tape tape = Scope.of(a).tape();
    if (spikes != null && tape != null && a.needsGradient()) {
      tape.record(
          new Node(out, a) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              int features = spikes.features();
              for (int r = 0; r < spikes.rows(); r++) {
                SpikePacking.keep(
                    spikes.bits(), r * spikes.words(), features, gradient, r * features);
              }
              on.addGradient(a, gradient);
            }
          });
    }
    return out;
  }
}
