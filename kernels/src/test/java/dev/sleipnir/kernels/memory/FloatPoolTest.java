package dev.sleipnir.kernels.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FloatPoolTest {
  @Test
  void givesBackWhatWasGiven() {
    var pool = new FloatPool();
    float[] first = pool.take(5);
    float[] second = pool.take(5);
    assertEquals(5, first.length);
    assertNotSame(first, second);
    first[2] = 7f;
    pool.give(first);
    assertNotSame(first, pool.take(4));
    assertSame(first, pool.take(5));
    assertEquals(7f, first[2]);
    pool.give(second);
    pool.give(first);
    List<float[]> both = new ArrayList<>(List.of(pool.take(5), pool.take(5)));
    assertEquals(true, both.contains(first) && both.contains(second));
    assertEquals(0, pool.take(0).length);
  }

  @Test
  void zeroesOnRequest() {
    var pool = new FloatPool();
    float[] buffer = pool.take(9);
    Arrays.fill(buffer, Float.NaN);
    pool.give(buffer);
    assertSame(buffer, pool.takeZeroed(9));
    assertArrayEquals(new float[9], buffer);
  }

  @Test
  void countsWhatItAllocatedOverManyLengths() {
    var pool = new FloatPool();
    long bytes = 0;
    for (int round = 0; round < 3; round++) {
      List<float[]> taken = new ArrayList<>();
      for (int length = 1; length <= 100; length++) {
        taken.add(pool.take(length));
        assertEquals(length, taken.getLast().length);
        bytes += round == 0 ? 4L * length : 0;
      }
      assertEquals(bytes, pool.allocatedBytes());
      assertEquals((round + 1) * bytes, pool.takenBytes());
      taken.forEach(pool::give);
    }
    // A buffer from elsewhere is as good as any, and was not allocated here.
    float[] foreign = new float[1000];
    pool.give(foreign);
    assertSame(foreign, pool.take(1000));
    assertEquals(bytes, pool.allocatedBytes());
  }

  @Test
  void rejectsNegativeLengths() {
    var pool = new FloatPool();
    var e = assertThrows(IllegalArgumentException.class, () -> pool.take(-1));
    assertEquals("length: expected at least 0, got -1", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> pool.takeZeroed(-1));
    assertEquals(0, pool.allocatedBytes());
  }
}
