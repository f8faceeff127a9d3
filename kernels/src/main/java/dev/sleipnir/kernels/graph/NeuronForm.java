package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.Surrogate;
import java.util.List;

/**
 * What is fixed of a model when it is compiled; values of parameters are not.
 *
 * @param surrogate how spikes are differentiated
 * @param columns for each parameter, whether it has a value for each neuron
 * @param learned for each parameter, whether the backward step computes its gradient
 * @param adjoint whether the backward step is the model's own, written by hand
 * @param window distance from the threshold beyond which spikes have no gradient (Perez-Nieves
 *     &amp; Goodman 2021); infinite for none
 */
public record NeuronForm(
    Surrogate surrogate,
    List<Boolean> columns,
    List<Boolean> learned,
    boolean adjoint,
    double window) {

  /**
   * A form with a gradient at any distance from the threshold.
   *
   * @param surrogate how spikes are differentiated
   * @param columns for each parameter, whether it has a value for each neuron
   * @param learned for each parameter, whether the backward step computes its gradient
   * @param adjoint whether the backward step is the model's own, written by hand
   */
  public NeuronForm(
      Surrogate surrogate, List<Boolean> columns, List<Boolean> learned, boolean adjoint) {
    this(surrogate, columns, learned, adjoint, Double.POSITIVE_INFINITY);
  }

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if the window is not positive, the lists differ in length, or
   *     parameters are to be learned with an adjoint, which gives them no gradient
   */
  public NeuronForm {
    columns = List.copyOf(columns);
    learned = List.copyOf(learned);
    if (!(window > 0)) {
      throw new IllegalArgumentException("window: expected a number > 0, got " + window);
    }
    if (columns.size() != learned.size()) {
      throw new IllegalArgumentException(
          "learned: expected " + columns.size() + " parameters as in columns, got " + learned);
    }
    if (adjoint && learned.contains(true)) {
      throw new IllegalArgumentException(
          "learned: expected no parameter with an adjoint, which gives them no gradient, got "
              + learned);
    }
  }

  /**
   * Whether spikes have a gradient near the threshold only.
   *
   * @return whether the window is finite
   */
  public boolean isWindowed() {
    return Double.isFinite(window);
  }

  /**
   * The same with one window for all: it is a number, and no part of what is compiled.
   *
   * @return this if it has no window
   */
  public NeuronForm anyWindow() {
    return isWindowed() ? new NeuronForm(surrogate, columns, learned, adjoint, 1) : this;
  }
}
