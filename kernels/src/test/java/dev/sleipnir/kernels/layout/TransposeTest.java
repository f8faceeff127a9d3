package dev.sleipnir.kernels.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TransposeTest {
  @Test
  void transposesEveryShape() {
    var random = new Random(19);
    int[] sizes = {0, 1, 2, 15, 16, 17, 33, 50};
    for (int rows : sizes) {
      for (int columns : sizes) {
        float[] in = TestArrays.normal(random, 3 + rows * columns);
        float[] out = TestArrays.normal(random, 2 + rows * columns + 1);
        float[] expected = out.clone();
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < columns; j++) {
            expected[2 + j * rows + i] = in[3 + i * columns + j];
          }
        }
        Transpose.transpose(in, 3, out, 2, rows, columns);
        SameBits.assertSame(expected, out, rows + " x " + columns);
      }
    }
  }

  @Test
  void worksInTwoPartsOfOneArray() {
    float[] a = {1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0};
    Transpose.transpose(a, 0, a, 6, 2, 3);
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 1, 4, 2, 5, 3, 6}, a);
  }

  @Test
  void rejectsBadArguments() {
    float[] in = {1, 2, 3, 4, 5, 6};
    float[] out = new float[6];
    assertThrows(IndexOutOfBoundsException.class, () -> Transpose.transpose(in, 1, out, 0, 2, 3));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Transpose.transpose(in, 0, out, 0, 1 << 20, 1 << 20));
    assertThrows(IllegalArgumentException.class, () -> Transpose.transpose(in, 0, out, 0, -2, -3));
    assertThrows(IllegalArgumentException.class, () -> Transpose.transpose(in, 0, in, 2, 2, 2));
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, in);
    assertArrayEquals(new float[6], out);
  }
}
