package dev.sleipnir.kernels.bytecode;

/** A loop as machine code. Ranges of neurons may be run by several threads at the same time. */
public final class CompiledLoop {
  private static final float[][] NO_SERIES = {};

  /** What loops that store no spikes as bits are passed for them. */
  private static final long[] NO_BITS = {};

  private final LoopArrays arrays;
  final LoopBody body;

  CompiledLoop(LoopArrays arrays, LoopBody body) {
    this.arrays = arrays;
    this.body = body;
  }

  /**
   * Runs neurons {@code from} to {@code to - 1} through {@code steps} time steps.
   *
   * @param invariants the invariants
   * @param columns the columns, from neuron {@code base} on
   * @param series the series, [first + steps][n]; the same array may be passed for several
   * @param carried the carried columns, [n], updated
   * @param first the first time step
   * @param steps number of time steps
   * @param n neurons in the population: the distance between time steps of a series
   * @param from first neuron
   * @param to one past the last neuron
   * @param base the neuron of the columns' first values
   * @throws IllegalArgumentException if a size is negative or an array is too short for it
   * @throws IndexOutOfBoundsException if the range lies outside the population or the columns
   */
  public void run(
      float[] invariants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      int first,
      int steps,
      int n,
      int from,
      int to,
      int base) {
    arrays.check(invariants, columns, series, carried, first, steps, n, from, to, base);
    body.run(false, invariants, columns, series, carried, steps, n, from, to, base, first, NO_BITS);
  }

  /**
   * As {@link #run}, one step of a range that is short but run so often that vectors pay.
   *
   * @param invariants the invariants
   * @param columns the columns, from neuron {@code base} on
   * @param carried the carried columns, [n], updated
   * @param n neurons in the population
   * @param from first neuron
   * @param to one past the last neuron
   * @param base the neuron of the columns' first values
   * @throws IllegalArgumentException if a size is negative, an array is too short for it or the
   *     loop has series
   * @throws IndexOutOfBoundsException if the range lies outside the population or the columns
   */
  public void runVectors(
      float[] invariants, float[][] columns, float[][] carried, int n, int from, int to, int base) {
    arrays.check(invariants, columns, NO_SERIES, carried, 0, 1, n, from, to, base);
    body.run(true, invariants, columns, NO_SERIES, carried, 1, n, from, to, base, 0, NO_BITS);
  }

  /**
   * As {@link #runVectors}, for callers that have checked their arrays and run many short ranges of
   * them: the checks would cost as much as the work. What lies outside an array is still refused,
   * but after the neurons before it have changed.
   *
   * @param invariants the invariants
   * @param columns the columns, from neuron {@code base} on
   * @param carried the carried columns, updated
   * @param from first neuron
   * @param to one past the last neuron
   * @param base the neuron of the columns' first values
   * @throws IndexOutOfBoundsException if the range lies outside the arrays
   */
  public void runShort(
      float[] invariants, float[][] columns, float[][] carried, int from, int to, int base) {
    body.run(true, invariants, columns, NO_SERIES, carried, 1, 0, from, to, base, 0, NO_BITS);
  }
}
