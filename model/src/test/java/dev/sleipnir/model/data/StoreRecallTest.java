package dev.sleipnir.model.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreRecallTest {
  private static final RandomStream NONE = new RandomStream(0);

  /** Spikes of a channel in a period. */
  private static int count(StoreRecall data, Tensor spikes, int period, int channel) {
    int count = 0;
    for (int t = period * data.steps(); t < (period + 1) * data.steps(); t++) {
      for (int n = channel * data.population(); n < (channel + 1) * data.population(); n++) {
        count += (int) spikes.get(t, n);
      }
    }
    return count;
  }

  @ParameterizedTest
  @CsvSource({"100, 12, 4, 5", "50, 2, 1, 1", "20, 3, 2, 3", "7, 13, 1, 2"})
  void theTargetIsWhatTheDataSayAtTheStoreCommand(
      int steps, int periods, int repetitions, int population) {
    // At 1000 Hz an input that is on spikes in every step, so that nothing is left to chance.
    var data = new StoreRecall(20, steps, periods, repetitions, population, 1000, 0.001, 7);
    for (int i = 0; i < data.size(); i++) {
      Example item = data.item(i, NONE);
      Tensor spikes = item.input();
      assertArrayEquals(new int[] {repetitions * periods * steps, 4 * population}, spikes.shape());
      assertArrayEquals(new int[] {repetitions * periods, 2}, item.target().shape());
      int[] delays = data.delays(i);
      for (int r = 0; r < repetitions; r++) {
        int store = -1;
        int recall = -1;
        for (int p = 0; p < periods; p++) {
          int period = r * periods + p;
          int zeros = count(data, spikes, period, 0);
          int ones = count(data, spikes, period, 1);
          if (count(data, spikes, period, 3) > 0) {
            assertEquals(-1, recall);
            recall = p;
            assertEquals(0, zeros + ones, "no data at the recall");
          } else {
            assertEquals(steps * population, zeros + ones);
            assertTrue(zeros == 0 || ones == 0);
          }
          if (count(data, spikes, period, 2) > 0) {
            assertEquals(-1, store);
            store = p;
          }
        }
        assertTrue(store >= 0 && store < periods / 2, "store " + store);
        assertTrue(recall >= periods / 2 && recall < periods, "recall " + recall);
        assertEquals(recall - store, delays[r]);
        int bit = count(data, spikes, r * periods + store, 1) > 0 ? 1 : 0;
        for (int p = 0; p < periods; p++) {
          assertEquals(p == recall && bit == 0 ? 1 : 0, item.target().get(r * periods + p, 0));
          assertEquals(p == recall && bit == 1 ? 1 : 0, item.target().get(r * periods + p, 1));
        }
      }
    }
  }

  @Test
  void ratesAreThoseAskedForAndBitsAreEven() {
    var data = new StoreRecall(200, 3);
    double inputs = 0;
    double commands = 0;
    double ones = 0;
    for (int i = 0; i < data.size(); i++) {
      Example item = data.item(i, NONE);
      for (int p = 0; p < data.commands(); p++) {
        inputs += count(data, item.input(), p, 0) + count(data, item.input(), p, 1);
        commands += count(data, item.input(), p, 2) + count(data, item.input(), p, 3);
        ones += item.target().get(p, 1);
      }
    }
    double repetitions = 4 * data.size();
    // Per input and second in which it is on; 11 of 12 periods have data, 2 a command.
    assertEquals(100, inputs / repetitions / 11 / 5 / 0.1, 1);
    assertEquals(50, commands / repetitions / 2 / 5 / 0.1, 2);
    assertEquals(0.5, ones / repetitions, 0.05);
  }

  @Test
  void anItemIsAFunctionOfSeedAndNumber() {
    var data = new StoreRecall(3, 5);
    var other = new StoreRecall(3, 6);
    float[] first = data.item(1, NONE).input().toArray();
    assertArrayEquals(first, data.item(1, new RandomStream(9)).input().toArray());
    assertArrayEquals(first, new StoreRecall(100, 5).item(1, NONE).input().toArray());
    assertFalse(Arrays.equals(first, data.item(2, NONE).input().toArray()));
    assertFalse(Arrays.equals(first, other.item(1, NONE).input().toArray()));
    assertFalse(data.text().equals(other.text()));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 2, 1, 1, 100, 0.001, size",
    "1, 0, 2, 1, 1, 100, 0.001, steps",
    "1, 1, 1, 1, 1, 100, 0.001, periods",
    "1, 1, 2, 0, 1, 100, 0.001, repetitions",
    "1, 1, 2, 1, 0, 100, 0.001, population",
    "1, 1, 2, 1, 1, 1001, 0.001, rate",
    "1, 1, 2, 1, 1, NaN, 0.001, rate",
    "1, 1, 2, 1, 1, 100, 0, dt",
  })
  void wrongNumbersAreNamed(
      int size,
      int steps,
      int periods,
      int repetitions,
      int population,
      double rate,
      double dt,
      String name) {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new StoreRecall(size, steps, periods, repetitions, population, rate, dt, 1));
    assertTrue(String.valueOf(error.getMessage()).startsWith(name), error.getMessage());
  }
}
