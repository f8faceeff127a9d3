package dev.sleipnir.kernels.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.TestArrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StridesTest {
  private static final int[][][] VIEWS = {
    {{}, {}},
    {{1}, {7}},
    {{5}, {1}},
    {{5}, {3}},
    {{5}, {-2}},
    {{3, 4}, {4, 1}},
    {{4, 3}, {1, 4}},
    {{33, 17}, {1, 33}},
    {{2, 3, 4}, {12, 1, 3}},
    {{2, 3, 4}, {1, 8, 2}},
    {{2, 1, 3, 2}, {-6, 99, 2, 1}},
    {{2, 0, 3}, {3, 3, 1}}
  };

  private static final int FROM = 20;

  private static int index(int element, int[] sizes, int[] strides) {
    int index = FROM;
    int rest = element;
    for (int a = sizes.length - 1; a >= 0; a--) {
      index += rest % sizes[a] * strides[a];
      rest /= sizes[a];
    }
    return index;
  }

  private static int size(int[] sizes) {
    int size = 1;
    for (int s : sizes) {
      size *= s;
    }
    return size;
  }

  @Test
  void gathersAndScatters() {
    float[] all = TestArrays.normal(new Random(1), 700);
    for (int[][] view : VIEWS) {
      int n = size(view[0]);
      Strides strides = Strides.of(view[0], view[1]);
      float[] expected = new float[n + 2];
      float[] scattered = new float[700];
      for (int e = 0; e < n; e++) {
        int at = index(e, view[0], view[1]);
        expected[1 + e] = all[at];
        scattered[at] = all[at];
      }
      float[] out = new float[n + 2];
      strides.gather(all, FROM, out, 1);
      assertArrayEquals(expected, out);
      float[] back = new float[700];
      strides.scatter(out, 1, back, FROM);
      assertArrayEquals(scattered, back);
    }
  }

  @Test
  void repeats() {
    float[] out = new float[12];
    Strides.of(new int[] {2, 3, 2}, new int[] {1, 0, 2})
        .gather(new float[] {1, 2, 3, 4}, 0, out, 0);
    assertArrayEquals(new float[] {1, 3, 1, 3, 1, 3, 2, 4, 2, 4, 2, 4}, out);
  }

  @Test
  void knowsWhatIsStraight() {
    assertTrue(Strides.of(new int[] {2, 3, 4}, new int[] {12, 4, 1}).isContiguous());
    assertTrue(Strides.of(new int[] {2, 1, 4}, new int[] {4, 9, 1}).isContiguous());
    assertFalse(Strides.of(new int[] {2, 3}, new int[] {1, 2}).isContiguous());
  }

  @Test
  void rejectsWhatLiesOutside() {
    Strides view = Strides.of(new int[] {3}, new int[] {-2});
    float[] four = new float[4];
    assertThrows(IndexOutOfBoundsException.class, () -> view.gather(four, 3, new float[3], 0));
    assertThrows(IndexOutOfBoundsException.class, () -> view.scatter(new float[3], 0, four, 4));
    var short2 =
        assertThrows(
            IndexOutOfBoundsException.class, () -> view.gather(new float[5], 4, new float[2], 0));
    assertEquals("out: expected a range inside [0, 2), got [0, 3)", short2.getMessage());
  }
}
