package dev.sleipnir.tasks.verify;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Every target by name, and how its cases are run. */
final class Targets {
  private static final Set<String> NAMES =
      new TreeSet<>(
          Set.of(
              "coba_lif.feed_forward",
              "coba_lif.recurrent",
              "conv.lconv2d",
              "correlation_based_update",
              "correlation_sensor",
              "decode.log_softmax",
              "decode.max_over_time",
              "decode.softmax",
              "decode.spikes_to_times",
              "decode.sum",
              "encode.constant_current_lif",
              "encode.euclidean_distance",
              "encode.gaussian_rbf",
              "encode.poisson",
              "encode.poisson_step",
              "encode.population",
              "encode.signed_poisson",
              "encode.signed_poisson_step",
              "encode.spike_latency",
              "encode.spike_latency_lif",
              "filter.exp",
              "filter.exp_linear",
              "iaf.feed_forward",
              "iaf.recurrent",
              "izhikevich.feed_forward",
              "izhikevich.recurrent",
              "leaky_integrator.feed_forward",
              "leaky_integrator.linear",
              "leaky_integrator_box.feed_forward",
              "leaky_integrator_box.linear",
              "lif.current_encoder",
              "lif.feed_forward",
              "lif.feed_forward_adjoint",
              "lif.recurrent",
              "lif.recurrent_adjoint",
              "lif_adex.feed_forward",
              "lif_adex.recurrent",
              "lif_adex_refrac.feed_forward",
              "lif_adex_refrac.recurrent",
              "lif_box.feed_forward",
              "lif_correlation",
              "lif_ex.current_encoder",
              "lif_ex.feed_forward",
              "lif_ex.recurrent",
              "lif_mc.feed_forward",
              "lif_mc.recurrent",
              "lif_mc_refrac.feed_forward",
              "lif_mc_refrac.recurrent",
              "lif_refrac.feed_forward",
              "lif_refrac.feed_forward_adjoint",
              "lif_refrac.recurrent",
              "logical.and",
              "logical.muller_c",
              "logical.or",
              "logical.posedge_detector",
              "logical.xor",
              "lsnn.ada_lif_recurrent",
              "lsnn.feed_forward",
              "lsnn.feed_forward_adjoint",
              "lsnn.recurrent",
              "lsnn.recurrent_adjoint",
              "network.recurrent",
              "network.recurrent_sequential",
              "network.sequential",
              "network.sequential_conv",
              "receptive_field.covariance_matrix",
              "receptive_field.derive_kernel",
              "receptive_field.field_set",
              "receptive_field.gaussian_kernel",
              "receptive_field.parameters",
              "receptive_field.sampled_conv2d",
              "receptive_field.spatial",
              "receptive_field.spatial_conv2d",
              "receptive_field.temporal",
              "receptive_field.temporal_scales",
              "regularization.spike_count",
              "regularization.voltage",
              "reset.subtract",
              "reset.value",
              "stdp.conv2d",
              "stdp.linear",
              "stdp_sensor",
              "threshold.circ",
              "threshold.circ_dist",
              "threshold.heavi_erfc",
              "threshold.heaviside",
              "threshold.logistic",
              "threshold.sign",
              "threshold.superspike",
              "threshold.tanh",
              "threshold.triangle",
              "tsodyks_markram"));

  private static final Map<String, TargetRunner> RUNNERS = new TreeMap<>();

  static {
    RUNNERS.putAll(NeuronTargets.ALL);
    RUNNERS.putAll(FunctionTargets.ALL);
    RUNNERS.put("lif_correlation", new CorrelationTarget());
    RUNNERS.putAll(NetworkTargets.ALL);
    RUNNERS.putAll(ConvolutionTargets.ALL);
    RUNNERS.putAll(EncoderTargets.ALL);
    RUNNERS.putAll(DecoderTargets.ALL);
    RUNNERS.putAll(PlasticityTargets.ALL);
    if (!NAMES.containsAll(RUNNERS.keySet())) {
      throw new IllegalStateException("runners of unknown targets: " + RUNNERS.keySet());
    }
  }

  private Targets() {}

  /** Every target there is, built or not, in alphabetical order. */
  static Set<String> names() {
    return NAMES;
  }

  /** How the cases of a target are run, or null if it is not built or not known. */
  static @Nullable TargetRunner runner(String target) {
    return RUNNERS.get(target);
  }
}
