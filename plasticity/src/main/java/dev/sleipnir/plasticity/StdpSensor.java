package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Leaky traces of the spikes on both sides of synapses: {@code a_pre} and {@code a_post}, each
 * decaying by forward Euler and raised by its side's spikes. Differentiable. Immutable; what
 * changes a number returns others.
 */
public final class StdpSensor {
  private static final Neuron PRE = trace("a_pre");
  private static final Neuron POST = trace("a_post");

  private final Neuron ofPre;
  private final Neuron ofPost;
  private final NeuronCell pre;
  private final NeuronCell post;

  /** Sensors with default parameters: a spike adds 1, time constants 100 ms, time step 1 ms. */
  public StdpSensor() {
    this(PRE, POST);
  }

  private StdpSensor(Neuron ofPre, Neuron ofPost) {
    this.ofPre = ofPre;
    this.ofPost = ofPost;
    pre = ofPre.cell();
    post = ofPost.cell();
  }

  /**
   * These sensors with another number.
   *
   * @param parameter Norse's names: {@code eta_p} and {@code eta_m}, what a pre- and a
   *     post-synaptic spike add to their traces, default 1; {@code tau_c_inv} and {@code
   *     tau_ac_inv}, the inverse time constants of {@code a_pre} and {@code a_post} [1/s], default
   *     10. Norse has {@code tau_c_inv} for both
   * @param value its value
   * @return the changed sensors
   * @throws IllegalArgumentException if there is no such number, a time constant is not positive or
   *     shorter than the time step
   */
  public StdpSensor with(String parameter, double value) {
    return switch (parameter) {
      case "eta_p" -> new StdpSensor(ofPre.with("eta", value), ofPost);
      case "eta_m" -> new StdpSensor(ofPre, ofPost.with("eta", value));
      case "tau_c_inv" -> new StdpSensor(ofPre.with("tau_inv", value), ofPost);
      case "tau_ac_inv" -> new StdpSensor(ofPre, ofPost.with("tau_inv", value));
      default ->
          throw Checks.noParameter(
              "StdpSensor", "[eta_p, eta_m, tau_c_inv, tau_ac_inv]", parameter);
    };
  }

  /**
   * These sensors with another time step.
   *
   * @param seconds the time step [s]
   * @return the changed sensors
   * @throws IllegalArgumentException if it is not positive or longer than a time constant
   */
  public StdpSensor dt(double seconds) {
    return new StdpSensor(ofPre.dt(seconds), ofPost.dt(seconds));
  }

  private static Neuron trace(String name) {
    return Neuron.of(
        NeuronModel.parse(
            String.format(
                Locale.ROOT,
                """
            model stdp_sensor
            parameters eta = 1, tau_inv = 10 (1/s)
            require tau_inv > 0
            state %1$s = 0
            input z
            %1$s = %1$s - dt * tau_inv * %1$s + eta * z
            output %1$s
            """,
                name)));
  }

  /**
   * The state before the first step: all traces 0.
   *
   * @param preShape shape of the pre-synaptic spikes
   * @param postShape shape of the post-synaptic spikes
   * @return the state
   */
  public TraceState initialState(int[] preShape, int[] postShape) {
    return new TraceState(pre.initialState(preShape), post.initialState(postShape));
  }

  /**
   * One time step.
   *
   * @param preSpikes [batch, ...]
   * @param postSpikes [batch, ...]
   * @param state state from the step before, consumed; null for the initial one
   * @return the state, updated
   * @throws IllegalArgumentException if the spikes are not of the state's shapes, or a value of
   *     spikes or traces is not finite; nothing has changed then
   */
  public TraceState step(Tensor preSpikes, Tensor postSpikes, @Nullable TraceState state) {
    Checks.finite("stdp_sensor", "pre-synaptic spikes", preSpikes.rowMajor().values());
    Checks.finite("stdp_sensor", "post-synaptic spikes", postSpikes.rowMajor().values());
    if (state != null) {
      state.requireFinite("stdp_sensor", -1);
      state.pre().require("stdp_sensor", state.pre().names(), preSpikes.shape());
      state.post().require("stdp_sensor", state.post().names(), postSpikes.shape());
    }
    return new TraceState(
        (NeuronState) pre.run(preSpikes, 1, state == null ? null : state.pre()).state(),
        (NeuronState) post.run(postSpikes, 1, state == null ? null : state.post()).state());
  }
}
