package dev.sleipnir.network;

import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.network.PopulationModel;
import java.util.List;

/**
 * What the neurons of a population are: a text in the language of the neuron models of layers.
 *
 * <pre>{@code
 * var lif = Neuron.parse("""
 *     model lif
 *     parameters tau = 20, tau_e = 5, E_L = -60, v_th = -50, v_r = -60
 *     state v = E_L, ge = 0
 *     dv/dt = (E_L - v + ge) / tau : exact
 *     dge/dt = -ge / tau_e : exact
 *     threshold v > v_th
 *     reset v = v_r
 *     refractory 5 holds v
 *     """);
 * }</pre>
 *
 * <p>Spikes may be delivered to its inputs, which have what arrives for one step, and to its state
 * variables, which keep it. The inputs {@code t}, the time, {@code i}, the neuron's index, and
 * {@code xi}, white noise, are given by the network; {@code bernoulli(p)} is 1 with probability p,
 * drawn anew for each neuron and step. {@link Neurons} has those of the literature.
 */
public final class Neuron {
  private final PopulationModel model;

  private Neuron(PopulationModel model) {
    this.model = model;
  }

  /**
   * Reads a neuron.
   *
   * @param text its lines
   * @return the neuron
   * @throws dev.sleipnir.kernels.equation.EquationException if the text is wrong: names line and
   *     column of the first error, what was expected and what came
   */
  public static Neuron parse(String text) {
    return new Neuron(PopulationModel.parse(text));
  }

  /**
   * Names of its parameters.
   *
   * @return in order
   */
  public List<String> parameters() {
    return model.parameters();
  }

  /**
   * Names of its state variables.
   *
   * @return in order
   */
  public List<String> states() {
    return model.states();
  }

  /**
   * Names of the inputs that come from outside.
   *
   * @return in order
   */
  public List<String> inputs() {
    return model.inputs();
  }

  /**
   * Names of its events other than spikes.
   *
   * @return in order
   */
  public List<String> events() {
    return model.events();
  }

  /**
   * What it is, as written: for documentation of it, {@code Markdown.of(neuron.equations())}.
   *
   * @return its equations
   */
  public Equations equations() {
    return model.equations();
  }

  PopulationModel model() {
    return model;
  }

  @Override
  public String toString() {
    return model.toString();
  }
}
