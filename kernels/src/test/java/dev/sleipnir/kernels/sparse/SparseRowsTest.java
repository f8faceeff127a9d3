package dev.sleipnir.kernels.sparse;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SparseRowsTest {
  @Test
  void rejectsRowsOutOfOrder() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new SparseRows(2, new int[] {0, 2}, new int[] {1, 0}, new char[2]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SparseRows(2, new int[] {0, 2}, new int[] {0, 0}, new char[] {1, 0}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SparseRows(2, new int[] {0, 1}, new int[] {2}, new char[1]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SparseRows(2, new int[] {0, 2}, new int[] {1}, new char[1]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SparseRows(2, new int[] {0, 1}, new int[] {1}, new char[2]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SparseRows(2, new int[] {0, 1, 0}, new int[0], new char[0]));
  }
}
