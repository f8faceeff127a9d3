package dev.sleipnir.model.cell;

import dev.sleipnir.model.tensor.HeldProduct;
import dev.sleipnir.model.tensor.HeldProduct.Part;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;

/**
 * What drives recurrent neurons: the weighted input of all steps, and, step by step, what they
 * weigh of their own outputs of the step before. Where operations are replayed, the weights are
 * held as single samples need them.
 */
final class Received {
  private static final float[] NOTHING = {};
  private static final float[][] NO_PARTS = {};

  private final RecurrentCell cell;
  private final Tensor x;
  private final int steps;
  private final int batch;
  private final float[][] drives;
  private final Scope scope;
  private final int hidden;
  private final float[] input;
  private final HeldProduct[] ofInput;
  private final HeldProduct[] ofOutputs;
  private float[][] in = NO_PARTS;
  private float[][] back = NO_PARTS;
  private RecurrentDrive feedback;

  /**
   * What goes to recurrent neurons.
   *
   * @param cell the neurons and their weights
   * @param x input of all steps, [steps * batch, inputs]
   * @param steps number of time steps
   * @param drives what each kernel input receives, the steps one behind the other
   * @param scope threads and scratch
   */
  Received(RecurrentCell cell, Tensor x, int steps, float[][] drives, Scope scope) {
    this.cell = cell;
    this.x = x;
    this.steps = steps;
    this.drives = drives;
    this.scope = scope;
    batch = x.dim(0) / steps;
    RecurrentWeights weights = cell.weights();
    hidden = weights.hidden();
    input = scope.isReplayed() ? x.values() : NOTHING;
    ofInput = new HeldProduct[scope.isReplayed() ? drives.length : 0];
    ofOutputs = new HeldProduct[ofInput.length];
    for (int k = 0; k < ofInput.length; k++) {
      ofInput[k] = scope.workspace().heldProduct(weights.input(), part(k), steps * batch);
      ofOutputs[k] = scope.workspace().heldProduct(weights.recurrent(), part(k), batch);
    }
    feedback = new RecurrentDrive(batch, hidden, back, drives, scope);
  }

  private Part part(int k) {
    return drives.length == 1 ? Part.ALL : k == 0 ? Part.EXCITING : Part.INHIBITING;
  }

  /** Writes what the input drives, all steps. */
  void begin() {
    for (int k = 0; k < ofInput.length; k++) {
      ofInput[k].multiply(input, 0, drives[k], 0, false);
    }
    if (ofInput.length == 0) {
      RecurrentWeights weights = cell.weights();
      in = Rectified.split(weights.input(), cell.splitsWeights(), scope);
      back = Rectified.split(weights.recurrent(), cell.splitsWeights(), scope);
      new WeightedSteps(x, steps, weights.input()).multiply(in, drives, scope);
      feedback = new RecurrentDrive(batch, hidden, back, drives, scope);
    }
  }

  /** Adds what outputs of the step before, from an index on, drive to a step's, from another. */
  void add(float[] outputs, int from, int to) {
    for (int k = 0; k < ofOutputs.length; k++) {
      ofOutputs[k].multiply(outputs, from, drives[k], to, true);
    }
    if (ofOutputs.length == 0) {
      feedback.add(outputs, from, to);
    }
  }

  /** Gives the scratch back. */
  void end() {
    feedback.end();
    Rectified.giveBack(in, scope);
    Rectified.giveBack(back, scope);
  }
}
