package dev.sleipnir.model.online;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.require.Require;

/**
 * The neurons of a network that learns by e-prop (Bellec et al. 2020, eqs. 6 to 11), with alpha =
 * exp(-dt / tau_mem), rho = exp(-dt / tau_adapt) and kappa = exp(-dt / tau_out):
 *
 * <pre>
 * v[t+1] = alpha v[t] + I[t+1] - v_th z[t]           membrane potential, reset by subtraction
 * a[t+1] = rho a[t] + z[t]                           adaptation
 * z[t]   = 1 where v[t] &gt; v_th + beta a[t], else 0   spikes
 * y[t+1] = kappa y[t] + W_out z[t+1] + b             leaky read-out
 * </pre>
 *
 * <p>With beta = 0 the neurons are plain LIF neurons, and nothing is kept or computed for an
 * adaptation. The pseudo-derivative of a spike is psi = h((v - v_th - beta a) / v_th) / v_th with
 * the surrogate's h; {@link Surrogate#TRIANGLE} is the paper's.
 *
 * @param tauMem membrane time constant [s]
 * @param tauAdapt time constant of the adaptation [s]
 * @param beta what a unit of adaptation adds to the threshold, 0 for LIF neurons
 * @param threshold resting threshold v_th
 * @param tauOut time constant of the read-out [s]; 0 for one without memory
 * @param dt time step [s]
 * @param surrogate what replaces the derivative of a spike
 * @param alpha the surrogate's steepness
 */
public record EpropNeuron(
    double tauMem,
    double tauAdapt,
    double beta,
    double threshold,
    double tauOut,
    double dt,
    Surrogate surrogate,
    float alpha) {

  private static final NeuronModel LIF =
      NeuronModel.parse(
          """
          model eprop_lif
          parameters decay = 0.95, v_th = 1
          state v = 0, fired = 0
          input x
          v = decay * v + x - detach(fired) * v_th
          z = spike((v - v_th) / v_th)
          fired = z
          output z
          """);

  private static final NeuronModel ALIF =
      NeuronModel.parse(
          """
          model eprop_alif
          parameters decay = 0.95, v_th = 1, rho = 0.995, beta = 0.2
          state v = 0, a = 0, fired = 0
          input x
          v = decay * v + x - detach(fired) * v_th
          z = spike((v - (v_th + beta * a)) / v_th)
          a = rho * a + z
          fired = z
          output z
          """);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is not positive (beta and tauOut: not at least 0), or
   *     the surrogate draws spikes at random
   */
  public EpropNeuron {
    Require.positive("tau_mem", tauMem);
    Require.positive("tau_adapt", tauAdapt);
    Require.notNegative("beta", beta);
    Require.positive("v_th", threshold);
    Require.notNegative("tau_out", tauOut);
    Require.positive("dt", dt);
    surrogate.requireAlpha(alpha);
    SpikingStep.requireDeterministic(surrogate);
  }

  /**
   * LIF neurons: tau_mem and tau_out 20 ms, threshold 1, time step 1 ms, the triangle of height
   * 0.3.
   *
   * @return the neurons
   */
  public static EpropNeuron lif() {
    return new EpropNeuron(0.02, 0.2, 0, 1, 0.02, 0.001, Surrogate.TRIANGLE, 0.3f);
  }

  /**
   * Adaptive LIF neurons: as {@link #lif}, with tau_adapt 200 ms and beta 0.17.
   *
   * @return the neurons
   */
  public static EpropNeuron alif() {
    return lif().with("beta", 0.17);
  }

  /**
   * These neurons with another value.
   *
   * @param name {@code tau_mem}, {@code tau_adapt}, {@code beta}, {@code v_th}, {@code tau_out} or
   *     {@code dt}
   * @param value the value
   * @return the changed neurons
   * @throws IllegalArgumentException if there is no such name, or the value is not allowed
   */
  public EpropNeuron with(String name, double value) {
    return switch (name) {
      case "tau_mem" ->
          new EpropNeuron(value, tauAdapt, beta, threshold, tauOut, dt, surrogate, alpha);
      case "tau_adapt" ->
          new EpropNeuron(tauMem, value, beta, threshold, tauOut, dt, surrogate, alpha);
      case "beta" ->
          new EpropNeuron(tauMem, tauAdapt, value, threshold, tauOut, dt, surrogate, alpha);
      case "v_th" -> new EpropNeuron(tauMem, tauAdapt, beta, value, tauOut, dt, surrogate, alpha);
      case "tau_out" ->
          new EpropNeuron(tauMem, tauAdapt, beta, threshold, value, dt, surrogate, alpha);
      case "dt" ->
          new EpropNeuron(tauMem, tauAdapt, beta, threshold, tauOut, value, surrogate, alpha);
      default ->
          throw new IllegalArgumentException(
              "name: expected tau_mem, tau_adapt, beta, v_th, tau_out or dt, got " + name);
    };
  }

  /**
   * These neurons with another surrogate.
   *
   * @param other what replaces the derivative of a spike
   * @param steepness its alpha
   * @return the changed neurons
   * @throws IllegalArgumentException if it draws spikes at random, or alpha is not positive
   */
  public EpropNeuron surrogate(Surrogate other, double steepness) {
    return new EpropNeuron(tauMem, tauAdapt, beta, threshold, tauOut, dt, other, (float) steepness);
  }

  EpropModel model() {
    double decay = StrictMath.exp(-dt / tauMem);
    double kappa = StrictMath.exp(-dt / tauOut);
    double[] parameters =
        beta > 0
            ? new double[] {decay, threshold, StrictMath.exp(-dt / tauAdapt), beta}
            : new double[] {decay, threshold};
    double none = Double.POSITIVE_INFINITY;
    return new EpropModel(beta > 0 ? ALIF : LIF, parameters, dt, surrogate, alpha, none, kappa);
  }
}
