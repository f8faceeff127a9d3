package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * An exponential filter: y = decay y + x, with {@code decay} = exp(-dt {@code tau_filter_inv}).
 * State and output: {@code y}.
 */
public final class ExpFilter extends Neuron {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model exp_filter
          parameters tau_filter_inv = 1000 (1/s)
          require tau_filter_inv > 0
          state y = 0
          input x
          y = exp(-dt * tau_filter_inv) * y + x
          output y
          """);

  private static final NeuronModel BY_FACTOR =
      NeuronModel.parse(
          """
          model exp_filter_decay
          parameters decay = 0.5
          state y = 0
          input x
          y = decay * y + x
          output y
          """);

  /** A filter with a time constant of 1 ms. */
  public ExpFilter() {
    super(MODEL, MODEL);
  }

  /**
   * A filter by its factor, whatever the time step.
   *
   * @param decay what is left of y after a step
   * @return the filter
   */
  public static Neuron withDecay(double decay) {
    return Neuron.of(BY_FACTOR).with("decay", decay);
  }
}
