package dev.sleipnir.model.math;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Values at the edges, and what is refused. {@link OperationsTest} checks the rest. */
class MathsTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  private static Tensor row(float... values) {
    return Tensor.of(values, values.length);
  }

  private static float[] gradient(UnaryOperator<Tensor> function, float... values) {
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(row(values));
      tape.backward(function.apply(x).sum());
      return Objects.requireNonNull(x.gradient()).toArray();
    }
  }

  @Test
  void sigmoidDoesNotOverflow() {
    assertArrayEquals(
        new float[] {0, 0.5f, 1, 1}, Maths.sigmoid(row(-200, 0, 200, INFINITY)).toArray());
    assertEquals(2.0611537e-9f, Maths.sigmoid(row(-20)).get(0), 1e-15f);
    assertArrayEquals(new float[] {0, 0.25f, 0}, gradient(Maths::sigmoid, -200, 0, 200));
  }

  @Test
  void floorsAndSigns() {
    float[] x = {-2.5f, -2, -0.25f, 0, 0.99f, 3, 8388607.5f, -8388607.5f, 1e20f, -INFINITY};
    float[] floors = new float[x.length];
    float[] signs = new float[x.length];
    for (int e = 0; e < x.length; e++) {
      floors[e] = (float) Math.floor(x[e]);
      signs[e] = Math.signum(x[e]);
    }
    assertArrayEquals(floors, Maths.floor(row(x)).toArray());
    assertArrayEquals(signs, Maths.sign(row(x)).toArray());
    assertTrue(Float.isNaN(Maths.floor(row(Float.NaN)).get(0)));
  }

  @Test
  void powersAtTheEdges() {
    assertArrayEquals(
        new float[] {1, 0, INFINITY, 1},
        Maths.pow(row(0, 0, 0, 3), row(0, 2, -1, 0)).toArray(),
        1e-6f);
    assertArrayEquals(new float[] {-8, 1, 0}, Maths.pow(row(-2, 1, 0), 3).toArray());
    assertArrayEquals(new float[] {1, 1}, Maths.pow(row(-2, 0), 0).toArray());
    assertTrue(refused(() -> Maths.pow(row(1), Double.NaN)).contains("finite exponent"));
  }

  @Test
  void softmaxOfAnything() {
    assertArrayEquals(new float[] {0, 1}, Maths.softmax(row(-1e30f, 1e30f), 0).toArray());
    assertArrayEquals(new float[] {0, 1}, Maths.softmax(row(-INFINITY, -1e30f), 0).toArray());
    assertArrayEquals(new float[] {-1000, 0}, Maths.logSoftmax(row(9000, 10_000), 0).toArray());
    float none = Reduction.of(row(-INFINITY, -INFINITY)).logSumExp().item();
    assertEquals(-INFINITY, none);
    assertEquals(INFINITY, Reduction.of(row(1, INFINITY)).logSumExp().item());
    assertEquals(88.69315f + 20, Reduction.of(row(108, 108)).logSumExp().item(), 1e-4f);
  }

  @Test
  void equalsAndNoNumbers() {
    Tensor x = Tensor.of(new float[] {1, 3, 3, Float.NaN, 2, Float.NaN}, 2, 3);
    assertArrayEquals(new float[] {1, 0}, Sorting.argMax(x, 1).toArray());
    assertArrayEquals(new float[] {0, 1, 2, 1, 0, 2}, Sorting.argSort(x, -1).toArray());
    Sorting.TopK top = Sorting.topK(x, 2, -1);
    assertArrayEquals(new float[] {1, 2, 0, 2}, top.indices().toArray());
    assertArrayEquals(new float[] {1, 0, 0}, gradient(r -> Reduction.of(r).max(), 2, 2, 1));
    assertArrayEquals(new float[] {0, 0, 1}, gradient(r -> Reduction.of(r).min(), 2, 2, 1));
    assertArrayEquals(
        new float[] {0, 1}, Sorting.argSort(row(0f, -0f), 0).toArray()); // they are equal
  }

  @Test
  void sortsManyWithEquals() {
    for (int n : new int[] {1, 2, 3, 64, 1000}) {
      Tensor x = Maths.floor(normal(5, 2, n).scale(3));
      float[] order = Sorting.argSort(x, -1).toArray();
      float[] top = Sorting.topK(x, n, -1).indices().toArray();
      for (int row = 0; row < 2; row++) {
        int at = row;
        List<Integer> expected = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        expected.sort(Comparator.comparingDouble(i -> x.get(at, i)));
        List<Integer> descending = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        descending.sort(Comparator.comparingDouble(i -> -x.get(at, i)));
        for (int i = 0; i < n; i++) {
          assertEquals(expected.get(i), (int) order[row * n + i]);
          assertEquals(descending.get(i), (int) top[row * n + i]);
        }
      }
    }
  }

  @Test
  void normsOfNothing() {
    assertArrayEquals(new float[] {0, 0}, gradient(x -> Reduction.of(x).norm(), 0, 0));
    assertArrayEquals(new float[] {0, 0}, gradient(x -> Reduction.of(x).std(), 4, 4));
  }

  @Test
  void longSumsKeepTheirDigits() {
    Tensor ones = Tensor.full(0.1f, 1 << 20, 3);
    for (float sum : Reduction.of(ones, 0).sum().toArray()) {
      assertEquals(0.1f * (1 << 20), sum, 2);
    }
    assertEquals(0.1f, Reduction.of(ones).mean().item(), 1e-6f);
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    List<List<float[]>> all = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      try (var pool = Parallel.of(threads);
          var scope = new Scope(new Workspace(pool))) {
        Tensor x = scope.enter(normal(1, 90, 40, 50));
        all.add(
            List.of(
                Reduction.of(x, 1).sum().toArray(),
                Reduction.of(x, -1).max().toArray(),
                Reduction.of(x).logSumExp().toArray(),
                Maths.softmax(x, 1).toArray(),
                Matrices.matmul(x, Shapes.transpose(x, 1, 2)).toArray()));
      }
    }
    assertSame("threads", all.getFirst(), all.getLast());
  }

  @Test
  void axesThatAreNone() {
    Tensor x = normal(1, 2, 3);
    List<Executable> calls =
        List.of(
            () -> Reduction.of(x, 2),
            () -> Reduction.of(x, -3),
            () -> Maths.cumulativeSum(x, 2),
            () -> Maths.softmax(x, 2),
            () -> Sorting.argMax(x, 2),
            () -> Sorting.topK(x, 1, 2),
            () -> Shapes.permute(x, 0, 2),
            () -> Shapes.transpose(x, 0, 2),
            () -> Shapes.slice(x, 2, 0, 1),
            () -> Shapes.concatenate(2, List.of(x)),
            () -> Shapes.stack(3, List.of(x)),
            () -> Shapes.pad(x, 2, 0, 0, 0),
            () -> Shapes.split(x, 2, 1),
            () -> Shapes.repeat(x, 2, 1),
            () -> Indexing.index(x, 2, 0),
            () -> Indexing.gather(x, 2, x));
    for (Executable call : calls) {
      String message =
          String.valueOf(assertThrows(IndexOutOfBoundsException.class, call).getMessage());
      assertTrue(message.contains("expected an axis from -"), message);
      assertTrue(message.contains("of shape [2, 3], got "), message);
    }
  }

  @Test
  void whatDoesNotFit() {
    Tensor x = normal(1, 2, 3);
    assertEquals(
        "matmul: expected [..., m, k] and [..., k, n] whose first axes broadcast, got shapes [2, 3]"
            + " and [2, 3]",
        refused(() -> Matrices.matmul(x, x)));
    assertTrue(
        refused(() -> Matrices.matmul(normal(1, 2, 2, 3), normal(1, 3, 3, 2)))
            .contains("[2, 2, 3]"));
    assertTrue(refused(() -> Maths.min(x, normal(1, 2))).startsWith("min: expected shapes"));
    assertTrue(refused(() -> Reduction.of(x, 0, 0)).contains("each axis once, got [0, 0]"));
    assertTrue(refused(() -> Shapes.permute(x, 0)).contains("each of the 2 axes"));
    assertTrue(refused(() -> Shapes.permute(x, 0, 0)).contains("got [0, 0]"));
    assertTrue(refused(() -> Shapes.slice(x, 0, 0, 1, 0)).contains("a step other than 0"));
    assertTrue(refused(() -> Shapes.split(x, 0, 1)).contains("add up to 2"));
    assertTrue(refused(() -> Shapes.split(x, 0, 3, -1)).contains("got [3, -1]"));
    assertTrue(refused(() -> Shapes.pad(x, 0, -1, 0, 0)).contains("got -1 and 0"));
    assertTrue(refused(() -> Shapes.expand(x, 3, 3)).contains("shapes that broadcast"));
    assertTrue(refused(() -> Shapes.expand(x, 1, 3)).contains("broadcasts to, got [1, 3]"));
    assertTrue(refused(() -> Shapes.repeat(x, 0, -1)).contains("at least 0 times"));
    assertTrue(refused(() -> Shapes.stack(0, List.of())).contains("at least one tensor"));
    assertTrue(refused(() -> Shapes.concatenate(0, List.of())).contains("at least one tensor"));
    assertTrue(
        refused(() -> Shapes.concatenate(0, List.of(x, normal(1, 2, 2)))).contains("[2, 2]"));
    assertTrue(refused(() -> Shapes.concatenate(1, List.of(x, normal(1, 2)))).contains("[2]"));
    assertTrue(refused(() -> Indexing.gather(x, 0, row(1))).contains("but for axis 0"));
    assertTrue(refused(() -> Indexing.oneHot(row(0), 0)).contains("at least one class"));
    assertTrue(refused(() -> Sorting.topK(x, 4, 1)).contains("0 to 3 values"));
    assertTrue(refused(() -> Maths.clamp(x, 2, 1)).contains("low at most high"));
    Tensor none = Tensor.zeros(2, 0);
    assertTrue(refused(() -> Reduction.of(none, 1).max()).contains("at least 1 value along"));
    assertTrue(refused(() -> Reduction.of(none, 1).mean()).contains("at least 1 value along"));
    assertTrue(refused(() -> Reduction.of(row(1)).std()).contains("at least 2 values"));
    assertTrue(refused(() -> Sorting.argMax(none, 1)).contains("along axis 1"));
    for (Executable call :
        List.<Executable>of(
            () -> Shapes.slice(x, 1, 2, 4),
            () -> Shapes.slice(x, 1, 2, 1),
            () -> Shapes.slice(x, 1, 3, 0, -1),
            () -> Indexing.index(x, 1, 3),
            () -> Indexing.gather(x, 0, Tensor.full(2, 1, 3)),
            () -> Indexing.gather(x, 0, Tensor.full(0.5f, 1, 3)))) {
      assertThrows(IndexOutOfBoundsException.class, call);
    }
  }
}
