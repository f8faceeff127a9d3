package dev.sleipnir.model.online;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.online.EligibilityKernels;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.cell.CellSettings;
import dev.sleipnir.model.cell.ParameterValue;
import dev.sleipnir.model.neuron.Neuron;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Neurons and a read-out's decay, as e-prop computes with them. */
final class EpropModel {
  private final NeuronModel model;

  /** Parameters, time step, the surrogate's alpha, window, kappa. */
  private final double[] numbers;

  private final EligibilityKernels kernels;

  /**
   * A model.
   *
   * @param parameters values of the equations' parameters, in order
   * @param window distance from the threshold beyond which spikes have no gradient; infinite for
   *     none
   * @param kappa what is left of the read-out in a step
   */
  EpropModel(
      NeuronModel model,
      double[] parameters,
      double dt,
      Surrogate surrogate,
      double alpha,
      double window,
      double kappa) {
    this.model = model;
    int count = parameters.length;
    numbers = Arrays.copyOf(parameters, count + 4);
    numbers[count] = dt;
    numbers[count + 1] = alpha;
    numbers[count + 2] = window;
    numbers[count + 3] = kappa;
    boolean windowed = Double.isFinite(window);
    kernels = new EligibilityKernels(model.equations(), surrogate, windowed, numbers);
  }

  /** Any neurons whose states depend on their own states only. */
  static EpropModel of(Neuron neuron, double tauOut) {
    NeuronModel model = neuron.recurrentModel();
    String name = model.name() + ": expected neurons ";
    if (neuron.isCoupled() || model.inputs().size() != 1) {
      throw new IllegalArgumentException(
          name
              + "of one compartment, whose states depend on their own states only, got "
              + (neuron.isCoupled() ? "coupled ones" : "inputs " + model.inputs()));
    }
    CellSettings settings = neuron.settings();
    var cell = neuron.cell(); // checks the values
    if (cell.isStochastic()) {
      throw new IllegalArgumentException(name + "without chance, got stochastic ones");
    }
    if (!cell.isSpiking()) {
      throw new IllegalArgumentException(
          name + "that spike, got output " + model.equations().output());
    }
    if (settings.adjoint()) {
      throw new IllegalArgumentException(name + "with a surrogate gradient, got the adjoint's");
    }
    if (!settings.learned().isEmpty()) {
      throw new IllegalArgumentException(
          name + "whose parameters are not learned, got " + settings.learned().keySet());
    }
    Map<String, Double> given = new HashMap<>();
    settings
        .values()
        .forEach(
            (parameter, value) -> {
              if (!(value instanceof ParameterValue.Uniform number)) {
                throw new IllegalArgumentException(
                    name + "that have one number for each parameter, got values of " + parameter);
              }
              given.put(parameter, number.value());
            });
    Require.notNegative("tau_out", tauOut);
    return new EpropModel(
        model,
        model.parameterValues(given),
        settings.dt(),
        settings.surrogate(),
        settings.alpha(),
        settings.window(),
        StrictMath.exp(-settings.dt() / tauOut));
  }

  EligibilityKernels kernels() {
    return kernels;
  }

  /** What is left of the read-out in a step. */
  double kappa() {
    return numbers[numbers.length - 1];
  }

  /** The value that a state variable starts from. */
  float initialValue(int state) {
    return (float) model.initialValue(state, numbers);
  }
}
