package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;

/**
 * How the membrane potentials of a population act on each other, as compartments of a neuron do: by
 * a matrix G, of which row j says what drives compartment j.
 *
 * <p>Where the equations have an input for it, that is G v of the potentials before the step. Where
 * they have none, v + dt G v replaces the potentials after the step, reset included.
 */
final class Coupling {
  private final Parameter matrix;

  Coupling(Tensor matrix) {
    this.matrix = new Parameter("g_coupling", matrix);
  }

  Parameter matrix() {
    return matrix;
  }

  int neurons() {
    return matrix.shape()[0];
  }

  /**
   * The current G v of each sample.
   *
   * @param v potentials, [batch][neurons]
   * @param batch samples
   * @param into receives it
   * @param at where it begins
   * @param scope does the product
   */
  void current(float[] v, int batch, float[] into, int at, Scope scope) {
    int n = neurons();
    scope
        .workspace()
        .gemm()
        .multiply(Gemm.Form.NT, batch, n, n, v, 0, matrix.data(), 0, into, at, false);
  }

  /**
   * The way back of {@link #current}: adds to the gradients of the matrix and at the potentials.
   *
   * @param atCurrent gradient at the current, [batch][neurons]
   * @param v the potentials
   * @param vFrom where they begin
   * @param batch samples
   * @param atV gradient at the potentials, added to
   * @param tape does the products
   */
  void back(float[] atCurrent, float[] v, int vFrom, int batch, float[] atV, Tape tape) {
    int n = neurons();
    Gemm gemm = tape.workspace().gemm();
    float[] sum = matrix.gradient();
    gemm.multiply(Gemm.Form.TN, n, n, batch, atCurrent, 0, v, vFrom, sum, 0, true);
    gemm.multiply(Gemm.Form.NN, batch, n, n, atCurrent, 0, matrix.data(), 0, atV, 0, true);
  }
}
