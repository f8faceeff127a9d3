package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.math.Matrices;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.math.Sorting;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guide to tensors: its code is this test, token for token. */
class TensorGuideTest {
  @Test
  void computes() {
    var x = GradientCheck.normal(1, 4, 6);
    var weights = GradientCheck.normal(2, 6, 5);
    var bias = GradientCheck.normal(3, 5);
    var spikes = GradientCheck.normal(4, 10, 4, 6);
    var t = GradientCheck.normal(5, 7);
    var tau = GradientCheck.normal(6, 3, 1);
    var a = GradientCheck.normal(7, 7);
    // snippet begins
    var centred = x.subtract(Reduction.of(x, 0).mean()).divide(2);
    var scores = Matrices.matmul(centred, weights).add(bias);
    var probabilities = Maths.softmax(scores, -1);
    // snippet ends
    assertEquals(4, probabilities.sum().item(), 1e-5);
    // snippet begins
    var rates = Reduction.of(spikes, 0).mean();
    var norms = Reduction.of(weights, 1).keepDims().norm();
    var thirds = Shapes.slice(spikes, 0, 0, spikes.dim(0), 3);
    var sides = Shapes.concatenate(-1, List.of(scores, probabilities));
    var best = Sorting.topK(probabilities, 2, -1).indices();
    // snippet ends
    assertArrayEquals(new int[] {4, 6}, rates.shape());
    assertArrayEquals(new int[] {6, 1}, norms.shape());
    assertArrayEquals(new int[] {4, 4, 6}, thirds.shape());
    assertArrayEquals(new int[] {4, 10}, sides.shape());
    assertArrayEquals(new int[] {4, 2}, best.shape());
    // snippet begins
    var fade = TensorFunction.parse("y = exp(-t / tau) * a");
    var faded = fade.apply(t, tau, a);
    var slow = fade.with("tau", 20).apply(t, a);
    // snippet ends
    assertArrayEquals(new int[] {3, 7}, faded.shape());
    assertArrayEquals(new int[] {7}, slow.shape());
    // snippet begins
    var gate =
        TensorFunction.parse(
            """
            function gate
            parameters sharpness = 4            # a number, set by with
            require sharpness > 0
            input x, g
            s = 0.5 + 0.5 * tanh(sharpness * g)
            y = s * x
            output y, s
            """);
    var outputs = gate.applyAll(t, a);
    // snippet ends
    assertEquals(outputs.getLast().get(3) * t.get(3), outputs.getFirst().get(3));
    // snippet begins
    var rounded =
        TensorFunction.parse(
            """
            y = where(x > 0.5, 1, 0)
            adjoint
            grad_x = where(abs(x - 0.5) < 1, grad_y, 0)
            """);
    var levels = rounded.apply(probabilities);
    // snippet ends
    assertEquals(probabilities.get(0, 0) > 0.5f ? 1 : 0, levels.get(0, 0));
  }

  @Test
  void aLayerLearns() {
    // snippet begins
    final class Gate implements Layer {
      private static final TensorFunction GATE =
          TensorFunction.parse("y = x * (0.5 + 0.5 * tanh(slope * x + shift))");

      private final Parameter slope = new Parameter("slope", Tensor.full(1, 6));
      private final Parameter shift = new Parameter("shift", Tensor.zeros(6));

      @Override
      public Tensor forward(Tensor x) {
        return GATE.apply(x, slope.on(x), shift.on(x));
      }

      @Override
      public List<Parameter> parameters() {
        return List.of(slope, shift);
      }
    }
    // snippet ends
    var gate = new Gate();
    var x = GradientCheck.normal(1, 4, 6);
    try (var tape = new Tape()) {
      tape.backward(gate.forward(tape.enter(x)).sum());
    }
    for (Parameter parameter : gate.parameters()) {
      assertNotEquals(0, parameter.gradient()[5]);
    }
    float[] out = Session.of(gate, 4, 6).step(x.toArray());
    assertArrayEquals(gate.forward(x).toArray(), out);
  }

  @Test
  void theGuideIsThisTest() throws IOException {
    assertEquals(
        Snippets.inTest(TensorGuideTest.class), Snippets.inDocument("../docs/guide/tensors.md"));
  }
}
