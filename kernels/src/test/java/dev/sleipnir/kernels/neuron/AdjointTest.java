package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hand-written backward steps do what they say. */
class AdjointTest {
  private static final String TOY =
      """
      model toy
      parameters rate = 300 (1/s), a = 0.3
      state v = 0, w = 0
      input x, y
      u = v + dt * rate * (x - v)
      z = heaviside(u - 1)
      v = u - z
      w = w * y + v
      output z
      adjoint
      s = 1 / (abs(u - 1) + 1)^2
      g = grad_v + s * grad_z
      grad_x = g * dt * rate + v' * v
      grad_v = (1 - dt * rate) * g + a * grad_w
      grad_w = grad_w * y + grad_v * w'
      grad_y = grad_w
      """;

  @Test
  void isTheFormula() {
    var step = new OneStep(TOY, Surrogate.HEAVISIDE, true);
    var random = new Random(17);
    for (int i = 0; i < 200; i++) {
      float v = (float) random.nextGaussian();
      float w = (float) random.nextGaussian();
      float x = (float) (4 * random.nextGaussian());
      float y = (float) random.nextGaussian();
      float atZ = (float) random.nextGaussian();
      float atV = (float) random.nextGaussian();
      float atW = (float) random.nextGaussian();
      double u = v + 0.3 * (x - v);
      double vAfter = u - (u > 1 ? 1 : 0);
      double wAfter = w * y + vAfter;
      double g = atV + atZ / Math.pow(Math.abs(u - 1) + 1, 2);
      double toV = 0.7 * g + 0.3 * atW;
      double toW = atW * y + toV * wAfter;
      float[] atState = {atV, atW};
      float[] atInputs = step.backward(new float[] {v, w}, new float[] {x, y}, atZ, atState);
      assertEquals(g * 0.3 + vAfter * v, atInputs[0], 1e-5, "x");
      assertEquals(toW, atInputs[1], 1e-5, "y");
      assertEquals(toV, atState[0], 1e-5, "v");
      assertEquals(toW, atState[1], 1e-5, "w");
    }
  }

  @Test
  void outputThatIsAStateHasOneGradient() {
    var step =
        new OneStep(
            """
            model m
            state v = 0
            input x
            v = 0.5 * v + x
            output v
            adjoint
            grad_x = 3 * grad_v
            grad_v = 0.5 * grad_v
            """,
            Surrogate.SUPER,
            true);
    float[] atState = {10};
    float[] atInput = step.backward(new float[] {1}, new float[] {1}, 4, atState);
    assertEquals(42, atInput[0]);
    assertEquals(7, atState[0]);
  }

  /** The derived step of the same model is another one, and both may be compiled. */
  @Test
  void isUsedWhereItIsAskedFor() {
    var derived = new OneStep(TOY, Surrogate.HEAVISIDE, false);
    float[] atState = {1, 0};
    float[] atInputs = derived.backward(new float[] {0.5f, 2}, new float[] {1, 1}, 5, atState);
    assertEquals(0.3f, atInputs[0], 1e-6f);
    assertEquals(0.7f, atState[0], 1e-6f);
  }

  /** The counter of a refractory clause is no name of the adjoint. */
  @Test
  void mayBeRefractory() {
    var step =
        new OneStep(
            """
            model m
            state v = 0
            input x
            dv/dt = 100 * (x - v)
            threshold v > 1
            reset v = 0
            refractory 0.002
            output z
            adjoint
            grad_x = grad_v + grad_z
            grad_v = 0.5 * grad_v
            """,
            Surrogate.SUPER,
            true);
    float[] atState = {2, 0};
    assertEquals(5, step.backward(new float[] {0, 0}, new float[] {1}, 3, atState)[0]);
    assertEquals(1, atState[0]);
    assertEquals(0, atState[1]);
  }

  @Test
  void formsThatDoNotFit() {
    var model = NeuronModel.parse(TOY);
    var lif = NeuronModel.parse(TestModels.LIF);
    List<Boolean> five = Collections.nCopies(5, false);
    refuse(
        "toy: expected a form of 2 parameters, got [false, false, false, false, false]",
        () -> model.compile(new NeuronForm(Surrogate.SUPER, five, five, false)));
    refuse(
        "lif: expected a model with an adjoint section, got one without",
        () -> lif.compile(new NeuronForm(Surrogate.SUPER, five, five, true)));
    refuse(
        "learned: expected 5 parameters as in columns, got [true]",
        () -> new NeuronForm(Surrogate.SUPER, five, List.of(true), false));
    refuse(
        "learned: expected no parameter with an adjoint, which gives them no gradient,"
            + " got [true]",
        () -> new NeuronForm(Surrogate.SUPER, List.of(true), List.of(true), true));
    var compiled = lif.compile(new NeuronForm(Surrogate.SUPER, five, five, false));
    refuse(
        "lif: expected 7 values (parameters, time step, alpha), got 6",
        () -> compiled.constants(new double[6]));
  }

  private static void refuse(String message, Runnable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }
}
