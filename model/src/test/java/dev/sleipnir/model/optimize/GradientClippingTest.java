package dev.sleipnir.model.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientClippingTest {
  private static List<Parameter> withGradients() {
    Parameter a = new Parameter("a", Tensor.zeros(2));
    Parameter b = new Parameter("b", Tensor.zeros(1));
    a.gradient()[0] = 3f;
    a.gradient()[1] = -4f;
    b.gradient()[0] = 12f;
    return List.of(a, b);
  }

  @Test
  void scalesTheCommonNormDown() {
    List<Parameter> parameters = withGradients();
    assertEquals(13.0, GradientClipping.clipNorm(parameters, 6.5), 1e-12);
    assertArrayEquals(new float[] {1.5f, -2f}, parameters.get(0).gradient());
    assertArrayEquals(new float[] {6f}, parameters.get(1).gradient());
    assertEquals(6.5, GradientClipping.clipNorm(parameters, 100), 1e-12);
  }

  @Test
  void leavesSmallGradientsAlone() {
    List<Parameter> parameters = withGradients();
    assertEquals(13.0, GradientClipping.clipNorm(parameters, 13), 1e-12);
    assertArrayEquals(new float[] {3f, -4f}, parameters.get(0).gradient());
    assertEquals(0.0, GradientClipping.clipNorm(List.of(), 1));
  }

  @Test
  void theBoundIsPositive() {
    List<Parameter> parameters = withGradients();
    for (double bound : new double[] {0, -1, Double.NaN}) {
      var e =
          assertThrows(
              IllegalArgumentException.class, () -> GradientClipping.clipNorm(parameters, bound));
      assertEquals("maxNorm: expected a positive number, got " + bound, e.getMessage());
    }
    assertArrayEquals(new float[] {3f, -4f}, parameters.get(0).gradient());
  }

  @Test
  void clipsEachValue() {
    List<Parameter> parameters = withGradients();
    GradientClipping.clipValue(parameters, 3.5);
    assertArrayEquals(new float[] {3f, -3.5f}, parameters.get(0).gradient());
    assertArrayEquals(new float[] {3.5f}, parameters.get(1).gradient());
  }

  @Test
  void clipsNoInfinity() {
    List<Parameter> parameters = withGradients();
    parameters.get(1).gradient()[0] = Float.POSITIVE_INFINITY;
    var e =
        assertThrows(ArithmeticException.class, () -> GradientClipping.clipValue(parameters, 3.5));
    String message = String.valueOf(e.getMessage());
    assertEquals(
        0, message.indexOf("clipValue: gradient of parameter 1 (b[1]) has a Infinity"), message);
    assertArrayEquals(new float[2], parameters.get(0).gradient());
    var none =
        assertThrows(
            IllegalArgumentException.class, () -> GradientClipping.clipValue(parameters, 0));
    assertEquals("bound: expected a positive number, got 0.0", none.getMessage());
  }
}
