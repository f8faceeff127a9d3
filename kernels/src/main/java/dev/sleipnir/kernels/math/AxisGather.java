package dev.sleipnir.kernels.math;

import dev.sleipnir.kernels.require.Require;

/**
 * Values of [outer][length][inner] chosen by index along the middle axis: [outer][count][inner].
 *
 * @param outer outer indices
 * @param length values to choose from
 * @param count values chosen
 * @param inner inner indices
 * @param rows whether one index chooses a whole row, for all outer and inner indices; else each
 *     value has an index of its own
 */
public record AxisGather(int outer, int length, int count, int inner, boolean rows) {
  /**
   * Copies the chosen values.
   *
   * @param in values, [outer][length][inner]
   * @param index whole numbers from 0 to length - 1: [count] for rows, else [outer][count][inner]
   * @param out receives the chosen, [outer][count][inner]
   * @throws IndexOutOfBoundsException if an index is none, or an array is too short
   */
  public void gather(float[] in, float[] index, float[] out) {
    check(in, index, out);
    for (int o = 0; o < outer; o++) {
      for (int c = 0; c < count; c++) {
        int row = (o * count + c) * inner;
        if (rows) {
          int from = (o * length + (int) index[c]) * inner;
          System.arraycopy(in, from, out, row, inner);
        } else {
          for (int j = 0; j < inner; j++) {
            out[row + j] = in[(o * length + (int) index[row + j]) * inner + j];
          }
        }
      }
    }
  }

  /**
   * Adds to the chosen values.
   *
   * @param in what to add, [outer][count][inner]
   * @param index as in {@link #gather}
   * @param out added to, [outer][length][inner]
   * @throws IndexOutOfBoundsException if an index is none, or an array is too short
   */
  public void add(float[] in, float[] index, float[] out) {
    check(out, index, in);
    for (int o = 0; o < outer; o++) {
      for (int c = 0; c < count; c++) {
        int row = (o * count + c) * inner;
        for (int j = 0; j < inner; j++) {
          int at = (int) index[rows ? c : row + j];
          out[(o * length + at) * inner + j] += in[row + j];
        }
      }
    }
  }

  private void check(float[] all, float[] index, float[] chosen) {
    Require.items("values", all.length, 0, (long) length * inner, 0, outer);
    Require.items("chosen", chosen.length, 0, (long) count * inner, 0, outer);
    int indices = rows ? count : outer * count * inner;
    Require.array("index", index.length, 0, indices);
    for (int i = 0; i < indices; i++) {
      int at = (int) index[i];
      if (at < 0 || at >= length || at != index[i]) {
        throw new IndexOutOfBoundsException(
            "index: expected whole numbers from 0 to " + (length - 1) + ", got " + index[i]);
      }
    }
  }
}
