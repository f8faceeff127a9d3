package dev.sleipnir.model.tensor;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.layer.Linear;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReshapingTest {
  /** Times weights that differ from place to place, so that misplaced values show. */
  private static Tensor weighted(Tensor x) {
    return x.multiply(weights(x.shape()));
  }

  private static Tensor weights(int... shape) {
    float[] w = new float[Shape.size(shape)];
    for (int i = 0; i < w.length; i++) {
      w[i] = 1f + 0.25f * i;
    }
    return Tensor.of(w, shape);
  }

  private static double[] weighted(double[] x) {
    double[] y = x.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] *= 1 + 0.25 * i;
    }
    return y;
  }

  @Test
  void reshapeKeepsRowMajorOrder() {
    check(in -> weighted(in.get(0).reshape(4, 6)), in -> weighted(in[0]), normal(1, 2, 3, 2, 2));
    check(
        in -> weighted(in.get(0).channelsLast().reshape(2, 12)),
        in -> weighted(in[0]),
        normal(1, 2, 3, 2, 2));
    check(
        in -> weighted(in.get(0).channelsLast().reshape(2, 2, 3, 1, 4)),
        in -> weighted(in[0]),
        normal(1, 4, 3, 2, 2));
    assertEquals(
        "reshape: expected 24 values as in [2, 12], got shape [5, 5]",
        assertThrows(IllegalArgumentException.class, () -> Tensor.zeros(2, 12).reshape(5, 5))
            .getMessage());
  }

  @Test
  void atLeavesTheFirstAxisOut() {
    check(
        in -> weighted(in.get(0).at(1)),
        in -> weighted(Arrays.copyOfRange(in[0], 6, 12)),
        normal(1, 3, 2, 3));
    Tensor spikes = Tensor.of(new float[] {0, 1, 1, 0}, 2, 1, 2).asSpikes(2);
    assertTrue(spikes.at(1).bits().get(0, 0));
    assertArrayEquals(new float[] {1, 0}, spikes.at(1).toArray());
    assertEquals(2, Tensor.of(new float[] {1, 2}, 2).at(1).item());
    assertEquals(
        "at: expected 0 to 1 of shape [2, 12], got 2",
        assertThrows(IndexOutOfBoundsException.class, () -> Tensor.zeros(2, 12).at(2))
            .getMessage());
    assertEquals(
        "at: expected an axis, got a single value",
        assertThrows(IllegalArgumentException.class, () -> Tensor.zeros().at(0)).getMessage());
  }

  @Test
  void storageOrderIsInvisible() {
    Tensor x = normal(4, 2, 3, 4, 5);
    Tensor last = x.channelsLast();
    assertTrue(last.isChannelsLast());
    assertArrayEquals(x.data(), last.toArray());
    assertArrayEquals(x.data(), last.rowMajor().data());
    assertArrayEquals(x.data(), last.copy().data());
    assertSame(last, last.channelsLast());
    assertSame(x, x.rowMajor());
    for (int c = 0; c < 3; c++) {
      assertEquals(x.get(1, c, 2, 3), last.get(1, c, 2, 3));
    }
    // stored [image][pixel][channel]
    assertEquals(x.get(1, 2, 3, 4), last.data()[((1 * 4 + 3) * 5 + 4) * 3 + 2]);
  }

  @Test
  void storageOrderPassesGradientsOn() {
    check(in -> weighted(in.get(0).channelsLast()), in -> weighted(in[0]), normal(1, 2, 3, 2, 4));
    check(
        in -> weighted(in.get(0).channelsLast().rowMajor()),
        in -> weighted(in[0]),
        normal(1, 2, 3, 2, 4));
    // one channel, or one pixel: both orders are the same array
    check(in -> weighted(in.get(0).channelsLast()), in -> weighted(in[0]), normal(1, 2, 1, 2, 4));
    check(
        in -> weighted(in.get(0).channelsLast().rowMajor()),
        in -> weighted(in[0]),
        normal(1, 2, 5, 1, 1));
    check(
        in -> weighted(in.get(0).channelsLast()), in -> weighted(in[0]), normal(1, 2, 2, 3, 2, 2));
  }

  @Test
  void channelsLastNeedsAnAxisBeforeTheImage() {
    var e =
        assertThrows(IllegalArgumentException.class, () -> Tensor.zeros(2, 3, 4).channelsLast());
    assertEquals(
        "channelsLast: expected at least [batch, channels, height, width], got shape [2, 3, 4]",
        e.getMessage());
  }

  @Test
  void rowsArePartOfTheFirstAxis() {
    check(
        in -> weighted(in.get(0).rows(1, 3)),
        in -> weighted(Arrays.copyOfRange(in[0], 4, 12)),
        normal(1, 5, 4));
    check(
        in -> weighted(in.get(0).channelsLast().rows(1, 3)),
        in -> weighted(Arrays.copyOfRange(in[0], 12, 36)),
        normal(1, 4, 3, 2, 2));
    check(
        in -> in.get(0).rows(0, 2).add(in.get(0).rows(1, 3)),
        in -> {
          double[] out = new double[8];
          for (int i = 0; i < 8; i++) {
            out[i] = in[0][i] + in[0][i + 4];
          }
          return out;
        },
        normal(1, 3, 4));
    assertArrayEquals(new int[] {0, 4}, Tensor.zeros(5, 4).rows(2, 2).shape());
    var e = assertThrows(IndexOutOfBoundsException.class, () -> Tensor.zeros(5, 4).rows(3, 6));
    assertEquals("rows: expected a range in [0, 5], got 3 to 6", e.getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> Tensor.zeros(5, 4).rows(-1, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> Tensor.zeros(5, 4).rows(3, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> Tensor.zeros().rows(0, 0));
  }

  @Test
  void aSliceIsReadWhereItIsUntilACopyIsAskedFor() {
    Tensor x = normal(1, 5, 3, 2);
    float[] rows = x.rows(1, 3).toArray();
    try (Scope scope = new Scope(new Workspace())) {
      Tensor entered = scope.enter(x);
      Tensor slice = entered.slice(1, 3);
      Tensor view = slice.reshape(4, 3);
      assertSame(x.data(), view.source());
      assertEquals(6, view.sourceFrom());
      assertArrayEquals(rows, view.data());
      assertSame(view.data(), slice.data());
      assertSame(view.data(), view.source());
      assertEquals(0, slice.sourceFrom());
      Tensor twice = slice.scale(2f);
      assertArrayEquals(rows, slice.toArray());
      assertArrayEquals(x.rows(1, 3).scale(2f).toArray(), twice.toArray());
    }
    assertSame(x.data(), x.source());
    assertEquals(0, x.sourceFrom());
    assertThrows(IndexOutOfBoundsException.class, () -> x.slice(3, 6));
  }

  @Test
  void aSliceIsPartOfTheFirstAxis() {
    Linear linear = new Linear(normal(2, 4, 3), null);
    check(
        in -> linear.forward(in.get(0).slice(1, 3)),
        in -> {
          double[] y = new double[8];
          for (int e = 0; e < 24; e++) {
            y[e / 12 * 4 + e / 3 % 4] += in[0][3 + e / 12 * 3 + e % 3] * in[1][e % 12];
          }
          return y;
        },
        linear.parameters(),
        normal(1, 5, 3));
    check(
        in -> weighted(in.get(0).slice(1, 3)),
        in -> weighted(Arrays.copyOfRange(in[0], 12, 36)),
        normal(1, 5, 3, 2, 2));
    check(
        in -> weighted(in.get(0).channelsLast().slice(1, 3)),
        in -> weighted(Arrays.copyOfRange(in[0], 12, 36)),
        normal(1, 5, 3, 2, 2));
  }

  private static double[] joined(double[]... parts) {
    return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
  }

  @Test
  void concatenationJoinsTheFirstAxis() {
    check(
        in -> weighted(Tensor.concatenate(in)),
        in -> weighted(joined(in)),
        normal(1, 2, 3),
        normal(2, 1, 3),
        normal(3, 4, 3));
    check(
        in -> weighted(Tensor.concatenate(List.of(in.get(0), in.get(0).scale(2f), in.get(0)))),
        in -> weighted(joined(in[0], Arrays.stream(in[0]).map(v -> 2 * v).toArray(), in[0])),
        normal(1, 2, 3));
    check(
        in ->
            weighted(
                Tensor.concatenate(List.of(in.get(0).channelsLast(), in.get(1).channelsLast()))),
        in -> weighted(joined(in)),
        normal(1, 2, 3, 2, 2),
        normal(2, 1, 3, 2, 2));
  }

  @Test
  void concatenationWithAConstantFirstStaysOnTheTape() {
    Tensor constant = normal(6, 1, 3);
    check(
        in -> Tensor.concatenate(List.of(constant, in.get(0))),
        in -> {
          double[] head = new double[3];
          for (int i = 0; i < 3; i++) {
            head[i] = constant.data()[i];
          }
          return joined(head, in[0]);
        },
        normal(1, 2, 3));
  }

  @Test
  void concatenationRejectsWhatDoesNotFit() {
    assertEquals(
        "concatenate: expected at least one tensor, got none",
        assertThrows(IllegalArgumentException.class, () -> Tensor.concatenate(List.of()))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> Tensor.concatenate(List.of(Tensor.zeros(2, 3), Tensor.zeros(2, 4))));
    Tensor x = Tensor.zeros(1, 2, 2, 2);
    assertThrows(
        IllegalArgumentException.class, () -> Tensor.concatenate(List.of(x, x.channelsLast())));
  }
}
