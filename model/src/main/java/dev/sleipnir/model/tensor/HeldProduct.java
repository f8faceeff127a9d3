package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.layout.Transpose;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.RowSums;

/**
 * y += x Wᵀ for a few rows, with W held transposed, [inputs][outputs], so that an input that spikes
 * adds a row. Rows that are not sparse go through the matrix product, which packs all of W: for one
 * row that costs more than the product itself. Either way gives the same bits.
 */
public final class HeldProduct {
  /** Below this part of inputs other than 0, rows are faster than the matrix product. */
  private static final int SPARSE = 4;

  private static final float[] NOTHING = {};

  /** Which part of the weights is meant. */
  public enum Part {
    /** W. */
    ALL,
    /** relu(W). */
    EXCITING,
    /** relu(-W). */
    INHIBITING
  }

  private final Parameter weight;
  private final Part part;
  private final int inputs;
  private final int outputs;
  private final int rows;
  private final float[] turned;
  private final int[][] active;
  private final int[] count;
  private final Gemm gemm;
  private final Parallel parallel;
  private final Parallel.Task sum = this::sum;
  private int version;
  private float[] x = NOTHING;
  private float[] y = NOTHING;
  private int fromX;
  private int fromY;

  HeldProduct(Parameter weight, Part part, int rows, Workspace workspace) {
    this.weight = weight;
    this.part = part;
    this.rows = rows;
    outputs = weight.shape()[0];
    inputs = weight.shape()[1];
    turned = new float[weight.size()];
    active = new int[rows][inputs];
    count = new int[rows];
    gemm = workspace.gemm();
    parallel = workspace.parallel();
    turn();
  }

  boolean isOf(Parameter other, Part of, int number) {
    return weight == other && part == of && rows == number;
  }

  private void turn() {
    version = weight.version();
    Transpose.transpose(weight.data(), 0, turned, 0, outputs, inputs);
    switch (part) {
      case ALL -> {}
      case EXCITING -> {
        for (int e = 0; e < turned.length; e++) {
          turned[e] = Math.max(turned[e], 0f);
        }
      }
      case INHIBITING -> {
        for (int e = 0; e < turned.length; e++) {
          turned[e] = Math.max(-turned[e], 0f);
        }
      }
    }
  }

  /**
   * Adds the product, with the weights as they are now.
   *
   * @param in holds x, [rows][inputs]
   * @param inFrom where it begins
   * @param out holds y, [rows][outputs]
   * @param outFrom where it begins
   */
  public void add(float[] in, int inFrom, float[] out, int outFrom) {
    if (weight.version() != version) {
      turn();
    }
    x = in;
    y = out;
    fromX = inFrom;
    fromY = outFrom;
    long all = 0;
    for (int n = 0; n < rows; n++) {
      count[n] = RowSums.active(in, inFrom + n * inputs, inputs, active[n]);
      all += count[n];
    }
    if (rows > 1 && all * SPARSE > (long) rows * inputs) {
      gemm.multiply(Gemm.Form.NN, rows, outputs, inputs, in, inFrom, turned, 0, out, outFrom, true);
    } else {
      parallel.forEach(rows, sum);
    }
  }

  private void sum(int n, int worker) {
    RowSums.add(
        x,
        fromX + n * inputs,
        active[n],
        count[n],
        turned,
        outputs,
        y,
        fromY + n * outputs,
        0,
        outputs);
  }
}
