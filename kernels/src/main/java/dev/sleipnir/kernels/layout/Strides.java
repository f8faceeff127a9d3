package dev.sleipnir.kernels.layout;

import dev.sleipnir.kernels.require.Require;
import java.util.Arrays;

/**
 * A view of an array whose axes lie any distance apart: repeated values have a distance of 0,
 * reversed axes a negative one, permuted axes those of another order. Copies values from the view
 * to consecutive ones, row-major, and back.
 */
public final class Strides {
  private final int[] sizes;
  private final int[] strides;

  /** What axes before the last two move on by in consecutive values. */
  private final int[] pitches;

  private final int size;
  private final int lowest;
  private final int highest;

  private Strides(int[] sizes, int[] strides) {
    this.sizes = sizes;
    this.strides = strides;
    pitches = new int[sizes.length];
    int pitch = 1;
    int low = 0;
    int high = 0;
    for (int a = sizes.length - 1; a >= 0; a--) {
      pitches[a] = pitch;
      pitch *= sizes[a];
      int last = (sizes[a] - 1) * strides[a];
      low += Math.min(0, last);
      high += Math.max(0, last);
    }
    size = pitch;
    lowest = low;
    highest = high;
  }

  /**
   * A view; axes that lie one behind the other become one.
   *
   * @param sizes sizes of its axes
   * @param strides how many values apart neighbours on each axis are
   * @return the view
   */
  public static Strides of(int[] sizes, int[] strides) {
    int[] s = new int[sizes.length];
    int[] d = new int[sizes.length];
    int axes = 0;
    for (int a = 0; a < sizes.length; a++) {
      if (sizes[a] == 0) {
        return new Strides(new int[] {0}, new int[] {1});
      }
      if (sizes[a] == 1) {
        continue;
      }
      if (axes > 0 && d[axes - 1] == sizes[a] * strides[a]) {
        s[axes - 1] *= sizes[a];
        d[axes - 1] = strides[a];
      } else {
        s[axes] = sizes[a];
        d[axes++] = strides[a];
      }
    }
    return new Strides(Arrays.copyOf(s, axes), Arrays.copyOf(d, axes));
  }

  /**
   * Whether the view's values are consecutive.
   *
   * @return true if it reads what it would without strides
   */
  public boolean isContiguous() {
    return sizes.length == 0 || (sizes.length == 1 && strides[0] == 1);
  }

  /**
   * Copies the view to consecutive values.
   *
   * @param in what is viewed
   * @param inFrom where the view's first value lies
   * @param out receives the values; another array
   * @param outFrom where they begin
   * @throws IndexOutOfBoundsException if something lies outside its array
   */
  public void gather(float[] in, int inFrom, float[] out, int outFrom) {
    check("in", in, inFrom, "out", out, outFrom);
    if (size > 0) {
      gather(0, in, inFrom, out, outFrom);
    }
  }

  /**
   * Copies consecutive values to where the view has them; other values stay.
   *
   * @param in the values
   * @param inFrom where they begin
   * @param out what is viewed; another array
   * @param outFrom where the view's first value lies
   * @throws IndexOutOfBoundsException if something lies outside its array
   */
  public void scatter(float[] in, int inFrom, float[] out, int outFrom) {
    check("out", out, outFrom, "in", in, inFrom);
    if (size > 0) {
      scatter(0, in, inFrom, out, outFrom);
    }
  }

  private void check(
      String viewed, float[] view, int viewFrom, String straight, float[] values, int from) {
    if (size == 0) {
      return;
    }
    Require.array(viewed, view.length, (long) viewFrom + lowest, (long) highest - lowest + 1);
    Require.array(straight, values.length, from, size);
  }

  private void gather(int axis, float[] in, int at, float[] out, int to) {
    int left = sizes.length - axis;
    if (left == 0) {
      out[to] = in[at];
    } else if (left == 1) {
      row(in, at, sizes[axis], strides[axis], out, to);
    } else if (strides[axis] == 0) {
      gather(axis + 1, in, at, out, to);
      repeat(out, to, pitches[axis], sizes[axis] * pitches[axis]);
    } else if (left == 2 && isTurned(axis)) {
      Transpose.transpose(
          in, at, strides[axis + 1], out, to, sizes[axis + 1], sizes[axis + 1], sizes[axis]);
    } else {
      for (int i = 0; i < sizes[axis]; i++) {
        gather(axis + 1, in, at + i * strides[axis], out, to + i * pitches[axis]);
      }
    }
  }

  /** Fills a range with its first values again and again: each copy is twice as long. */
  private static void repeat(float[] values, int from, int first, int size) {
    for (int done = first; done < size; done *= 2) {
      System.arraycopy(values, from, values, from + done, Math.min(done, size - done));
    }
  }

  private static void row(float[] in, int at, int n, int stride, float[] out, int to) {
    if (stride == 1) {
      System.arraycopy(in, at, out, to, n);
    } else if (stride == 0) {
      Arrays.fill(out, to, to + n, in[at]);
    } else {
      for (int i = 0; i < n; i++) {
        out[to + i] = in[at + i * stride];
      }
    }
  }

  /** Whether the last two axes are those of a transposed matrix. */
  private boolean isTurned(int axis) {
    return strides[axis] == 1 && strides[axis + 1] >= sizes[axis];
  }

  private void scatter(int axis, float[] in, int from, float[] out, int at) {
    int left = sizes.length - axis;
    if (left == 0) {
      out[at] = in[from];
    } else if (left == 1) {
      spread(in, from, sizes[axis], out, at, strides[axis]);
    } else if (left == 2 && isTurned(axis)) {
      Transpose.transpose(
          in, from, sizes[axis + 1], out, at, strides[axis + 1], sizes[axis], sizes[axis + 1]);
    } else {
      for (int i = 0; i < sizes[axis]; i++) {
        scatter(axis + 1, in, from + i * pitches[axis], out, at + i * strides[axis]);
      }
    }
  }

  private static void spread(float[] in, int from, int n, float[] out, int at, int stride) {
    if (stride == 1) {
      System.arraycopy(in, from, out, at, n);
    } else {
      for (int i = 0; i < n; i++) {
        out[at + i * stride] = in[from + i];
      }
    }
  }
}
