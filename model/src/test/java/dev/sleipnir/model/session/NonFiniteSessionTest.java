package dev.sleipnir.model.session;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import org.junit.jupiter.api.Test;

/** What is NaN or infinite neither enters a session nor stays in it. */
class NonFiniteSessionTest {
  private static SequentialState network() {
    RandomStream random = new RandomStream(3, 0);
    return new SequentialState(
        new Conv2d(random, 1, 2, 3),
        new Lif().with("v_th", 0.1).cell(),
        new Flatten(),
        new Linear(random, 8, 5, true),
        new Lif().with("v_th", 0.1).cell());
  }

  private static float[] input(int step) {
    float[] x = new float[16];
    for (int e = 0; e < x.length; e++) {
      x[e] = (e * 7 + step * 3) % 5;
    }
    return x;
  }

  @Test
  void aBadInputLeavesTheStateAsItWas() {
    Session bad = Session.of(network(), 1, 1, 4, 4);
    Session good = Session.of(network(), 1, 1, 4, 4);
    for (int step = 0; step < 20; step++) {
      for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        float[] x = input(step);
        x[3] = value;
        assertEquals(
            "session: expected finite numbers, got " + value + " at index 3 of the input",
            refused(() -> bad.step(x)));
      }
      SameBits.assertSame("step " + step, good.step(input(step)), bad.step(input(step)));
    }
  }

  @Test
  void aBadParameterIsNamedAndTheStateUnchanged() {
    SequentialState network = network();
    Session bad = Session.of(network, 1, 1, 4, 4);
    Session good = Session.of(network(), 1, 1, 4, 4);
    for (int step = 0; step < 6; step++) {
      for (Parameter parameter : network.parameters()) {
        float before = parameter.data()[1];
        parameter.data()[1] = Float.NaN;
        parameter.edited("a test");
        for (int again = 0; again < 2; again++) {
          var e = assertThrows(ArithmeticException.class, () -> bad.step(input(0)));
          assertEquals(
              "session: expected finite parameters, got NaN in "
                  + parameter
                  + " at "
                  + Shape.place(1, parameter.shape()),
              e.getMessage());
        }
        assertThrows(ArithmeticException.class, () -> Session.of(network, 1, 1, 4, 4));
        parameter.data()[1] = before;
        parameter.edited("a test");
      }
      SameBits.assertSame("step " + step, good.step(input(step)), bad.step(input(step)));
    }
  }
}
