package dev.sleipnir.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EarlyStopTest {
  @Test
  void stopsWhenNothingHasImprovedForTheEpochsOfItsPatience() {
    EarlyStop rule = new EarlyStop(2);
    assertFalse(rule.stopAfter(0.5));
    assertFalse(rule.stopAfter(0.5)); // as good is no improvement
    assertFalse(rule.stopAfter(0.6));
    assertFalse(rule.stopAfter(0.4));
    assertTrue(rule.stopAfter(0.59));
  }

  @Test
  void neverStopsWithoutPatience() {
    EarlyStop rule = new EarlyStop(0);
    for (int epoch = 0; epoch < 10; epoch++) {
      assertFalse(rule.stopAfter(-epoch));
    }
  }

  @Test
  void notANumberIsNoImprovement() {
    EarlyStop rule = new EarlyStop(1);
    assertTrue(rule.stopAfter(Double.NaN));
  }

  @Test
  void patienceIsNotNegative() {
    var e = assertThrows(IllegalArgumentException.class, () -> new EarlyStop(-1));
    assertEquals("patience: expected at least 0, got -1", e.getMessage());
  }
}
