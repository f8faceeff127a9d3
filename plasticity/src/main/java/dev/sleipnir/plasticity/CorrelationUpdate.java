package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;

/**
 * Reads out the sensors of {@link dev.sleipnir.model.neuron.CorrelationSensor} every some time
 * steps: a layer turns their traces into changes of the weights, and the traces start again from 0.
 */
public final class CorrelationUpdate {
  private final Layer layer;
  private final float learningRate;
  private final int every;

  /**
   * A readout.
   *
   * @param layer from all correlation traces followed by all anti-correlation traces, [1, 2 * pre *
   *     post], to a change for each weight, [1, post * pre]
   * @param learningRate what the changes are multiplied by
   * @param every time steps from one readout to the next, at least 1
   * @throws IllegalArgumentException if the learning rate is not finite or the number of steps not
   *     positive
   */
  public CorrelationUpdate(Layer layer, float learningRate, int every) {
    if (!Float.isFinite(learningRate)) {
      throw new IllegalArgumentException(
          "learningRate: expected a finite number, got " + learningRate);
    }
    Require.atLeast("every", 1, every);
    this.layer = layer;
    this.learningRate = learningRate;
    this.every = every;
  }

  /**
   * Reads the sensors out if it is time.
   *
   * @param timeStep number of the time step; its turn comes where {@code every} divides it
   * @param weights [post, pre], changed in place
   * @param sensors state of the sensors, [1, pre, post]; their traces are set to 0
   * @return whether it was time
   * @throws IllegalArgumentException if the shapes do not fit, the batch is not 1, or a weight or a
   *     change is not finite; nothing has changed then
   */
  public boolean step(int timeStep, Parameter weights, NeuronState sensors) {
    int[] shape = weights.shape();
    if (shape.length != 2) {
      throw new IllegalArgumentException(
          weights.name() + ": expected [post, pre], got shape " + Shape.text(shape));
    }
    Shape.require("sensors", new int[] {1, shape[1], shape[0]}, sensors.shape());
    if (timeStep % every != 0) {
      return false;
    }
    int n = weights.size();
    float[] correlation = sensors.column("correlation_trace");
    float[] antiCorrelation = sensors.column("anti_correlation_trace");
    float[] read = Arrays.copyOf(correlation, 2 * n);
    System.arraycopy(antiCorrelation, 0, read, n, n);
    Tensor changes = layer.forward(Tensor.of(read, 1, 2 * n));
    Shape.require("changes", new int[] {1, n}, changes.shape());
    float[] change = changes.data();
    Checks.finite(weights);
    Checks.finite("changes", "numbers", change);
    float[] w = weights.data();
    for (int e = 0; e < n; e++) {
      w[e] += learningRate * change[e];
    }
    weights.edited("CorrelationUpdate");
    Arrays.fill(correlation, 0);
    Arrays.fill(antiCorrelation, 0);
    return true;
  }
}
