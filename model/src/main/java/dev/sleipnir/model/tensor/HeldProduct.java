package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.spikes.StepProduct;

/**
 * A {@link StepProduct} with weights, or with what they excite or inhibit, that follows their
 * edits: what operations that are replayed keep of them.
 */
public final class HeldProduct {
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
  private final int rows;
  private final float[] values;
  private final StepProduct product;
  private int version = -1;

  HeldProduct(Parameter weight, Part part, int rows, Workspace workspace) {
    this.weight = weight;
    this.part = part;
    this.rows = rows;
    values = part == Part.ALL ? weight.data() : new float[weight.size()];
    int[] shape = weight.shape();
    product =
        new StepProduct(
            rows,
            shape[1],
            shape[0],
            values,
            StepProduct.crossover(rows),
            workspace.gemm(),
            workspace.parallel(),
            float[]::new);
  }

  boolean isOf(Parameter other, Part of, int number) {
    return weight == other && part == of && rows == number;
  }

  /**
   * y = x Wᵀ, or y += x Wᵀ, with the weights as they are now.
   *
   * @param x any values, [rows, inputs]
   * @param xFrom where they begin
   * @param y [rows, outputs]
   * @param yFrom where they begin
   * @param accumulate whether to add to what y holds
   */
  public void multiply(float[] x, int xFrom, float[] y, int yFrom, boolean accumulate) {
    if (weight.version() != version) {
      refresh();
    }
    product.multiply(x, xFrom, y, yFrom, accumulate);
  }

  private void refresh() {
    float[] w = weight.data();
    for (int e = 0; part != Part.ALL && e < w.length; e++) {
      values[e] = Math.max(part == Part.EXCITING ? w[e] : -w[e], 0f);
    }
    product.refresh();
    version = weight.version();
  }
}
