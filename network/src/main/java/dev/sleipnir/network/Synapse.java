package dev.sleipnir.network;

import dev.sleipnir.kernels.network.SynapseModel;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What spikes do at the synapses of a projection.
 *
 * <p>{@link #into} adds the synapse's weight to a variable or an input of the neuron it reaches;
 * {@link #parse} does what a text says.
 */
public final class Synapse {
  private final String port;
  private final @Nullable SynapseModel model;

  /** Its lines, comments and space left out. */
  private final String text;

  private Synapse(String port, @Nullable SynapseModel model, String text) {
    this.port = port;
    this.model = model;
    this.text = text;
  }

  /**
   * A synapse of fixed weight.
   *
   * @param port a state variable of the neurons that receive, which a spike raises by the weight;
   *     or an input, which has in a step what arrived in the one before
   * @return the synapse
   */
  public static Synapse into(String port) {
    return new Synapse(port, null, "into " + port);
  }

  /**
   * A synapse with variables of its own.
   *
   * <pre>{@code
   * synapse stdp
   * parameters tau = 20, a = 0.01, b = 0.012, w_max = 1
   * state w = 0.5, x = 0, y = 0                 # the weight, and traces of both neurons
   * dx/dt = -x / tau                            # between the synapse's events, exactly
   * dy/dt = -y / tau
   * on pre deliver w into ge                    # a spike that arrives, line by line
   * on pre x = x + a
   * on pre w = clip(w - y, 0, w_max)
   * on post y = y + b                           # a spike of the neuron that receives
   * on post w = clip(w + x, 0, w_max)
   * }</pre>
   *
   * <p>What moves on between events is solved exactly, also where linear equations are coupled,
   * over gaps of up to 2^24 steps; longer ones count as that many for those that are coupled.
   *
   * <p>{@code v_post} and {@code v_pre} are variables and parameters of the two neurons, and {@code
   * on post v_post = 0} sets one. {@code on pre after slow ...} is a pathway with a delay of its
   * own, which {@link Projection#delay(String, Values)} gives. {@code on step ds/dt = -s / tau :
   * rk2} moves on in every step; {@code sum w * (v_pre - v_post) into gap} is what {@code gap} of
   * each neuron is in a step.
   *
   * @param text its lines
   * @return the synapse
   * @throws dev.sleipnir.kernels.equation.EquationException if the text is wrong: names line and
   *     column of the first error, what was expected and what came
   */
  public static Synapse parse(String text) {
    String lines =
        text.lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("\n"));
    return new Synapse("", SynapseModel.parse(text), lines);
  }

  String text() {
    return text;
  }

  String port() {
    return port;
  }

  @Nullable SynapseModel model() {
    return model;
  }
}
