package dev.sleipnir.tasks.option;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.model.neuron.Neuron;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command's spikes are differentiated. */
public final class SurrogateOptions {
  /** Steepness of SuperSpike: at 100, the usual default, deep networks learn slowly. */
  private static final float SUPER_ALPHA = 10f;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description =
          "Surrogate gradient of spikes, by Norse's names: ${COMPLETION-CANDIDATES}. logistic and"
              + " circ_dist draw spikes at random.")
  private Surrogate method = Surrogate.SUPER;

  @Option(
      names = "--alpha",
      paramLabel = "X",
      description = "Its steepness or width. Default: 10 for super, else that of the method.")
  private @Nullable Float alpha;

  /** Refuses what is out of range. */
  public void check() {
    try {
      method.requireAlpha(alpha());
    } catch (IllegalArgumentException e) {
      throw Usage.error(spec, "--" + e.getMessage());
    }
  }

  private float alpha() {
    if (alpha != null) {
      return alpha;
    }
    return method == Surrogate.SUPER ? SUPER_ALPHA : method.defaultAlpha();
  }

  /**
   * Neurons whose spikes are differentiated so.
   *
   * @param kind any neurons
   * @return changed neurons
   */
  public Neuron of(Neuron kind) {
    return kind.surrogate(method, alpha());
  }

  /**
   * What a checkpoint keeps of it.
   *
   * @param settings where it goes
   */
  public void put(Map<String, String> settings) {
    settings.put("--method", method + " " + alpha());
  }
}
