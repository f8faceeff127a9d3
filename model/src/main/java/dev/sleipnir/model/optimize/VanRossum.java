package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.neuron.ExpFilter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/** {@link Losses#vanRossumDistance}: filters are linear, so the difference is filtered, once. */
final class VanRossum {
  private final Lift filter;
  private final double weight;

  VanRossum(double tau, double dt) {
    Require.positive("tau", tau);
    Require.positive("dt", dt);
    filter = Lift.of(new ExpFilter().with("tau_filter_inv", 1 / tau).dt(dt).cell());
    weight = dt / tau;
  }

  Tensor of(Tensor spikes, Tensor target) {
    Shape.require("target", spikes.shape(), target.shape());
    if (spikes.rank() < 1 || spikes.size() == 0) {
      throw new IllegalArgumentException(
          "vanRossumDistance: expected [time, ...] with at least one value, got shape "
              + Shape.text(spikes.shape()));
    }
    Tensor trace = filter.forward(spikes.subtract(target));
    return trace.multiply(trace).mean().scale((float) (weight * spikes.dim(0)));
  }
}
