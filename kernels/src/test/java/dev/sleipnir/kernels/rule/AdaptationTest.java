package dev.sleipnir.kernels.rule;

import static dev.sleipnir.kernels.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.Allocation;
import dev.sleipnir.kernels.TestArrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AdaptationTest {
  private static float[] spikes(Random random, int n) {
    float[] z = new float[n];
    for (int e = 0; e < n; e++) {
      z[e] = random.nextInt(3) == 0 ? 1 : 0;
    }
    return z;
  }

  @Test
  void equalsScalarTwin() {
    Random random = new Random(1);
    for (int n : TestArrays.sizes()) {
      for (int batch : new int[] {1, 3}) {
        float[] value = TestArrays.normal(random, n + 5);
        float[] rest = TestArrays.normal(random, n + 5);
        float[] z = spikes(random, batch * (n + 5));
        float[] expected = value.clone();
        for (int e = 2; e < 2 + n; e++) {
          float count = 0;
          for (int b = 0; b < batch; b++) {
            count += z[b * (n + 5) + e];
          }
          float decayed = Math.fma(rest[e] - value[e], 0.07f, value[e]);
          expected[e] = Math.fma(count, 0.3f, decayed) - 0.01f;
        }
        Adaptation.run(value, rest, z, batch, 0.07f, 0.3f, 0.01f, 2, 2 + n);
        assertSame(expected, value, "n = " + n + ", batch " + batch);
      }
    }
  }

  @Test
  @Tag("jit")
  void allocatesNothing() {
    float[] value = new float[70];
    float[] rest = new float[70];
    float[] z = spikes(new Random(2), 210);
    Allocation.assertNoneOnceCompiled(
        "adaptation", () -> Adaptation.run(value, rest, z, 3, 0.1f, 0.3f, 0.01f, 0, 70));
  }

  @Test
  void rejectsWhatDoesNotFit() {
    float[] value = {1, 2};
    float[] two = {0, 1};
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Adaptation.run(value, two, two, 1, 0.5f, 1, 0, 0, 3));
    assertThrows(
        IllegalArgumentException.class, () -> Adaptation.run(value, two, two, 2, 0.5f, 1, 0, 0, 2));
    assertThrows(
        IllegalArgumentException.class, () -> Adaptation.run(value, two, two, 0, 0.5f, 1, 0, 0, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> Adaptation.run(value, new float[1], two, 1, 0.5f, 1, 0, 0, 2));
    assertSame(new float[] {1, 2}, value, "unchanged");
  }
}
