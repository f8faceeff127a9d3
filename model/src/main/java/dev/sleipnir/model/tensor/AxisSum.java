package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.math.AxisSums;
import java.util.ArrayList;
import java.util.List;

/** Sums over some of the axes of a block of values: one pass for each group of neighbours. */
final class AxisSum {
  /** A pass over [outer][length][inner]. */
  private record Pass(int outer, int length, int inner) {}

  private final List<Pass> passes;
  private final int left;

  private AxisSum(List<Pass> passes, int left) {
    this.passes = passes;
    this.left = left;
  }

  /** The sums over the axes that are marked. */
  static AxisSum of(int[] sizes, boolean[] summed) {
    List<Pass> passes = new ArrayList<>();
    int inner = 1;
    int a = sizes.length - 1;
    while (a >= 0) {
      int length = 1;
      boolean sum = summed[a];
      for (; a >= 0 && summed[a] == sum; a--) {
        length *= sizes[a];
      }
      if (!sum) {
        inner *= length;
        continue;
      }
      int outer = 1;
      for (int b = 0; b <= a; b++) {
        outer *= sizes[b];
      }
      passes.add(new Pass(outer, length, inner));
    }
    return new AxisSum(passes, inner);
  }

  /** The sums of some values, which are overwritten, in a buffer of the scope. */
  float[] of(float[] values, Scope scope) {
    float[] sums = scope.take(left);
    run(values, sums);
    return sums;
  }

  private void run(float[] values, float[] sums) {
    int last = passes.size() - 1;
    for (int p = 0; p <= last; p++) {
      Pass pass = passes.get(p);
      float[] out = p == last ? sums : values;
      AxisSums.sum(values, pass.length, pass.inner, out, 0, pass.outer);
    }
    if (passes.isEmpty()) {
      System.arraycopy(values, 0, sums, 0, left);
    }
  }
}
