package dev.sleipnir.model.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import org.junit.jupiter.api.Test;

class PopulationEncoderTest {
  @Test
  void tuningCurvesAreGaussian() {
    float scale = 2f;
    Tensor y = new PopulationEncoder(5, scale).forward(Tensor.of(new float[] {0f, 0.7f, 2f}, 3));
    assertArrayEquals(new int[] {3, 5}, y.shape());
    for (int i = 0; i < 3; i++) {
      double x = new double[] {0, 0.7, 2}[i];
      for (int k = 0; k < 5; k++) {
        double d = x - k * scale / 4;
        assertEquals(Math.exp(-scale * d * d / 2), y.get(i, k), 1e-6, i + ", " + k);
      }
    }
  }

  @Test
  void withoutScaleTheLargestValueIsTheLastCentre() {
    Tensor x = Tensor.of(new float[] {0.5f, 3f, -1f, 0f}, 2, 2);
    Tensor y = new PopulationEncoder(4).forward(x);
    assertEquals(1f, y.get(0, 1, 3), "the largest is at the last centre");
    assertEquals(1f, y.get(1, 1, 0), "0 is at the first");
  }

  @Test
  void otherKernelsAndDistances() {
    var encoder =
        new PopulationEncoder(3, 1f)
            .kernel(TensorFunction.parse("y = max(1 - d, 0)"))
            .distance(TensorFunction.parse("y = abs(x - c)"));
    Tensor y = encoder.forward(Tensor.of(new float[] {0.25f}, 1));
    assertArrayEquals(new float[] {0.75f, 0.75f, 0.25f}, y.toArray(), 1e-6f);
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new PopulationEncoder(3).kernel(TensorFunction.parse("y = a + b")));
    assertTrue(String.valueOf(e.getMessage()).contains("kernel: expected a function of 1 input"));
  }

  @Test
  void oneNeuronOneValueAndNone() {
    assertArrayEquals(
        new int[] {1, 1}, new PopulationEncoder(1, 1f).forward(Tensor.zeros(1)).shape());
    assertArrayEquals(
        new int[] {0, 3}, new PopulationEncoder(3, 1f).forward(Tensor.zeros(0)).shape());
    assertThrows(
        IllegalArgumentException.class, () -> new PopulationEncoder(3).forward(Tensor.zeros(0)));
    assertThrows(IllegalArgumentException.class, () -> new PopulationEncoder(0));
    assertThrows(IllegalArgumentException.class, () -> new PopulationEncoder(2, Float.NaN));
  }

  @Test
  void standsInASession() {
    var net = new SequentialState(new PopulationEncoder(6), new Flatten(), new Linear(12, 4));
    var random = new RandomStream(2, 0);
    var session = Session.of(net, 3, 2);
    for (int call = 0; call < 3; call++) {
      Tensor x = Tensor.rand(random, 3, 2);
      assertArrayEquals(
          net.step(x, null).output().toArray(), session.step(x.toArray()), "call " + call);
    }
  }
}
