package dev.sleipnir.kernels.spikes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowSumsTest {
  private final Random random = new Random(5);

  private float[] sparse(int length, double density) {
    float[] x = new float[length];
    for (int k = 0; k < length; k++) {
      if (random.nextDouble() < density) {
        x[k] = random.nextBoolean() ? 1f : (float) random.nextGaussian();
      }
    }
    return x;
  }

  @Test
  void listsWhatIsNotZeroInOrder() {
    float[] x = {7f, 0f, 1f, -0f, -3f, Float.NaN, 0f};
    int[] active = new int[7];
    assertEquals(4, RowSums.active(x, 0, 7, active));
    assertArrayEquals(new int[] {0, 2, 4, 5}, Arrays.copyOf(active, 4));
    assertEquals(1, RowSums.active(x, 1, 3, active), "with an offset");
    assertEquals(1, active[0]);
    assertEquals(0, RowSums.active(x, 0, 0, active));
  }

  @Test
  void listsAndCountsAsThePlainLoop() {
    for (int inputs : TestArrays.sizes()) {
      for (double density : new double[] {0, 0.03, 0.5, 1}) {
        float[] x = sparse(inputs + 3, density);
        int[] expected = new int[inputs];
        int count = 0;
        for (int k = 0; k < inputs; k++) {
          if (x[3 + k] != 0f) {
            expected[count++] = k;
          }
        }
        String what = inputs + " at " + density;
        int[] active = new int[inputs];
        assertEquals(count, RowSums.active(x, 3, inputs, active), what);
        assertArrayEquals(Arrays.copyOf(expected, count), Arrays.copyOf(active, count), what);
        assertEquals(count, RowSums.count(x, 3, inputs), what);
      }
    }
  }

  @Test
  void countsWhatIsNotZero() {
    float[] x = {7f, 0f, 1f, -0f, -3f, Float.NaN, 0f};
    assertEquals(4, RowSums.count(x, 0, 7));
    assertEquals(1, RowSums.count(x, 1, 3), "with an offset");
    assertEquals(0, RowSums.count(x, 7, 0));
  }

  /** The twin of a product is the plain loop over all inputs, silent ones too. */
  @Test
  void equalsThePlainLoop() {
    for (int columns : TestArrays.sizes()) {
      for (int inputs : new int[] {0, 1, 5, 33}) {
        for (double density : new double[] {0, 0.2, 1}) {
          float[] w = TestArrays.normal(random, inputs * columns);
          float[] x = sparse(inputs + 3, density);
          float[] expected = TestArrays.normal(random, columns + 2);
          for (int j = 0; j < expected.length; j++) {
            expected[j] = expected[j] == 0f ? 0f : expected[j]; // no negative zeros
          }
          float[] y = expected.clone();
          for (int j = 0; j < columns; j++) {
            for (int k = 0; k < inputs; k++) {
              expected[2 + j] = Math.fma(w[k * columns + j], x[3 + k], expected[2 + j]);
            }
          }
          int[] active = new int[inputs];
          int count = RowSums.active(x, 3, inputs, active);
          int half = columns / 2;
          RowSums.add(x, 3, active, count, w, columns, y, 2, half, columns);
          RowSums.add(x, 3, active, count, w, columns, y, 2, 0, half);
          SameBits.assertSame(expected, y, inputs + " x " + columns + " at " + density);
        }
      }
    }
  }

  @Test
  void equalsTheMatrixProduct() {
    int inputs = 700; // more than one block of depth
    int columns = 123;
    float[] w = TestArrays.normal(random, inputs * columns);
    float[] x = sparse(inputs, 0.1);
    float[] expected = new float[columns];
    new Gemm(Parallel.of(1), new FloatPool())
        .multiply(Gemm.Form.NN, 1, columns, inputs, x, 0, w, 0, expected, 0, false);
    float[] y = new float[columns];
    int[] active = new int[inputs];
    int count = RowSums.active(x, 0, inputs, active);
    assertTrue(count > 0 && count < inputs);
    RowSums.add(x, 0, active, count, w, columns, y, 0, 0, columns);
    SameBits.assertSame(expected, y, "product");
  }

  @Test
  void refusesWhatLiesOutside() {
    float[] x = new float[3];
    float[] w = new float[12];
    float[] y = new float[4];
    int[] active = {0, 1, 2};
    assertThrows(IndexOutOfBoundsException.class, () -> RowSums.active(x, 1, 3, new int[3]), "x");
    assertThrows(
        IndexOutOfBoundsException.class, () -> RowSums.active(x, 0, 3, new int[2]), "active");
    assertThrows(
        IllegalArgumentException.class, () -> RowSums.active(x, 0, -1, new int[2]), "inputs");
    assertThrows(IndexOutOfBoundsException.class, () -> RowSums.count(x, 1, 3), "x");
    assertThrows(IllegalArgumentException.class, () -> RowSums.count(x, 0, -1), "inputs");
    assertThrows(
        IndexOutOfBoundsException.class, () -> RowSums.add(x, 0, active, 3, w, 4, y, 0, 2, 5));
    assertThrows(
        IndexOutOfBoundsException.class, () -> RowSums.add(x, 0, active, 4, w, 4, y, 0, 0, 4));
    assertThrows(
        IndexOutOfBoundsException.class, () -> RowSums.add(x, 0, active, 3, w, 4, y, 1, 0, 4));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> RowSums.add(x, 0, active, 3, new float[11], 4, y, 0, 0, 4));
  }
}
