package dev.sleipnir.network;

import dev.sleipnir.kernels.require.Require;

/**
 * Where the neurons of a population are, for connectivity, weights and delays by distance. Lengths
 * are in any unit, the same for all positions that are compared.
 */
public final class Positions {
  private final double[][] coordinates;
  private final double[] lengths;
  private final boolean isPeriodic;

  private Positions(double[][] coordinates, double[] lengths, boolean isPeriodic) {
    this.coordinates = coordinates;
    this.lengths = lengths;
    this.isPeriodic = isPeriodic;
  }

  /**
   * Evenly along a line, each in the middle of its share.
   *
   * @param neurons how many, at least 1
   * @param length of the line, positive
   * @return their positions
   * @throws IllegalArgumentException if a number is not as said
   */
  public static Positions line(int neurons, double length) {
    Require.positive("neurons", neurons);
    Require.positive("length", length);
    return new Positions(
        new double[][] {even(neurons, 1, neurons, length)}, new double[] {length}, false);
  }

  /**
   * Evenly around a ring; distances are along it, the shorter way.
   *
   * @param neurons how many, at least 1
   * @param circumference of the ring, positive
   * @return their positions
   * @throws IllegalArgumentException if a number is not as said
   */
  public static Positions ring(int neurons, double circumference) {
    return line(neurons, circumference).periodic();
  }

  /**
   * On a grid, row by row, each in the middle of its cell.
   *
   * @param rows how many rows, at least 1
   * @param columns how many neurons in each, at least 1
   * @param height of all rows together, positive
   * @param width of all columns together, positive
   * @return their positions
   * @throws IllegalArgumentException if a number is not as said
   */
  public static Positions grid(int rows, int columns, double height, double width) {
    Require.positive("rows", rows);
    Require.positive("columns", columns);
    Require.positive("height", height);
    Require.positive("width", width);
    int neurons = Math.multiplyExact(rows, columns);
    return new Positions(
        new double[][] {even(neurons, columns, rows, height), even(neurons, 1, columns, width)},
        new double[] {height, width},
        false);
  }

  private static double[] even(int neurons, int stride, int count, double length) {
    double[] x = new double[neurons];
    for (int i = 0; i < neurons; i++) {
      x[i] = (i / stride % count + 0.5) * length / count;
    }
    return x;
  }

  /**
   * Anywhere.
   *
   * @param coordinates [dimensions][neurons]; copied
   * @return the positions
   * @throws IllegalArgumentException if there are no dimensions or neurons, dimensions have
   *     different numbers of neurons, or a coordinate is not finite
   */
  public static Positions of(double[]... coordinates) {
    Require.positive("dimensions", coordinates.length);
    double[][] copies = new double[coordinates.length][];
    for (int d = 0; d < copies.length; d++) {
      Require.positive("neurons", coordinates[d].length);
      Require.length(
          "coordinates", coordinates[0].length, "one of each neuron", coordinates[d].length);
      copies[d] = coordinates[d].clone();
      for (int i = 0; i < copies[d].length; i++) {
        if (!Double.isFinite(copies[d][i])) {
          throw new IllegalArgumentException(
              "coordinates: expected finite numbers, got " + copies[d][i] + " at neuron " + i);
        }
      }
    }
    return new Positions(copies, new double[0], false);
  }

  /**
   * The same where opposite edges meet: no neuron is at a border.
   *
   * @return the changed positions
   * @throws IllegalStateException if these are not on a line or grid, which have edges
   */
  public Positions periodic() {
    if (lengths.length == 0) {
      throw new IllegalStateException(
          "positions: expected a line or a grid, whose edges are known, got any positions");
    }
    return new Positions(coordinates, lengths, true);
  }

  /**
   * How many neurons there are.
   *
   * @return at least 1
   */
  public int size() {
    return coordinates[0].length;
  }

  /**
   * How far a neuron is from another, straight; the shorter way where edges of these positions
   * meet.
   *
   * @param neuron one of these
   * @param to where the other is
   * @param other which of those
   * @return the distance, at least 0
   * @throws IllegalArgumentException if those have another number of dimensions
   */
  public double distance(int neuron, Positions to, int other) {
    Require.length(
        "positions", coordinates.length, "as many dimensions as these", to.coordinates.length);
    double square = 0;
    for (int d = 0; d < coordinates.length; d++) {
      double along = Math.abs(coordinates[d][neuron] - to.coordinates[d][other]);
      if (isPeriodic) {
        along %= lengths[d];
        along = Math.min(along, lengths[d] - along);
      }
      square += along * along;
    }
    return Math.sqrt(square);
  }

  /** Rejects populations of other sizes. */
  static void require(Positions from, Positions to, int pre, int post) {
    if (from.size() != pre || to.size() != post) {
      throw new IllegalArgumentException(
          "positions: expected those of "
              + pre
              + " neurons that send and "
              + post
              + " that receive, got "
              + from.size()
              + " and "
              + to.size());
    }
  }
}
