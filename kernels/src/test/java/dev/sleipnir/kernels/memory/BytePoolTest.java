package dev.sleipnir.kernels.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BytePoolTest {
  @Test
  void givesBackWhatWasGiven() {
    var pool = new BytePool();
    byte[] buffer = pool.take(5);
    assertEquals(5, buffer.length);
    assertNotSame(buffer, pool.take(5));
    buffer[3] = 9;
    pool.give(buffer);
    assertNotSame(buffer, pool.take(6));
    assertSame(buffer, pool.take(5));
    assertEquals(9, buffer[3]);
    assertEquals(5 + 5 + 6, pool.allocatedBytes());
    assertEquals(5 + 5 + 6 + 5, pool.takenBytes());
    assertThrows(IllegalArgumentException.class, () -> pool.take(-1));
  }
}
