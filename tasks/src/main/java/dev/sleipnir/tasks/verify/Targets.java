package dev.sleipnir.tasks.verify;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Every target by name, and how its cases are run. */
final class Targets {
  /** Those that no runner is built for yet. */
  private static final Set<String> UNBUILT =
      Set.of(
          "receptive_field.covariance_matrix",
          "receptive_field.derive_kernel",
          "receptive_field.field_set",
          "receptive_field.gaussian_kernel",
          "receptive_field.parameters",
          "receptive_field.sampled_conv2d",
          "receptive_field.spatial",
          "receptive_field.spatial_conv2d",
          "receptive_field.temporal",
          "receptive_field.temporal_scales");

  private static final Map<String, TargetRunner> RUNNERS = new TreeMap<>();
  private static final Set<String> NAMES = new TreeSet<>(UNBUILT);

  static {
    RUNNERS.putAll(NeuronTargets.ALL);
    RUNNERS.putAll(FunctionTargets.ALL);
    RUNNERS.put("lif_correlation", new CorrelationTarget());
    RUNNERS.putAll(NetworkTargets.ALL);
    RUNNERS.putAll(ConvolutionTargets.ALL);
    RUNNERS.putAll(EncoderTargets.ALL);
    RUNNERS.putAll(DecoderTargets.ALL);
    RUNNERS.putAll(RegularizationTargets.ALL);
    RUNNERS.putAll(PlasticityTargets.ALL);
    NAMES.addAll(RUNNERS.keySet());
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
