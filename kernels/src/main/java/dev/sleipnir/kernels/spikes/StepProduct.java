package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.gemm.Tile;
import dev.sleipnir.kernels.layout.Transpose;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * What dense weights W do with the inputs of one step after the other: y = x Wᵀ and its gradients.
 * Where few inputs are not 0, a row of the turned weights is added for each that is not, in the
 * order of the dense product: both give the same bits. For one sample, the dense product would pack
 * all weights, which costs more than the product.
 *
 * <p>It keeps what a step needs, so that a step allocates nothing; it belongs to one caller at a
 * time.
 */
public final class StepProduct implements Parallel.Task {
  private static final float[] NOTHING = {};
  private static final int[][] NOBODY = {};

  private final int rows;
  private final int inputs;
  private final int outputs;
  private final float[] weights;
  private final double crossover;
  private final Gemm gemm;
  private final Parallel parallel;
  private final IntFunction<float[]> scratch;
  private final int rowsOfBlock;

  /** The weights with a row for each input; made when first needed. */
  private float[] turned = NOTHING;

  private boolean fresh;

  /** For each thread, which inputs of a row are not 0. */
  private int[][] active = NOBODY;

  private float[] x = NOTHING;
  private int xFrom;
  private float[] y = NOTHING;
  private int yFrom;

  /**
   * Products of these sizes.
   *
   * @param rows samples of a step
   * @param inputs features in
   * @param outputs features out
   * @param weights W, [outputs, inputs]; shared
   * @param crossover part of inputs that are not 0 up to which rows of weights are added, such as
   *     {@link #crossover}; negative for never: then weights that are not finite come through,
   *     whatever the inputs, and may be edited from step to step
   * @param gemm the dense product
   * @param parallel the threads
   * @param scratch gives a buffer of a length, for the turned weights when they are needed
   */
  public StepProduct(
      int rows,
      int inputs,
      int outputs,
      float[] weights,
      double crossover,
      Gemm gemm,
      Parallel parallel,
      IntFunction<float[]> scratch) {
    this.rows = rows;
    this.inputs = inputs;
    this.outputs = outputs;
    this.weights = weights;
    this.crossover = crossover;
    this.gemm = gemm;
    this.parallel = parallel;
    this.scratch = scratch;
    rowsOfBlock = Math.max(1, Tuning.NEURONS_AT_ONCE / Math.max(1, outputs));
  }

  /**
   * Products that are always dense: weights that are not finite come through, whatever the inputs.
   *
   * @param rows samples of a step
   * @param inputs features in
   * @param outputs features out
   * @param weights W, [outputs, inputs]; shared, and may be edited from step to step
   * @param gemm what computes them
   * @return the products
   */
  public static StepProduct dense(int rows, int inputs, int outputs, float[] weights, Gemm gemm) {
    return new StepProduct(
        rows,
        inputs,
        outputs,
        weights,
        Double.NEGATIVE_INFINITY,
        gemm,
        Parallel.of(1),
        float[]::new);
  }

  /**
   * Where the ways cross: for one row the dense product reads all weights as well, and packs them.
   *
   * @param rows samples of a step
   * @return part of inputs that are not 0 up to which rows of weights are faster
   */
  public static double crossover(int rows) {
    return rows == 1 ? 1 : Tuning.EVENT_STEP;
  }

  /** Says that the weights were edited. */
  public void refresh() {
    fresh = false;
  }

  /**
   * y = x Wᵀ, or y += x Wᵀ.
   *
   * @param x any values, [rows, inputs]
   * @param xFrom where they begin
   * @param y [rows, outputs]
   * @param yFrom where they begin
   * @param accumulate whether to add to what y holds
   */
  public void multiply(float[] x, int xFrom, float[] y, int yFrom, boolean accumulate) {
    if (!isEventDriven(x, xFrom)) {
      gemm.multiply(
          Gemm.Form.NT, rows, outputs, inputs, x, xFrom, weights, 0, y, yFrom, accumulate);
      return;
    }
    turn();
    if (!accumulate) {
      Arrays.fill(y, yFrom, yFrom + rows * outputs, 0f);
    }
    this.x = x;
    this.xFrom = xFrom;
    this.y = y;
    this.yFrom = yFrom;
    parallel.forEach(Tile.count(rows, rowsOfBlock), this);
    this.x = NOTHING;
    this.y = NOTHING;
  }

  /** By the number of inputs alone. */
  private boolean isEventDriven(float[] values, int from) {
    int all = rows * inputs;
    return crossover >= 1
        || (crossover >= 0 && RowSums.count(values, from, all) <= crossover * all);
  }

  private void turn() {
    if (fresh) {
      return;
    }
    if (active.length == 0) {
      turned = scratch.apply(inputs * outputs);
      active = new int[parallel.threads()][inputs];
    }
    Transpose.transpose(weights, 0, turned, 0, outputs, inputs);
    fresh = true;
  }

  @Override
  public void run(int block, int worker) {
    int[] list = active[worker];
    int end = Math.min(rows, (block + 1) * rowsOfBlock);
    for (int r = block * rowsOfBlock; r < end; r++) {
      int from = xFrom + r * inputs;
      int count = RowSums.active(x, from, inputs, list);
      RowSums.add(x, from, list, count, turned, outputs, y, yFrom + r * outputs, 0, outputs);
    }
  }

  /**
   * The gradient at x, g W, or that added.
   *
   * @param g gradient at y, [rows, outputs]
   * @param gFrom where it begins
   * @param forX receives the gradient at x, [rows, inputs]
   * @param forXFrom where it begins
   * @param accumulate whether to add to what forX holds
   */
  public void backward(float[] g, int gFrom, float[] forX, int forXFrom, boolean accumulate) {
    gemm.multiply(
        Gemm.Form.NN, rows, inputs, outputs, g, gFrom, weights, 0, forX, forXFrom, accumulate);
  }

  /**
   * Adds the gradient of the weights, gᵀ x.
   *
   * @param g gradient at y, [rows, outputs]
   * @param gFrom where it begins
   * @param x [rows, inputs]
   * @param xFrom where they begin
   * @param to gradient of W, [outputs, inputs]
   */
  public void addGradient(float[] g, int gFrom, float[] x, int xFrom, float[] to) {
    gemm.multiply(Gemm.Form.TN, outputs, inputs, rows, g, gFrom, x, xFrom, to, 0, true);
  }

  /**
   * Gives the scratch back.
   *
   * @param to who gave it
   */
  public void end(Consumer<float[]> to) {
    if (active.length > 0) {
      to.accept(turned);
      turned = NOTHING;
      active = NOBODY;
      fresh = false;
    }
  }
}
