package dev.sleipnir.kernels.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.random.Philox;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
  @Test
  void everyNeuronThatHoldsNothingGetsItsAmount() {
    for (int n : new int[] {0, 1, 15, 16, 17, 65}) {
      float[] amounts = new float[n + 4];
      float[] holding = new float[n + 9];
      float[] port = new float[n + 9];
      Philox.uniform(1, n, 0, amounts, 0, amounts.length);
      Philox.uniform(2, n, 0, port, 0, port.length);
      Philox.uniform(3, n, 0, holding, 0, holding.length);
      for (int k = 0; k < holding.length; k++) {
        holding[k] = holding[k] < 0.3f ? 0 : holding[k] < 0.5f ? -1 : holding[k];
      }
      float[] all = port.clone();
      float[] free = port.clone();
      for (int k = 0; k < n; k++) {
        all[5 + k] += amounts[2 + k];
        free[5 + k] += holding[5 + k] > 0 ? 0 : amounts[2 + k];
      }
      float[] got = port.clone();
      Deliveries.add(got, null, 5, amounts, 2, n);
      assertArrayEquals(all, got, 0, "n " + n);
      Deliveries.add(port, holding, 5, amounts, 2, n);
      assertArrayEquals(free, port, 0, "n " + n);
    }
  }

  @Test
  void refusesRangesOutsideItsArrays() {
    float[] four = new float[4];
    assertThrows(IndexOutOfBoundsException.class, () -> Deliveries.add(four, null, 1, four, 0, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> Deliveries.add(four, null, 0, four, 1, 4));
    assertThrows(
        IndexOutOfBoundsException.class, () -> Deliveries.add(four, new float[3], 0, four, 0, 4));
  }
}
