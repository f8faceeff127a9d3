package dev.sleipnir.kernels.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.Simd;
import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.gemm.Gemm.Form;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GemmTest {
  private static final int LANES = Simd.lanes();
  private static final int A_FROM = 3;
  private static final int B_FROM = 1;
  private static final int C_FROM = 5;

  private record Size(int m, int n, int k) {}

  /** Every edge of the register tile, then more than one block of each direction. */
  private static List<Size> sizes() {
    List<Size> sizes = new ArrayList<>();
    int[] columns = {
      0, 1, LANES - 1, LANES, LANES + 1, 2 * LANES - 1, 2 * LANES, 2 * LANES + 1, 4 * LANES + 3
    };
    for (int m : new int[] {0, 1, 2, 7, 8, 9, 16, 19}) {
      for (int n : columns) {
        for (int k : new int[] {0, 1, 2, 17}) {
          sizes.add(new Size(m, n, k));
        }
      }
    }
    for (int k :
        new int[] {
          255,
          Tuning.GEMM_DEPTH - 1,
          Tuning.GEMM_DEPTH,
          Tuning.GEMM_DEPTH + 1,
          2 * Tuning.GEMM_DEPTH + 9
        }) {
      sizes.add(new Size(9, 2 * LANES + 3, k));
    }
    sizes.add(new Size(64, 16 * LANES, 31));
    sizes.add(new Size(65, 16 * LANES + 1, 31));
    sizes.add(new Size(131, 3, 1031));
    sizes.add(new Size(131, 32 * LANES + 5, 263));
    sizes.add(new Size(1, 32 * LANES + 5, 1031));
    return sizes;
  }

  private static float a(Form form, float[] a, Size s, int i, int d) {
    return a[A_FROM + (form == Form.TN ? d * s.m + i : i * s.k + d)];
  }

  private static float b(Form form, float[] b, Size s, int d, int j) {
    return b[B_FROM + (form == Form.NT ? j * s.k + d : d * s.n + j)];
  }

  private static void twin(Form form, Size s, float[] a, float[] b, float[] c, boolean accumulate) {
    for (int i = 0; i < s.m; i++) {
      for (int j = 0; j < s.n; j++) {
        int at = C_FROM + i * s.n + j;
        float sum = accumulate ? c[at] : 0f;
        for (int d = 0; d < s.k; d++) {
          sum = Math.fma(a(form, a, s, i, d), b(form, b, s, d, j), sum);
        }
        c[at] = sum;
      }
    }
  }

  private static void multiply(
      Gemm gemm, Form form, Size s, float[] a, float[] b, float[] c, boolean accumulate) {
    gemm.multiply(form, s.m, s.n, s.k, a, A_FROM, b, B_FROM, c, C_FROM, accumulate);
  }

  private static float[] randomA(Random random, Size s) {
    return TestArrays.normal(random, A_FROM + s.m * s.k);
  }

  private static float[] randomB(Random random, Size s) {
    return TestArrays.normal(random, B_FROM + s.k * s.n);
  }

  /** With guard values on both sides, which the comparison with the twin covers. */
  private static float[] randomC(Random random, Size s) {
    return TestArrays.normal(random, C_FROM + s.m * s.n + 7);
  }

  @ParameterizedTest
  @EnumSource
  void equalsTheTwin(Form form) {
    var random = new Random(31);
    try (var one = Parallel.of(1)) {
      var gemm = new Gemm(one, new FloatPool());
      for (Size s : sizes()) {
        float[] a = randomA(random, s);
        float[] b = randomB(random, s);
        for (boolean accumulate : new boolean[] {false, true}) {
          float[] c = randomC(random, s);
          float[] expected = c.clone();
          float[] sameA = a.clone();
          float[] sameB = b.clone();
          twin(form, s, a, b, expected, accumulate);
          multiply(gemm, form, s, a, b, c, accumulate);
          SameBits.assertSame(expected, c, form + " " + s + ", accumulate " + accumulate);
          SameBits.assertSame(sameA, a, "A");
          SameBits.assertSame(sameB, b, "B");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void packedBeforeGivesTheSameBits(Form form) {
    var random = new Random(40);
    try (var one = Parallel.of(1)) {
      var gemm = new Gemm(one, new FloatPool());
      for (Size s : sizes()) {
        float[] a = randomA(random, s);
        float[] b = randomB(random, s);
        float[] packed = TestArrays.normal(random, Gemm.packedLength(s.n, s.k) + 1);
        gemm.pack(form, s.n, s.k, b, B_FROM, packed);
        float[] samePacked = packed.clone();
        for (boolean accumulate : new boolean[] {false, true}) {
          float[] c = randomC(random, s);
          float[] expected = c.clone();
          multiply(gemm, form, s, a, b, expected, accumulate);
          gemm.multiplyPacked(form, s.m, s.n, s.k, a, A_FROM, packed, c, C_FROM, accumulate);
          SameBits.assertSame(expected, c, form + " " + s + ", accumulate " + accumulate);
          SameBits.assertSame(samePacked, packed, "packed");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void equalsTheTwinOnInfinitiesAndNaN(Form form) {
    var random = new Random(32);
    try (var one = Parallel.of(1)) {
      var gemm = new Gemm(one, new FloatPool());
      for (int repeat = 0; repeat < 20; repeat++) {
        var s = new Size(1 + random.nextInt(20), 1 + random.nextInt(40), 1 + random.nextInt(9));
        float[] a = TestArrays.wild(random, A_FROM + s.m * s.k);
        float[] b = TestArrays.wild(random, B_FROM + s.k * s.n);
        float[] c = TestArrays.wild(random, C_FROM + s.m * s.n + 7);
        float[] expected = c.clone();
        twin(form, s, a, b, expected, repeat % 2 == 0);
        multiply(gemm, form, s, a, b, c, repeat % 2 == 0);
        SameBits.assertSame(expected, c, form + " " + s);
      }
    }
  }

  @Test
  void everyNumberOfThreadsGivesTheSameBits() {
    var random = new Random(33);
    int[] threadCounts = {1, 2, 4};
    for (int threads : threadCounts) {
      try (var parallel = Parallel.of(threads)) {
        var gemm = new Gemm(parallel, new FloatPool());
        for (Form form : Form.values()) {
          for (Size s : List.of(new Size(5, 3, 2), new Size(131, 20 * LANES + 5, 1029))) {
            float[] a = randomA(random, s);
            float[] b = randomB(random, s);
            float[] c = randomC(random, s);
            float[] expected = c.clone();
            twin(form, s, a, b, expected, true);
            float[] packed = new float[Gemm.packedLength(s.n, s.k)];
            gemm.pack(form, s.n, s.k, b, B_FROM, packed);
            float[] other = c.clone();
            gemm.multiplyPacked(form, s.m, s.n, s.k, a, A_FROM, packed, other, C_FROM, true);
            SameBits.assertSame(expected, other, form + " " + s + ", packed, threads " + threads);
            multiply(gemm, form, s, a, b, c, true);
            SameBits.assertSame(expected, c, form + " " + s + ", threads " + threads);
          }
        }
      }
    }
  }

  @Test
  void leftoversInTheBuffersDoNotMatter() {
    var random = new Random(34);
    try (var one = Parallel.of(1)) {
      var gemm = new Gemm(one, new FloatPool());
      for (Form form : Form.values()) {
        for (Size s : List.of(new Size(9, LANES + 1, 3), new Size(13, 2 * LANES + 1, 1100))) {
          float[] a = randomA(random, s);
          float[] b = randomB(random, s);
          float[] c = randomC(random, s);
          float[] expected = c.clone();
          twin(form, s, a, b, expected, false);
          float[] allNaN = new float[1000 + s.k * (s.m + s.n)];
          Arrays.fill(allNaN, Float.NaN);
          multiply(gemm, form, s, allNaN, allNaN, new float[c.length], false);
          multiply(gemm, form, s, a, b, c, false);
          SameBits.assertSame(expected, c, form + " " + s);
        }
      }
    }
  }

  @Test
  void takesItsBuffersOnce() {
    var pool = new FloatPool();
    try (var one = Parallel.of(1)) {
      var gemm = new Gemm(one, pool);
      float[] a = new float[30 * 20];
      gemm.multiply(Form.NN, 10, 20, 30, a, 0, a, 0, new float[200], 0, false);
      long allocated = pool.allocatedBytes();
      gemm.multiply(Form.TN, 10, 20, 30, a, 0, a, 0, new float[200], 0, true);
      assertEquals(allocated, pool.allocatedBytes());
    }
  }

  /** The gradients of C = A B: with G at C, A gets G Bᵀ and B gets Aᵀ G. */
  @Test
  void transposedFormsAreTheAdjoints() {
    var random = new Random(35);
    try (var one = Parallel.of(1)) {
      var gemm = new Gemm(one, new FloatPool());
      for (var s : List.of(new Size(1, 1, 1), new Size(23, 41, 37), new Size(8, 64, 300))) {
        float[] a = TestArrays.normal(random, s.m * s.k);
        float[] b = TestArrays.normal(random, s.k * s.n);
        float[] g = TestArrays.normal(random, s.m * s.n);
        float[] c = new float[s.m * s.n];
        float[] gradA = new float[s.m * s.k];
        float[] gradB = new float[s.k * s.n];
        gemm.multiply(Form.NN, s.m, s.n, s.k, a, 0, b, 0, c, 0, false);
        gemm.multiply(Form.NT, s.m, s.k, s.n, g, 0, b, 0, gradA, 0, false);
        gemm.multiply(Form.TN, s.k, s.n, s.m, a, 0, g, 0, gradB, 0, false);
        double size = 0;
        for (int e = 0; e < c.length; e++) {
          size += Math.abs((double) c[e] * g[e]);
        }
        assertEquals(dot(c, g), dot(a, gradA), 1e-5 * size, s.toString());
        assertEquals(dot(c, g), dot(b, gradB), 1e-5 * size, s.toString());
      }
    }
  }

  private static double dot(float[] x, float[] y) {
    double sum = 0;
    for (int e = 0; e < x.length; e++) {
      sum += (double) x[e] * y[e];
    }
    return sum;
  }

  private static void rejects(
      String message, int m, int n, int k, int aFrom, int bFrom, int cFrom) {
    try (var one = Parallel.of(1)) {
      var gemm = new Gemm(one, new FloatPool());
      float[] a = new float[12];
      float[] b = new float[20];
      float[] c = new float[15];
      Arrays.fill(c, 2f);
      for (Form form : Form.values()) {
        var e =
            assertThrows(
                IllegalArgumentException.class,
                () -> gemm.multiply(form, m, n, k, a, aFrom, b, bFrom, c, cFrom, false));
        assertEquals(message, e.getMessage());
      }
      for (float element : c) {
        assertEquals(2f, element);
      }
    }
  }

  @Test
  void rejectsBadArgumentsAndChangesNothing() {
    rejects("m: expected at least 0, got -1", -1, 5, 4, 0, 0, 0);
    rejects("n: expected at least 0, got -5", 3, -5, 4, 0, 0, 0);
    rejects("k: expected at least 0, got -2", 3, 5, -2, 0, 0, 0);
    rejects("A: expected 12 floats from index 1, got an array of 12", 3, 5, 4, 1, 0, 0);
    rejects("A: expected 12 floats from index -1, got an array of 12", 3, 5, 4, -1, 0, 0);
    rejects("B: expected 20 floats from index 1, got an array of 20", 3, 5, 4, 0, 1, 0);
    rejects("C: expected 15 floats from index 1, got an array of 15", 3, 5, 4, 0, 0, 1);
    rejects(
        "A: expected 12 floats from index 2147483647, got an array of 12",
        3,
        5,
        4,
        Integer.MAX_VALUE,
        0,
        0);
    // 65536 x 65536 does not fit an int.
    rejects(
        "A: expected 4294967296 floats from index 0, got an array of 12",
        1 << 16,
        1,
        1 << 16,
        0,
        0,
        0);
  }

  private static void rejectsPacking(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void rejectsBadArgumentsOfPackingAndChangesNothing() {
    try (var one = Parallel.of(1)) {
      var gemm = new Gemm(one, new FloatPool());
      int length = 2 * LANES * 4;
      float[] a = new float[12];
      float[] b = new float[20];
      float[] packed = new float[length - 1];
      Arrays.fill(packed, 2f);
      float[] c = new float[15];
      String tooShort = "packed: expected " + length + " floats, got " + (length - 1);
      rejectsPacking("n: expected at least 0, got -1", () -> Gemm.packedLength(-1, 2));
      rejectsPacking("k: expected at least 0, got -2", () -> Gemm.packedLength(1, -2));
      rejectsPacking(
          "packed: expected at most 2147483647 floats, got 4294967296",
          () -> Gemm.packedLength(1 << 16, 1 << 16));
      rejectsPacking(tooShort, () -> gemm.pack(Form.NN, 5, 4, b, 0, packed));
      rejectsPacking(
          "B: expected 20 floats from index 1, got an array of 20",
          () -> gemm.pack(Form.NN, 5, 4, b, 1, new float[length]));
      rejectsPacking(
          tooShort, () -> gemm.multiplyPacked(Form.NN, 3, 5, 4, a, 0, packed, c, 0, false));
      float[] full = new float[length];
      rejectsPacking(
          "m: expected at least 0, got -3",
          () -> gemm.multiplyPacked(Form.NN, -3, 5, 4, a, 0, full, c, 0, false));
      rejectsPacking(
          "A: expected 12 floats from index 1, got an array of 12",
          () -> gemm.multiplyPacked(Form.NN, 3, 5, 4, a, 1, full, c, 0, false));
      rejectsPacking(
          "C: expected 15 floats from index 1, got an array of 15",
          () -> gemm.multiplyPacked(Form.NN, 3, 5, 4, a, 0, full, c, 1, false));
      for (float element : packed) {
        assertEquals(2f, element);
      }
    }
  }
}
