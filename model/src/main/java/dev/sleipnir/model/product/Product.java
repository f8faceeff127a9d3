package dev.sleipnir.model.product;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.EventLinear;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.kernels.tuning.Tuning;
import dev.sleipnir.model.tensor.HeldProduct;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Workspace;

/**
 * What dense weights W do with the rows of many steps at once: y = x Wᵀ and its gradients, densely
 * or, by the kernel it makes, spike by spike. Outputs are the same bits either way; gradients of
 * weights differ in the order of their sums.
 *
 * @see dev.sleipnir.kernels.spikes.StepProduct for a step at a time
 */
public final class Product {
  private final Parameter weight;
  private final float[] values;
  private final int outputs;
  private final int inputs;

  /**
   * The product with weights.
   *
   * @param weight W, [outputs, inputs]
   */
  public Product(Parameter weight) {
    this(weight, weight.data());
  }

  /**
   * The product with a part of weights, such as the positive ones.
   *
   * @param weight what it is a part of, [outputs, inputs]
   * @param values W, row-major, of the same shape; the weight's own values for all of it
   */
  public Product(Parameter weight, float[] values) {
    this.weight = weight;
    this.values = values;
    int[] shape = weight.shape();
    outputs = shape[0];
    inputs = shape[1];
  }

  /** Whether it is all of the weights: then what is packed serves others, too. */
  @SuppressWarnings("ReferenceEquality") // whether it is the same array is the question
  private boolean isWhole() {
    return values == weight.data();
  }

  /**
   * Whether to visit these spikes one by one, by their number and the device alone.
   *
   * @param spikes the input
   * @param scope where the product is computed
   * @return false if it is to be dense, as it is on a GPU
   */
  public boolean isEventDriven(SpikeRows spikes, Scope scope) {
    Propagation propagation = scope.workspace().propagation();
    return (propagation == Propagation.EVENT
            || !scope.workspace().isOffloaded(spikes.rows(), outputs, inputs))
        && propagation.isEventDriven(spikes, Tuning.EVENT_LINEAR);
  }

  /**
   * What visits spikes one by one.
   *
   * @param batch samples of a time step
   * @param parallel the threads
   * @return a new kernel; it packs the weights when it begins
   */
  public SpikeDrive kernel(int batch, Parallel parallel) {
    return new EventLinear(inputs, outputs, batch, parallel);
  }

  /**
   * y = x Wᵀ, or y += x Wᵀ.
   *
   * @param rows number of rows of x and y
   * @param x [rows, inputs]
   * @param xFrom where they begin
   * @param y [rows, outputs]
   * @param accumulate whether to add to what y holds
   * @param scope threads, device and packed weights
   */
  public void multiply(int rows, float[] x, int xFrom, float[] y, boolean accumulate, Scope scope) {
    multiply(Gemm.Form.NT, rows, outputs, inputs, x, xFrom, y, accumulate, scope);
  }

  /**
   * The gradient at x, g W, or that added.
   *
   * @param rows number of rows
   * @param g gradient at y, [rows, outputs]
   * @param forX receives the gradient at x, [rows, inputs]
   * @param accumulate whether to add to what forX holds
   * @param scope threads, device and packed weights
   */
  public void backward(int rows, float[] g, float[] forX, boolean accumulate, Scope scope) {
    multiply(Gemm.Form.NN, rows, inputs, outputs, g, 0, forX, accumulate, scope);
  }

  private void multiply(
      Gemm.Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aFrom,
      float[] c,
      boolean accumulate,
      Scope scope) {
    Workspace workspace = scope.workspace();
    if (!isWhole()) {
      workspace.product(m, n, k).multiply(form, m, n, k, a, aFrom, values, 0, c, 0, accumulate);
    } else if (scope.isReplayed() && form == Gemm.Form.NT) {
      workspace.heldProduct(weight, HeldProduct.Part.ALL, m).multiply(a, aFrom, c, 0, accumulate);
    } else {
      workspace.multiply(form, m, n, k, a, aFrom, weight, c, accumulate);
    }
  }

  /**
   * Adds the gradient of the weights, gᵀ x.
   *
   * @param rows number of rows
   * @param g gradient at y, [rows, outputs]
   * @param x [rows, inputs]
   * @param xFrom where they begin
   * @param to gradient of W, [outputs, inputs]
   * @param scope threads and device
   */
  public void addGradient(int rows, float[] g, float[] x, int xFrom, float[] to, Scope scope) {
    scope
        .workspace()
        .product(outputs, inputs, rows)
        .multiply(Gemm.Form.TN, outputs, inputs, rows, g, 0, x, xFrom, to, 0, true);
  }
}
