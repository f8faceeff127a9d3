package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.rule.EulerStep;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sensor for each pair of neurons that measures how their spikes correlate, as the synapses of
 * the BrainScaleS-2 system do. State, [batch, pre, post]: {@code post_pre}, 1 if the post-synaptic
 * neuron spiked since the pre-synaptic one did; {@code correlation_trace}, raised by pre-synaptic
 * spikes and decaying while {@code post_pre} is 0; {@code anti_correlation_trace}, raised by
 * post-synaptic spikes and decaying while it is 1.
 *
 * <p>Nothing here is differentiable.
 */
public final class CorrelationSensor {
  private static final Neuron PAIR =
      Neuron.of(
          NeuronModel.parse(
              """
              model correlation_sensor
              parameters eta_p = 1, eta_m = 1, tau_ac_inv = 10 (1/s), tau_c_inv = 10 (1/s)
              require tau_ac_inv > 0, tau_c_inv > 0
              state post_pre = 0, correlation_trace = 0, anti_correlation_trace = 0
              input pre, post
              p = post_pre
              c = correlation_trace
              a = anti_correlation_trace
              correlation_trace = c - (1 - p) * dt * tau_c_inv * c + eta_p * pre
              anti_correlation_trace = a - p * dt * tau_ac_inv * a + eta_m * post
              post_pre = heaviside(p + post - pre)
              output post_pre
              """));

  private final NeuronCell cell;
  private final double dt;

  /** Sensors with default parameters: eta 1, time constants 100 ms. */
  public CorrelationSensor() {
    this(PAIR);
  }

  private CorrelationSensor(Neuron pair) {
    cell = pair.cell();
    dt = pair.dt();
  }

  /**
   * Sensors.
   *
   * @param etaP what a pre-synaptic spike adds to the correlation trace
   * @param etaM what a post-synaptic spike adds to the anti-correlation trace
   * @param tauAcInv inverse time constant of the anti-correlation trace [1/s]
   * @param tauCInv inverse time constant of the correlation trace [1/s]
   * @param dt time step [s]
   * @return the sensors
   * @throws IllegalArgumentException if a time constant or the time step is not positive, or the
   *     time step is longer than a time constant
   */
  public static CorrelationSensor of(
      double etaP, double etaM, double tauAcInv, double tauCInv, double dt) {
    CorrelationSensor sensor =
        new CorrelationSensor(
            PAIR.with("eta_p", etaP)
                .with("eta_m", etaM)
                .with("tau_ac_inv", tauAcInv)
                .with("tau_c_inv", tauCInv)
                .dt(dt));
    // At rest this trace does not decay: the equations alone do not tell that it may overshoot.
    double _ = EulerStep.factor("correlation_sensor, anti_correlation_trace", tauAcInv, dt);
    return sensor;
  }

  /** A state that was written. */
  NeuronState read(ArchiveReader in) throws IOException {
    return cell.read(in);
  }

  /** {@return the time step, in seconds} */
  public double dt() {
    return dt;
  }

  /**
   * One time step.
   *
   * @param pre pre-synaptic spikes, [batch, pre]
   * @param post post-synaptic spikes, [batch, post]
   * @param state state from the step before, consumed; null for the initial one
   * @return the state, [batch, pre, post]
   * @throws IllegalArgumentException if the spikes are not two matrices of the same batch and of
   *     finite values, or not of the state's shape; nothing has changed then
   */
  public NeuronState step(Tensor pre, Tensor post, @Nullable NeuronState state) {
    spikes("pre-synaptic spikes", pre, pre.rank() == 2 ? pre.dim(0) : 1);
    spikes("post-synaptic spikes", post, pre.dim(0));
    Tensor pairsPre = pairs(pre, pre.dim(1), post.dim(1), true);
    Tensor pairsPost = pairs(post, pre.dim(1), post.dim(1), false);
    return (NeuronState) cell.run(List.of(pairsPre, pairsPost), 1, state).state();
  }

  private static void spikes(String what, Tensor spikes, int batch) {
    if (spikes.rank() != 2 || spikes.dim(0) != batch) {
      throw new IllegalArgumentException(
          "correlation_sensor, "
              + what
              + ": expected [batch, neurons] with a batch of "
              + batch
              + ", got shape "
              + Shape.text(spikes.shape()));
    }
    float[] values = spikes.values();
    int other = Reductions.firstNonFinite(values, 0, values.length);
    if (other >= 0) {
      throw new IllegalArgumentException(
          "correlation_sensor: expected finite "
              + what
              + ", got "
              + values[other]
              + " at "
              + other);
    }
  }

  private static Tensor pairs(Tensor spikes, int pre, int post, boolean rows) {
    int batch = spikes.dim(0);
    Tensor pairs = Scope.of(spikes).tensor(batch, pre, post);
    float[] in = spikes.values();
    float[] out = pairs.data();
    for (int b = 0; b < batch; b++) {
      for (int i = 0; i < pre; i++) {
        for (int j = 0; j < post; j++) {
          out[(b * pre + i) * post + j] = rows ? in[b * pre + i] : in[b * post + j];
        }
      }
    }
    return pairs;
  }
}
