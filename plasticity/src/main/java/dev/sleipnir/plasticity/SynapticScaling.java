package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Parameter;

/**
 * Synaptic scaling: a neuron that fires less than its target strengthens all its synapses by the
 * same share, one that fires more weakens them (Turrigiano et al., Nature 391:892, 1998). The
 * proportional form of van Rossum, Bi and Turrigiano, Journal of Neuroscience 20:8812, 2000:
 *
 * <pre>{@code
 * dw_ij/dt = eta w_ij (target - rate_i)
 * rate_i   = rate_i + dt/tau (z_i/dt - rate_i)
 * }</pre>
 *
 * <p>Between two changes of the weights the rate counts as constant and the first equation is
 * integrated exactly: weights are multiplied by {@code exp(every dt eta (target - rate_i))}. So no
 * weight changes its sign, however far the rate is from the target.
 *
 * <p>Rates are in spikes per second, {@code eta} without unit: weights grow by {@code eta} times
 * their size for each missing spike. Samples of a batch share the weights; their mean rate counts.
 * Rates start at the target, so that nothing is scaled before it is measured.
 *
 * <pre>{@code
 * var scaling = SynapticScaling.toRate(10).with("eta", 0.1).bounds(0, 1);
 * var scaled = scaling.on(linear.weight());
 * scaled.step(postSpikes);
 * }</pre>
 *
 * <p>Immutable; what changes a number returns another scaling. Numbers are checked against each
 * other when weights are scaled.
 */
public final class SynapticScaling {
  private static final WeightBounds NONE =
      new WeightBounds(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);

  private final double target;
  private final double eta;
  private final double tau;
  private final double dt;
  private final int every;
  private final WeightBounds bounds;

  private SynapticScaling(
      double target, double eta, double tau, double dt, int every, WeightBounds bounds) {
    this.target = target;
    this.eta = eta;
    this.tau = tau;
    this.dt = dt;
    this.every = every;
    this.bounds = bounds;
  }

  /**
   * Scaling with eta 0.01, rates averaged over 1 s, time steps of 1 ms, every 100 steps, weights
   * not bounded.
   *
   * @param target wanted rate [1/s], above 0
   * @return the scaling
   * @throws IllegalArgumentException if the target is not a positive number
   */
  public static SynapticScaling toRate(double target) {
    Require.positive("target", target);
    return new SynapticScaling(target, 0.01, 1, 0.001, 100, NONE);
  }

  /**
   * This scaling with another number.
   *
   * @param parameter {@code target}, the wanted rate [1/s], above 0; {@code eta}, the share by
   *     which weights grow for each missing spike, from 0 on, default 0.01; or {@code tau}, the
   *     time over which rates are averaged [s], at least the time step, default 1
   * @param value its value
   * @return the changed scaling
   * @throws IllegalArgumentException if there is no such number or the value is outside its range
   */
  public SynapticScaling with(String parameter, double value) {
    return switch (parameter) {
      case "target" -> {
        Require.positive(parameter, value);
        yield new SynapticScaling(value, eta, tau, dt, every, bounds);
      }
      case "eta" -> {
        Require.notNegative(parameter, value);
        yield new SynapticScaling(target, value, tau, dt, every, bounds);
      }
      case "tau" -> {
        Require.positive(parameter, value);
        yield new SynapticScaling(target, eta, value, dt, every, bounds);
      }
      default -> throw Checks.noParameter("SynapticScaling", "[target, eta, tau]", parameter);
    };
  }

  /**
   * This scaling with another time step.
   *
   * @param seconds the time step [s], default 0.001
   * @return the changed scaling
   * @throws IllegalArgumentException if it is not a positive number
   */
  public SynapticScaling dt(double seconds) {
    Require.positive("dt", seconds);
    return new SynapticScaling(target, eta, tau, seconds, every, bounds);
  }

  /**
   * This scaling with another number of steps between changes of the weights.
   *
   * @param steps time steps from one change to the next, at least 1; default 100
   * @return the changed scaling
   * @throws IllegalArgumentException if it is less than 1
   */
  public SynapticScaling every(int steps) {
    Require.positive("every", steps);
    return new SynapticScaling(target, eta, tau, dt, steps, bounds);
  }

  /**
   * This scaling within bounds, at which it stops.
   *
   * @param low least weight; default none
   * @param high greatest weight, above the least; default none
   * @return the changed scaling
   * @throws IllegalArgumentException if they are not in order
   */
  public SynapticScaling bounds(double low, double high) {
    var within = new WeightBounds((float) low, (float) high);
    return new SynapticScaling(target, eta, tau, dt, every, within);
  }

  /**
   * Weights under this scaling.
   *
   * @param weights [post, pre], changed in place
   * @return what scales them, one step after the other
   * @throws IllegalArgumentException if the weights are not a matrix of finite numbers within the
   *     bounds ({@link WeightBounds#clip} moves them there), the time step is longer than tau, or a
   *     silent neuron's weights would grow beyond all numbers between two changes
   */
  public ScaledWeights on(Parameter weights) {
    Checks.timeConstant("tau", tau, dt);
    double growth = every * dt * eta * target;
    if (!Float.isFinite((float) StrictMath.exp(growth))) {
      throw new IllegalArgumentException(
          "every dt eta target: expected the growth of a silent neuron's weights between two"
              + " changes, at most 88, got "
              + growth);
    }
    return new ScaledWeights(this, weights);
  }

  /** What weights are multiplied by at a change. */
  float factor(float rate) {
    return (float) StrictMath.exp(every * dt * eta * (target - rate));
  }

  double target() {
    return target;
  }

  double tau() {
    return tau;
  }

  double dt() {
    return dt;
  }

  int every() {
    return every;
  }

  WeightBounds bounds() {
    return bounds;
  }

  /** All that decides what the scaling does: saved rates go on under the same numbers only. */
  @Override
  public String toString() {
    return "SynapticScaling(target = "
        + target
        + ", eta = "
        + eta
        + ", tau = "
        + tau
        + ", dt = "
        + dt
        + ", every = "
        + every
        + ", "
        + bounds
        + ")";
  }
}
