package dev.sleipnir.kernels.spikes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.Allocation;
import dev.sleipnir.kernels.TestArrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SpikesTest {
  private static float[] spikes(Random random, int n) {
    float[] z = new float[n];
    for (int e = 0; e < n; e++) {
      z[e] = random.nextInt(20) == 0 ? 1 : 0;
    }
    return z;
  }

  @Test
  void findsTheFirstThatIsNoSpike() {
    Random random = new Random(2);
    float[] others = {0.5f, -1, 2, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE};
    for (int n : TestArrays.sizes()) {
      float[] z = spikes(random, n + 4);
      z[0] = 7;
      z[3 + n] = 7;
      assertEquals(3 + n, Spikes.firstOther(z, 3, 3 + n), "none in " + n);
      for (int t = 0; t < 20 && n > 0; t++) {
        int at = 3 + random.nextInt(n);
        float old = z[at];
        z[at] = others[t % others.length];
        assertEquals(at, Spikes.firstOther(z, 3, 3 + n), "n = " + n + ", " + z[at]);
        z[at] = old;
      }
    }
  }

  @Test
  @Tag("jit")
  void allocatesNothing() {
    float[] z = spikes(new Random(3), 1000);
    Allocation.assertNoneOnceCompiled("first other", () -> Spikes.firstOther(z, 0, 1000));
  }

  @Test
  void rejectsRangeOutsideArray() {
    assertThrows(IndexOutOfBoundsException.class, () -> Spikes.firstOther(new float[2], 1, 3));
  }
}
