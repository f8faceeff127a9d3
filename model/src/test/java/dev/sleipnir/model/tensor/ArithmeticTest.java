package dev.sleipnir.model.tensor;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.model.PlainBroadcast;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArithmeticTest {
  private static double[] each(double[] a, double[] b, DoubleBinaryOperator f) {
    return IntStream.range(0, a.length).mapToDouble(i -> f.applyAsDouble(a[i], b[i])).toArray();
  }

  @Test
  void addition() {
    check(
        in -> in.get(0).add(in.get(1)),
        in -> each(in[0], in[1], Double::sum),
        normal(1, 3, 7),
        normal(2, 3, 7));
  }

  @Test
  void subtraction() {
    check(
        in -> in.get(0).subtract(in.get(1)),
        in -> each(in[0], in[1], (a, b) -> a - b),
        normal(1, 3, 7),
        normal(2, 3, 7));
  }

  @Test
  void multiplication() {
    check(
        in -> in.get(0).multiply(in.get(1)),
        in -> each(in[0], in[1], (a, b) -> a * b),
        normal(1, 3, 7),
        normal(2, 3, 7));
  }

  @Test
  void division() {
    check(
        in -> in.get(0).divide(in.get(1).multiply(in.get(1)).add(1f)),
        in -> each(in[0], in[1], (a, b) -> a / (b * b + 1)),
        normal(1, 3, 7),
        normal(2, 3, 7));
  }

  @Test
  void numbers() {
    check(
        in -> in.get(0).add(2f).multiply(-3f).subtract(1.5f).divide(4f),
        in -> each(in[0], in[0], (a, b) -> ((a + 2) * -3 - 1.5) / 4),
        normal(1, 5, 3));
  }

  @Test
  void shapesBroadcast() {
    check(
        in -> in.get(0).add(in.get(1)).multiply(in.get(1)),
        in -> PlainBroadcast.apply(a -> (a[0] + a[1]) * a[1], new int[][] {{4, 1, 3}, {2, 1}}, in),
        normal(1, 4, 1, 3),
        normal(2, 2, 1));
  }

  @Test
  void scaling() {
    check(
        in -> in.get(0).scale(-2.5f), in -> each(in[0], in[0], (a, b) -> -2.5 * a), normal(1, 21));
  }

  @Test
  void rectification() {
    check(
        in -> in.get(0).relu(), in -> each(in[0], in[0], (a, b) -> Math.max(a, 0)), normal(1, 37));
  }

  @Test
  void rectifierHasNoSlopeAtZero() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(Tensor.of(new float[] {-1f, 0f, 1f}, 3));
      tape.backward(x.relu().sum());
      Tensor gradient = x.gradient();
      assertArrayEquals(new float[] {0f, 0f, 1f}, gradient == null ? null : gradient.toArray());
    }
  }

  @Test
  void gradientsOfATensorUsedTwiceAdd() {
    check(
        in -> {
          Tensor x = in.get(0);
          return x.multiply(x).add(x).subtract(x.scale(3f)).add(x.relu());
        },
        in -> each(in[0], in[0], (a, b) -> a * a - 2 * a + Math.max(a, 0)),
        normal(5, 19));
    check(in -> in.get(0).add(in.get(0)), in -> each(in[0], in[0], Double::sum), normal(5, 19));
    check(
        in -> in.get(0).subtract(in.get(0)), in -> each(in[0], in[0], (a, b) -> 0), normal(5, 19));
  }

  @Test
  void anOperandOutsideTheTapeIsAConstant() {
    Tensor constant = normal(8, 2, 5);
    check(
        in -> constant.multiply(in.get(0)).add(constant).subtract(constant.scale(2f)),
        in -> {
          double[] out = new double[10];
          for (int i = 0; i < 10; i++) {
            double c = constant.data()[i];
            out[i] = c * in[0][i] + c - 2 * c;
          }
          return out;
        },
        normal(9, 2, 5));
  }

  @Test
  void storageOrdersMayDiffer() {
    check(
        in -> in.get(0).channelsLast().multiply(in.get(1)).add(in.get(0)),
        in -> each(each(in[0], in[1], (a, b) -> a * b), in[0], Double::sum),
        normal(1, 2, 3, 2, 4),
        normal(2, 2, 3, 2, 4));
    check(
        in -> in.get(0).subtract(in.get(1).channelsLast()),
        in -> each(in[0], in[1], (a, b) -> a - b),
        normal(1, 2, 3, 2, 4),
        normal(2, 2, 3, 2, 4));
    check(
        in -> in.get(0).channelsLast().relu().scale(2f),
        in -> each(in[0], in[0], (a, b) -> 2 * Math.max(a, 0)),
        normal(1, 2, 3, 2, 4));
  }

  @Test
  void shapesMustAgree() {
    Tensor a = Tensor.zeros(2, 3);
    Tensor b = Tensor.zeros(3, 2);
    var e = assertThrows(IllegalArgumentException.class, () -> a.add(b));
    assertEquals(
        "add: expected shapes that broadcast (from the last axis on, sizes that are equal or 1), got"
            + " [2, 3] and [3, 2]",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> a.subtract(b));
    assertThrows(IllegalArgumentException.class, () -> a.multiply(b));
    assertThrows(IllegalArgumentException.class, () -> a.divide(b));
  }
}
