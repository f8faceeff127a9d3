package dev.sleipnir.model.online;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.require.Require;

/**
 * The neurons of a network that learns by OTTT (Xiao et al. 2022, section 3):
 *
 * <pre>
 * u[t+1] = lambda (u[t] - v_th s[t]) + W s_pre[t+1] + b     membrane potential
 * s[t]   = 1 where u[t] &gt; v_th, else 0                   spikes
 * </pre>
 *
 * <p>The derivative of a spike is the surrogate's h(u - v_th).
 *
 * @param decay lambda, what is left of the membrane potential after a step, in [0, 1)
 * @param threshold v_th
 * @param surrogate what replaces the derivative of a spike
 * @param alpha the surrogate's steepness
 */
public record OtttNeuron(double decay, double threshold, Surrogate surrogate, float alpha) {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model ottt_lif
          parameters decay = 0.5, v_th = 1
          state u = 0
          input x
          u = decay * u + x
          z = spike(u - v_th)
          u = u - v_th * detach(z)
          output z
          """);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the decay is not in [0, 1), the threshold or alpha is not
   *     positive, or the surrogate draws spikes at random
   */
  public OtttNeuron {
    Require.fraction("lambda", decay);
    Require.positive("v_th", threshold);
    surrogate.requireAlpha(alpha);
    SpikingStep.requireDeterministic(surrogate);
  }

  /**
   * The paper's neurons: lambda 0.5, threshold 1, the derivative of a logistic function of
   * steepness 4.
   *
   * @return the neurons
   */
  public static OtttNeuron standard() {
    return new OtttNeuron(0.5, 1, Surrogate.SIGMOID, 4f);
  }

  SpikingStep neurons(int n) {
    // The model does not read the time step.
    return new SpikingStep(MODEL, surrogate, new double[] {decay, threshold, 1, alpha}, n);
  }
}
