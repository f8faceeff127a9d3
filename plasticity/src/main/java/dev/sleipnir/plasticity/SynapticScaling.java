package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.plasticity.Adaptation;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

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
 * <p>Rates are in spikes per second, {@code eta} without unit: weights grow by {@code eta} times
 * their size for each missing spike. Samples of a batch share the weights; their mean rate counts.
 * Rates start at the target, so that nothing is scaled before it is measured.
 *
 * <p>Owns the rates: not to be used by two threads at once. A step on an array allocates nothing.
 */
public final class SynapticScaling {
  private final Parameter weights;
  private final double target;
  private final double eta;
  private final double tau;
  private final double dt;
  private final int every;
  private final float low;
  private final float high;
  private final int post;
  private final int pre;
  private final float[] rates;
  private final float[] rest;
  private int stepsSince;

  /**
   * Scaling with eta 0.01, rates averaged over 1 s, time steps of 1 ms, every 100 steps, weights
   * not bounded.
   *
   * @param weights [post, pre], changed in place
   * @param target wanted rate [1/s], above 0
   * @throws IllegalArgumentException if the weights are not a matrix of finite numbers, or the
   *     target not positive
   */
  public SynapticScaling(Parameter weights, double target) {
    this(weights, target, 0.01, 1, 0.001, 100, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /**
   * Scaling.
   *
   * @param weights [post, pre], changed in place
   * @param target wanted rate [1/s], above 0
   * @param eta share by which weights grow for each missing spike, from 0 on
   * @param tau time over which rates are averaged [s], at least {@code dt}
   * @param dt time step [s]
   * @param every time steps from one change of the weights to the next, at least 1
   * @param low least weight
   * @param high greatest weight, above the least
   * @throws IllegalArgumentException if the weights are not a matrix of finite numbers, or a number
   *     is outside its range
   */
  public SynapticScaling(
      Parameter weights,
      double target,
      double eta,
      double tau,
      double dt,
      int every,
      double low,
      double high) {
    int[] shape = weights.shape();
    if (shape.length != 2 || weights.size() == 0) {
      throw new IllegalArgumentException(
          weights.name() + ": expected [post, pre], got shape " + Shape.text(shape));
    }
    Checks.positive("target", target);
    Checks.notNegative("eta", eta);
    Checks.positive("dt", dt);
    Checks.timeConstant("tau", tau, dt);
    if (every < 1) {
      throw new IllegalArgumentException("every: expected at least 1, got " + every);
    }
    if (!(low < high)) {
      throw new IllegalArgumentException("low: expected below high, got " + low + " and " + high);
    }
    Checks.finite(weights);
    this.weights = weights;
    this.target = target;
    this.eta = eta;
    this.tau = tau;
    this.dt = dt;
    this.every = every;
    this.low = (float) low;
    this.high = (float) high;
    post = shape[0];
    pre = shape[1];
    rates = new float[post];
    rest = new float[post];
    Elementwise.fill((float) target, rates, 0, post);
  }

  /**
   * One time step: measures rates, and scales the weights if it is time.
   *
   * @param postSpikes 0 or 1, [batch, post]
   * @throws IllegalArgumentException if the shape is not as expected or a spike is neither 0 nor 1;
   *     nothing has changed then
   */
  public void step(Tensor postSpikes) {
    int samples = postSpikes.rank() == 2 ? postSpikes.dim(0) : 1;
    Shape.require("post-synaptic spikes", new int[] {samples, post}, postSpikes.shape());
    step(postSpikes.data());
  }

  /**
   * One time step on an array.
   *
   * @param postSpikes 0 or 1, [batch][post]
   * @throws IllegalArgumentException if the length is not a multiple of the neurons or a spike is
   *     neither 0 nor 1; nothing has changed then
   */
  public void step(float[] postSpikes) {
    int batch = Checks.batch("post-synaptic spikes", postSpikes, post);
    float decay = (float) (dt / tau);
    Adaptation.run(rates, rest, postSpikes, batch, decay, (float) (1 / (tau * batch)), 0, 0, post);
    stepsSince++;
    if (stepsSince == every) {
      stepsSince = 0;
      scale();
    }
  }

  private void scale() {
    float[] w = weights.data();
    for (int i = 0; i < post; i++) {
      float factor = (float) Math.max(0, 1 + every * dt * eta * (target - rates[i]));
      Elementwise.scale(w, i * pre, factor, w, i * pre, pre);
      Elementwise.clamp(w, i * pre, low, high, w, i * pre, pre);
    }
    weights.edited("SynapticScaling");
  }

  /**
   * The rates as measured so far.
   *
   * @return spikes per second of each neuron: the storage itself
   */
  public float[] rates() {
    return rates;
  }
}
