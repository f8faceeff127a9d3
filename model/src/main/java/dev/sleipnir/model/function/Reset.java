package dev.sleipnir.model.function;

import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;

/** What a spike does to a membrane potential. */
public final class Reset {
  private static final Neuron VALUE =
      Neuron.parse(
          """
          model reset_value
          parameters v_reset = 0
          input z, v
          after = (1 - z) * v + z * v_reset
          output after
          """);

  private static final Neuron SUBTRACTION =
      Neuron.parse(
          """
          model reset_subtraction
          parameters v_th = 1
          input z, v
          after = (1 - z) * v + z * (v - v_th)
          output after
          """);

  private final Neuron neuron;
  private final Equation equation;

  private Reset(Neuron neuron) {
    this.neuron = neuron;
    equation = new Equation(neuron);
  }

  /**
   * Reset to a value: (1 - z) v + z v_reset.
   *
   * @param vReset what the potential becomes
   * @return the reset
   */
  public static Reset toValue(double vReset) {
    return new Reset(VALUE.with("v_reset", vReset));
  }

  /**
   * Reset by subtraction: (1 - z) v + z (v - v_th).
   *
   * @param vTh what the potential loses
   * @return the reset
   */
  public static Reset bySubtraction(double vTh) {
    return new Reset(SUBTRACTION.with("v_th", vTh));
  }

  /**
   * The same with its number learned.
   *
   * @return a reset with a parameter
   */
  public Reset learned() {
    return new Reset(neuron.learn(neuron.model().parameters().getFirst()));
  }

  /** {@return what is learned: the reset's number if it is {@link #learned}, else nothing} */
  public List<Parameter> parameters() {
    return equation.parameters();
  }

  /**
   * Applies the reset.
   *
   * @param z spikes
   * @param v membrane potential, of the same shape
   * @return the potential after the spikes
   */
  public Tensor apply(Tensor z, Tensor v) {
    return equation.of(z, v);
  }
}
