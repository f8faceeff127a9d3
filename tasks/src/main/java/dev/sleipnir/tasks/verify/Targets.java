package dev.sleipnir.tasks.verify;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every target by name, and how its cases are run. */
final class Targets {
  private static final Map<String, TargetRunner> RUNNERS = new TreeMap<>();

  static {
    RUNNERS.putAll(NeuronTargets.ALL);
    RUNNERS.putAll(FunctionTargets.ALL);
    RUNNERS.put("lif_correlation", new CorrelationTarget());
    RUNNERS.putAll(NetworkTargets.ALL);
    RUNNERS.putAll(ConvolutionTargets.ALL);
    RUNNERS.putAll(EncoderTargets.ALL);
    RUNNERS.putAll(DecoderTargets.ALL);
    RUNNERS.putAll(ReceptiveFieldTargets.ALL);
    RUNNERS.putAll(RegularizationTargets.ALL);
    RUNNERS.putAll(PlasticityTargets.ALL);
  }

  private Targets() {}

  /** Every target there is, in alphabetical order. */
  static Set<String> names() {
    return RUNNERS.keySet();
  }

  /** How the cases of a target are run, or null if it is not known. */
  static @Nullable TargetRunner runner(String target) {
    return RUNNERS.get(target);
  }
}
