package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.rule.Finite;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Leaky traces of the spikes on both sides of synapses: {@code a_pre} and {@code a_post}, each
 * decaying by forward Euler and raised by its side's spikes. Differentiable.
 */
public final class StdpSensor {
  private static final Neuron PRE = trace("a_pre");
  private static final Neuron POST = trace("a_post");

  private final NeuronCell pre;
  private final NeuronCell post;

  /** Sensors with default parameters: a spike adds 1, time constants 100 ms, time step 1 ms. */
  public StdpSensor() {
    this(1, 1, 10, 10, Neuron.DEFAULT_DT);
  }

  /**
   * Sensors.
   *
   * @param etaP what a pre-synaptic spike adds to {@code a_pre}
   * @param etaM what a post-synaptic spike adds to {@code a_post}
   * @param tauAcInv inverse time constant of {@code a_post} [1/s]; Norse has {@code tauCInv} there
   * @param tauCInv inverse time constant of {@code a_pre} [1/s]
   * @param dt time step [s]
   * @throws IllegalArgumentException if a time constant or the time step is not positive, or the
   *     time step is longer than a time constant
   */
  public StdpSensor(double etaP, double etaM, double tauAcInv, double tauCInv, double dt) {
    pre = PRE.with("eta", etaP).with("tau_inv", tauCInv).dt(dt).cell();
    post = POST.with("eta", etaM).with("tau_inv", tauAcInv).dt(dt).cell();
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
    requireFinite("pre-synaptic spikes", preSpikes.rowMajor().data());
    requireFinite("post-synaptic spikes", postSpikes.rowMajor().data());
    if (state != null) {
      state.requireFinite("stdp_sensor", -1);
      state.pre().require("stdp_sensor", state.pre().names(), preSpikes.shape());
      state.post().require("stdp_sensor", state.post().names(), postSpikes.shape());
    }
    return new TraceState(
        (NeuronState) pre.run(preSpikes, 1, state == null ? null : state.pre()).state(),
        (NeuronState) post.run(postSpikes, 1, state == null ? null : state.post()).state());
  }

  private static void requireFinite(String what, float[] values) {
    int other = Finite.firstOther(values, 0, values.length);
    if (other < values.length) {
      throw new IllegalArgumentException(
          "stdp_sensor: expected finite " + what + ", got " + values[other] + " at " + other);
    }
  }
}
