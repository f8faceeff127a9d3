package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifEncoderTest {
  private static void twin(
      LifConstants k, int steps, int n, float[] x, boolean firstOnly, float[] z, int from, int to) {
    for (int e = from; e < to; e++) {
      float v = 0f;
      boolean fired = false;
      for (int t = 0; t < steps; t++) {
        float distance = k.leak() - v;
        float drive = distance + x[e];
        float u = v + drive * k.membrane();
        boolean spike = u > k.threshold();
        z[t * n + e] = spike && !(firstOnly && fired) ? 1f : 0f;
        fired |= spike;
        v = spike ? u - (u - k.reset()) : u;
      }
    }
  }

  /** Those of the steps, and membranes and thresholds for which nothing can be told in advance. */
  private static List<LifConstants> constants() {
    List<LifConstants> constants = new ArrayList<>(NeuronCases.constants());
    constants.add(new LifConstants(1.9f, 0f, 0f, 1f, 0f, 1f)); // overshoots
    constants.add(new LifConstants(-0.1f, 0f, 0f, 1f, 0f, 1f)); // runs away
    constants.add(new LifConstants(0.2f, 0f, 0f, 0f, -1f, 1f));
    return constants;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void equalsTheTwin(boolean firstOnly) {
    var random = new Random(60);
    for (LifConstants k : constants()) {
      int spikes = 0;
      for (int n : TestArrays.sizes()) {
        for (int steps : new int[] {0, 1, 60}) {
          for (int[] range : NeuronCases.ranges(n)) {
            String what = k + ", " + steps + " steps of " + n;
            float[] x = n % 2 == 0 ? TestArrays.wild(random, n) : TestArrays.normal(random, n);
            float[] z = TestArrays.normal(random, steps * n + 3);
            float[] expected = z.clone();
            twin(k, steps, n, x, firstOnly, expected, range[0], range[1]);
            LifEncoder.encode(k, steps, n, x, firstOnly, z, range[0], range[1]);
            SameBits.assertSame(expected, z, what);
            for (float element : z) {
              spikes += element == 1f ? 1 : 0;
            }
          }
        }
      }
      assertTrue(spikes > 50, spikes + " spikes, " + k);
    }
  }

  /** Where the potential may or may not reach the threshold in the end. */
  @Test
  void equalsTheTwinNearTheThreshold() {
    int steps = 400;
    for (LifConstants k : constants()) {
      List<Float> values = new ArrayList<>(List.of(0f, -0f, -1f, -k.leak(), -1e30f, 1e30f));
      float critical = k.threshold() - k.leak();
      for (float factor : new float[] {0.97f, 0.9899f, 0.99f, 0.9901f, 0.9999f, 1f, 1.0001f}) {
        values.add(critical * factor);
        values.add(k.threshold() * factor - k.leak());
      }
      for (float value = critical, i = 0; i < 40; i++, value = Math.nextUp(value)) {
        values.add(value);
      }
      int n = values.size();
      float[] x = new float[n];
      for (int e = 0; e < n; e++) {
        x[e] = values.get(e);
      }
      for (boolean firstOnly : new boolean[] {false, true}) {
        float[] z = new float[steps * n];
        float[] expected = z.clone();
        twin(k, steps, n, x, firstOnly, expected, 0, n);
        LifEncoder.encode(k, steps, n, x, firstOnly, z, 0, n);
        SameBits.assertSame(expected, z, k.toString());
      }
    }
  }

  @Test
  void countsByHand() {
    // u covers half of the way to 4: 2, then after the reset to 0 again 2: above 1 every step.
    var k = new LifConstants(0.5f, 0f, 0f, 1f, 0f, 1f);
    float[] z = new float[6];
    LifEncoder.encode(k, 3, 2, new float[] {4f, 1.5f}, false, z, 0, 2);
    // To 1.5: 0.75, then 1.125 fires, then 0.75.
    assertArrayEquals(new float[] {1, 0, 1, 1, 1, 0}, z);
    LifEncoder.encode(k, 3, 2, new float[] {4f, 1.5f}, true, z, 0, 2);
    assertArrayEquals(new float[] {1, 0, 0, 1, 0, 0}, z);
  }

  private static void rejects(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void rejectsBadArgumentsAndChangesNothing() {
    LifConstants k = NeuronCases.constants().getFirst();
    float[] x = {1, 2, 3};
    float[] z = {5, 5, 5, 5, 5};
    rejects(
        "steps: expected at least 0, got -1", () -> LifEncoder.encode(k, -1, 3, x, false, z, 0, 3));
    rejects("n: expected at least 0, got -1", () -> LifEncoder.encode(k, 1, -1, x, false, z, 0, 3));
    rejects("z: expected 2 x 3 floats, got 5", () -> LifEncoder.encode(k, 2, 3, x, false, z, 0, 3));
    rejects("x: expected 4 floats, got 3", () -> LifEncoder.encode(k, 1, 4, x, false, z, 0, 4));
    assertThrows(
        IndexOutOfBoundsException.class, () -> LifEncoder.encode(k, 1, 3, x, false, z, 0, 4));
    assertThrows(
        IndexOutOfBoundsException.class, () -> LifEncoder.encode(k, 1, 3, x, false, z, 2, 1));
    assertArrayEquals(new float[] {5, 5, 5, 5, 5}, z);
    assertArrayEquals(new float[] {1, 2, 3}, x);
  }
}
