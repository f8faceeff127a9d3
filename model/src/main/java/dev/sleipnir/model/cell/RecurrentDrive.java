package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.spikes.StepProduct;
import dev.sleipnir.model.tensor.Scope;

/**
 * What neurons send each other from one step to the next: the drive grows by their outputs of the
 * step before times the recurrent weights.
 */
final class RecurrentDrive {
  private final StepProduct[] products;
  private final float[][] drives;
  private final Scope scope;

  /**
   * Neurons that send each other spikes.
   *
   * @param batch samples
   * @param hidden neurons of a sample
   * @param weights of each drive, [hidden][hidden], row = neuron driven
   * @param drives what each adds to, the steps one behind the other; on the way back, the gradients
   *     there
   * @param scope threads and scratch
   */
  RecurrentDrive(int batch, int hidden, float[][] weights, float[][] drives, Scope scope) {
    this.drives = drives;
    this.scope = scope;
    double crossover = scope.workspace().propagation().crossover(StepProduct.crossover(batch));
    products = new StepProduct[weights.length];
    for (int k = 0; k < products.length; k++) {
      products[k] =
          new StepProduct(
              batch,
              hidden,
              hidden,
              weights[k],
              crossover,
              scope.workspace().gemm(),
              scope.parallel(),
              scope::take);
    }
  }

  /**
   * Adds to the drives of a step.
   *
   * @param spikes outputs of the step before, any values
   * @param spikesFrom where they begin
   * @param driveFrom where the step's drives begin
   */
  void add(float[] spikes, int spikesFrom, int driveFrom) {
    for (int k = 0; k < products.length; k++) {
      products[k].multiply(spikes, spikesFrom, drives[k], driveFrom, true);
    }
  }

  /**
   * The way back of a step: the gradient at the outputs of the step before, or that added.
   *
   * @param atDriveFrom where the step's gradients at the drives begin, in their place
   * @param atOutputs receives the gradient at the outputs
   * @param atOutputsFrom where they begin
   * @param accumulate whether to add to what is there
   */
  void back(int atDriveFrom, float[] atOutputs, int atOutputsFrom, boolean accumulate) {
    for (int k = 0; k < products.length; k++) {
      products[k].backward(drives[k], atDriveFrom, atOutputs, atOutputsFrom, accumulate || k > 0);
    }
  }

  /** Gives the scratch back. */
  void end() {
    for (StepProduct product : products) {
      product.end(scope::giveBack);
    }
  }
}
