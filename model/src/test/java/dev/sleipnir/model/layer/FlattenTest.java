package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;

class FlattenTest {
  @Test
  void featuresAreInRowMajorOrderWhateverTheStorage() {
    Tensor x = normal(1, 2, 3, 2, 2);
    Tensor weights = normal(2, 2, 12);
    for (boolean last : new boolean[] {false, true}) {
      check(
          in ->
              new Flatten().forward(last ? in.get(0).channelsLast() : in.get(0)).multiply(weights),
          in -> {
            double[] y = in[0].clone();
            for (int i = 0; i < y.length; i++) {
              y[i] *= weights.data()[i];
            }
            return y;
          },
          x);
    }
    assertArrayEquals(new int[] {2, 12}, new Flatten().forward(x).shape());
    assertArrayEquals(new int[] {5, 1}, new Flatten().forward(Tensor.zeros(5, 1, 1)).shape());
  }

  @Test
  void needsABatch() {
    var e =
        assertThrows(IllegalArgumentException.class, () -> new Flatten().forward(Tensor.zeros(3)));
    assertEquals("Flatten: expected input [batch, ...], got shape [3]", e.getMessage());
  }
}
