package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.product.Product;
import dev.sleipnir.model.product.WholeDrive;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * All steps of a block times the weights of recurrent neurons, and the gradients of these: spike by
 * spike where a dense layer would, with the bits of the dense product; gradients then differ in the
 * order of their sums.
 */
final class WeightedSteps {
  private final Tensor x;
  private final int steps;
  private final Parameter weights;
  private final int outputs;
  private final int inputs;

  /**
   * What goes through weights.
   *
   * @param x [steps * batch, inputs]
   * @param steps number of time steps
   * @param weights [outputs, inputs]
   */
  WeightedSteps(Tensor x, int steps, Parameter weights) {
    this.x = x;
    this.steps = steps;
    this.weights = weights;
    outputs = weights.shape()[0];
    inputs = weights.shape()[1];
  }

  private int rows() {
    return x.size() / inputs;
  }

  /** The spikes, if they are to be visited one by one; else null. */
  private @Nullable SpikeRows events(Scope scope) {
    SpikeRows spikes = x.spikes();
    if (spikes == null || spikes.features() != inputs || spikes.rows() == 0) {
      return null;
    }
    return new Product(weights).isEventDriven(spikes, scope) ? spikes : null;
  }

  /** A kernel for each part of the weights: it keeps them packed from one call to the next. */
  private SpikeDrive begin(SpikeRows spikes, int part, float[] values, Scope scope) {
    int batch = spikes.rows() / steps;
    Product product = new Product(weights, values);
    SpikeDrive kernel =
        scope
            .workspace()
            .drive(weights, new Key(batch, part), () -> product.kernel(batch, scope.parallel()));
    kernel.begin(spikes, steps, new float[][] {values}, weights.version());
    return kernel;
  }

  private record Key(int batch, int part) {}

  /** drives[k] = x parts[k]ᵀ. */
  void multiply(float[][] parts, float[][] drives, Scope scope) {
    SpikeRows spikes = events(scope);
    scope.workspace().countPropagation(weights, x.spikes(), spikes != null);
    if (spikes != null) {
      for (int k = 0; k < parts.length; k++) {
        SpikeDrive kernel = begin(spikes, k, parts[k], scope);
        WholeDrive.compute(kernel, steps, drives[k], rows() * outputs, scope);
        kernel.end();
      }
      return;
    }
    float[] values = floats(scope);
    for (int k = 0; k < parts.length; k++) {
      new Product(weights, parts[k]).multiply(rows(), values, 0, drives[k], false, scope);
    }
    giveBack(values, scope);
  }

  /** gradients[k] += drives[k]ᵀ x. */
  void addGradients(float[][] parts, float[][] drives, float[][] gradients, Scope scope) {
    SpikeRows spikes = events(scope);
    if (spikes != null) {
      for (int k = 0; k < parts.length; k++) {
        SpikeDrive kernel = begin(spikes, k, parts[k], scope);
        WholeDrive.collect(kernel, steps, drives[k], rows() * outputs, scope);
        kernel.endGradients(new float[][] {gradients[k]});
        kernel.end();
      }
      return;
    }
    float[] values = floats(scope);
    for (int k = 0; k < parts.length; k++) {
      new Product(weights, parts[k]).addGradient(rows(), drives[k], values, 0, gradients[k], scope);
    }
    giveBack(values, scope);
  }

  /** The gradient at x: the sum of drives[k] parts[k]. */
  float[] inputGradient(float[][] parts, float[][] drives, Scope scope) {
    float[] forX = scope.take(x.size());
    for (int k = 0; k < parts.length; k++) {
      new Product(weights, parts[k]).backward(rows(), drives[k], forX, k > 0, scope);
    }
    return forX;
  }

  /** The values: of spikes, in a buffer to give back. */
  private float[] floats(Scope scope) {
    if (x.spikes() == null) {
      return x.values();
    }
    float[] values = scope.take(x.size());
    copy(x, x.size(), values, 0);
    return values;
  }

  private void giveBack(float[] values, Scope scope) {
    if (x.spikes() != null) {
      scope.giveBack(values);
    }
  }

  /** Copies the first values of a tensor, whole rows of them, and keeps no floats of spikes. */
  static void copy(Tensor from, int count, float[] to, int at) {
    SpikeRows spikes = from.spikes();
    if (spikes == null) {
      System.arraycopy(from.values(), 0, to, at, count);
      return;
    }
    int features = spikes.features();
    for (int r = 0; features > 0 && r < count / features; r++) {
      SpikePacking.unpack(spikes.bits(), r * spikes.words(), features, to, at + r * features);
    }
  }
}
