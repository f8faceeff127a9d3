package dev.sleipnir.kernels.rule;

/** Steps are ints: before they overflow, they are counted from a later one. */
final class Rebase {
  private Rebase() {}

  /** A trace whose step would be before -1 decays up to there. */
  static void run(int[] last, float[][] values, DecayTable[] tables, int shift) {
    for (int n = 0; n < last.length; n++) {
      int early = Math.max(0, shift - 1 - last[n]);
      for (int k = 0; k < tables.length; k++) {
        values[k][n] *= tables[k].after(early);
      }
      last[n] = last[n] + early - shift;
    }
  }
}
