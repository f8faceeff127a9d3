package dev.sleipnir.kernels.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WarmthTest {
  private static final int FEW = 4096;

  @Test
  void longRunsGoByVectorsAtOnce() {
    assertTrue(new Warmth().choosesVectors(1, 1024, 64));
    assertTrue(new Warmth().choosesVectors(1024, 1, 0));
    assertFalse(new Warmth().choosesVectors(1, 1023, 63));
  }

  @Test
  void shortRunsWarmSlowlyAndThenAllGoByVectors() {
    var warmth = new Warmth();
    int byVectors = 0;
    int run = 0;
    for (; run < FEW + 7; run++) {
      byVectors += warmth.choosesVectors(1, 256, 16) ? 1 : 0;
    }
    assertEquals(1, byVectors);
    // 17 calls and rounds each: 30,000 of them need 1765 runs by vectors.
    for (; run < FEW + 8 * 1764; run++) {
      byVectors += warmth.choosesVectors(1, 256, 16) ? 1 : 0;
    }
    assertEquals(1765, byVectors);
    assertTrue(warmth.choosesVectors(1, 256, 16));
    assertTrue(warmth.choosesVectors(1, 32, 2));
    assertFalse(warmth.choosesVectors(1, 31, 1));
  }

  @Test
  void longRunsWarmToo() {
    var warmth = new Warmth();
    for (int run = 0; run < 1200; run++) {
      assertTrue(warmth.choosesVectors(16, 2048, 128));
    }
    assertTrue(warmth.choosesVectors(1, 64, 4));
  }

  @Test
  void whatIsLeftOverWarmsSlowlyToo() {
    var warmth = new Warmth();
    for (int run = 1; run < FEW; run++) {
      assertFalse(warmth.choosesLast(1));
    }
    int byOneVector = 0;
    // A call and a round each: 30,000 of them need 15,000 runs.
    for (int run = 0; run < 1 + 8 * 14_999; run++) {
      byOneVector += warmth.choosesLast(1) ? 1 : 0;
    }
    assertEquals(15_000, byOneVector);
    assertTrue(warmth.choosesLast(1));
  }
}
