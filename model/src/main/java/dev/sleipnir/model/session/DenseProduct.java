package dev.sleipnir.model.session;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.layout.Transpose;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.RowSums;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;

/**
 * y += x Wᵀ for a batch, with W held transposed, [inputs][outputs], so that an input that spikes
 * adds a row. A batch that is not sparse goes through the matrix product, which packs all of W: for
 * one sample that costs more than the product itself. Either way gives the same bits.
 */
final class DenseProduct {
  /** Below this part of inputs other than 0, rows are faster than the matrix product. */
  private static final int SPARSE = 4;

  /** Which part of the weights is meant. */
  enum Part {
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
  private final int batch;
  private final float[] x;
  private final float[] y;
  private final float[] turned;
  private final int[][] active;
  private final int[] count;
  private final Gemm gemm;
  private final Parallel parallel;
  private final Parallel.Task sum = this::sum;

  /**
   * A product.
   *
   * @param weight W, [outputs, inputs]
   * @param part which part of it
   * @param x inputs, [batch, inputs]
   * @param y outputs, [batch, outputs]
   * @param scope threads and scratch
   */
  DenseProduct(Parameter weight, Part part, float[] x, float[] y, Scope scope) {
    this.weight = weight;
    this.part = part;
    this.x = x;
    this.y = y;
    outputs = weight.shape()[0];
    inputs = weight.shape()[1];
    batch = outputs == 0 ? 0 : y.length / outputs;
    turned = new float[weight.size()];
    active = new int[batch][inputs];
    count = new int[batch];
    gemm = scope.gemm();
    parallel = scope.parallel();
    refresh();
  }

  void refresh() {
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

  void add() {
    long all = 0;
    for (int n = 0; n < batch; n++) {
      count[n] = RowSums.active(x, n * inputs, inputs, active[n]);
      all += count[n];
    }
    if (batch > 1 && all * SPARSE > x.length) {
      gemm.multiply(Gemm.Form.NN, batch, outputs, inputs, x, 0, turned, 0, y, 0, true);
    } else {
      parallel.forEach(batch, sum);
    }
  }

  private void sum(int n, int worker) {
    RowSums.add(x, n * inputs, active[n], count[n], turned, outputs, y, n * outputs, 0, outputs);
  }
}
