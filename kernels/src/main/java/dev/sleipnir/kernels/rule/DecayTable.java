package dev.sleipnir.kernels.rule;

/**
 * What is left of a trace after any number of time steps: powers of its factor from two small
 * tables, each rounded once from double precision. What is below {@link #NOTHING} is 0.
 */
final class DecayTable {
  /**
   * What has decayed below this becomes 0: processors take a hundred times as long for numbers so
   * small that they lose digits, and every silent neuron's trace would end there.
   */
  static final float NOTHING = 1e-25f;

  private static final int BITS = 10;
  private static final int MASK = (1 << BITS) - 1;

  /** From so many steps on nothing is left. */
  private final int limit;

  private final float[] fine = new float[MASK + 1];
  private final float[] coarse;

  /**
   * Tables for one trace.
   *
   * @param factor what a time step multiplies the trace by, from -1 to 1
   * @param mostSteps the most steps that are ever asked for
   */
  DecayTable(double factor, int mostSteps) {
    double size = Math.abs(factor);
    double steps = size < 1 ? StrictMath.log(NOTHING) / StrictMath.log(size) : mostSteps;
    limit = 1 + (int) Math.min(steps, mostSteps);
    coarse = new float[(limit >>> BITS) + 1];
    for (int n = 0; n < fine.length; n++) {
      fine[n] = (float) StrictMath.pow(factor, n);
    }
    for (int n = 0; n < coarse.length; n++) {
      coarse[n] = (float) StrictMath.pow(factor, (double) n * fine.length);
    }
  }

  /** What a trace is multiplied by over some steps, at least 0. */
  float after(int steps) {
    return steps < limit ? fine[steps & MASK] * coarse[steps >>> BITS] : 0;
  }

  static DecayTable[] of(TraceConstants constants, int mostSteps) {
    var tables = new DecayTable[constants.count()];
    for (int k = 0; k < tables.length; k++) {
      tables[k] = new DecayTable(constants.factor(k), mostSteps);
    }
    return tables;
  }
}
