package dev.sleipnir.kernels.rule;

import static dev.sleipnir.kernels.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceDecayTest {
  private static final RuleModel MODEL =
      RuleModel.parse(
          """
          rule pair
          trace x of pre decay 20 jump 1
          trace y of pre decay 700 jump 1
          on pre w = w + x + y
          """);

  private static final RuleSettings EXACT =
      new RuleSettings(
          TraceJump.UNIT,
          Pairing.ALL_TO_ALL,
          TraceOrder.SPIKES_FIRST,
          Coincidence.ADDED,
          BatchReduction.SUM,
          true);

  private static final CompiledRule RULE = MODEL.compile(Coincidence.ADDED);
  private static final float[] INVARIANTS =
      RULE.invariants(MODEL.constants(Map.of(), 0.001, EXACT), 1);

  private static void decay(float[] x, float[] y, int from, int to) {
    RULE.neurons.decay(Side.PRE, INVARIANTS, new float[][] {x, y}, from, to);
  }

  private static float decayed(float x, double rate) {
    double factor = StrictMath.exp(-0.001 * rate);
    float high = (float) factor;
    float low = (float) (factor - high);
    float y = Math.fma(x, high, x * low);
    return Math.abs(y) < 1e-25f ? 0 : y;
  }

  @Test
  void equalsScalarTwin() {
    Random random = new Random(1);
    for (int n : TestArrays.sizes()) {
      float[] x = TestArrays.normal(random, n + 5);
      float[] y = TestArrays.normal(random, n + 5);
      for (int e = 0; e < n; e += 3) {
        x[e] *= 1e-24f;
      }
      float[] expectedX = x.clone();
      float[] expectedY = y.clone();
      for (int e = 2; e < 2 + n; e++) {
        expectedX[e] = decayed(x[e], 20);
        expectedY[e] = decayed(y[e], 700);
      }
      decay(x, y, 2, 2 + n);
      assertSame(expectedX, x, "x, n = " + n);
      assertSame(expectedY, y, "y, n = " + n);
    }
  }

  @Test
  void staysExactOverManySteps() {
    float[] x = {1f};
    for (int t = 0; t < 500; t++) {
      decay(x, new float[1], 0, 1);
    }
    double exact = Math.exp(-0.001 * 20 * 500);
    assertEquals(exact, x[0], 2e-6 * exact);
  }

  @Test
  void endsAtZero() {
    float[] y = {1f};
    for (int t = 0; t < 100; t++) {
      decay(new float[1], y, 0, 1);
    }
    assertEquals(0f, y[0]);
  }

  @Test
  void rejectsRangeOutsideArray() {
    float[] x = {1f, 2f};
    assertThrows(IllegalArgumentException.class, () -> decay(x, x.clone(), 1, 3));
    assertSame(new float[] {1f, 2f}, x, "unchanged");
  }
}
