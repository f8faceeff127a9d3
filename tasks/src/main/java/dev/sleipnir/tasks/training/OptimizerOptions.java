package dev.sleipnir.tasks.training;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.AdamW;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.optimize.TextOptimizer;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.Trainer;
import dev.sleipnir.tasks.option.Effect;
import dev.sleipnir.tasks.option.TextFile;
import dev.sleipnir.tasks.option.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command's weights are updated. */
final class OptimizerOptions {
  private static final String NAMES = "adam, adamw, adamax, rmsprop, lion, sgd";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--learning-rate", paramLabel = "X", description = "Step size.")
  private double learningRate;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description =
          NAMES
              + ", or FILE.txt: an optimiser of one's own, as the guide's page on optimisers says.")
  private String name = "adam";

  @Option(
      names = "--momentum",
      paramLabel = "X",
      showDefaultValue = Visibility.NEVER,
      description = "Share of the velocity that is kept. Default: sgd 0.9, rmsprop 0.")
  private @Nullable Double momentum;

  @Option(names = "--nesterov", description = "With sgd: Nesterov's momentum.")
  private boolean nesterov;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      showDefaultValue = Visibility.NEVER,
      description =
          "Share of the weights added to their gradients; with adamw and lion, taken from the"
              + " weights. Default: adamw 0.01, else 0.")
  private @Nullable Double weightDecay;

  @Option(
      names = "--clip-norm",
      paramLabel = "X",
      description = "Bound on the norm of the gradients; 0 for none.")
  private double clipNorm;

  @Option(
      names = "--clip-value",
      paramLabel = "X",
      description = "Bound on each gradient, before that on their norm; 0 for none.")
  private double clipValue = 0;

  /** Of a file; empty for a name. */
  private String text = "";

  /** Options with a command's own defaults. */
  OptimizerOptions(double learningRate, double clipNorm) {
    this.learningRate = learningRate;
    this.clipNorm = clipNorm;
  }

  /** Refuses what no optimiser takes; reads a text. */
  void check() throws IOException {
    Usage.positive(spec, "--learning-rate", learningRate);
    requireBound("--clip-norm", clipNorm);
    requireBound("--clip-value", clipValue);
    if (name.endsWith(".txt")) {
      text = TextFile.read("--optimizer", Path.of(name));
    } else {
      name = name.toLowerCase(Locale.ROOT);
    }
    boolean sgd = name.equals("sgd");
    Effect.require(spec, "--nesterov", sgd, "--optimizer sgd", "--optimizer " + name);
    Effect.require(
        spec,
        "--momentum",
        sgd || name.equals("rmsprop") || !text.isEmpty(),
        "--optimizer sgd or rmsprop",
        "--optimizer " + name);
    try {
      optimizer(List.of(new Parameter("w", Tensor.zeros(1))), Parallel.common());
    } catch (IllegalArgumentException e) {
      throw Usage.error(spec, "--optimizer " + name + ": " + e.getMessage());
    }
  }

  private void requireBound(String option, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw Usage.error(spec, option + ": expected a number >= 0, got " + value);
    }
  }

  /** What a checkpoint keeps of them; of the rest, the optimiser's own settings. */
  void put(Map<String, String> settings) {
    settings.put("--optimizer", text.isEmpty() ? name : "a text");
    settings.put("--learning-rate", String.valueOf(learningRate));
    settings.put("--clip-norm", String.valueOf(clipNorm));
    settings.put("--clip-value", String.valueOf(clipValue));
  }

  /** A trainer with the bounds that were asked for. */
  Trainer bounded(Trainer trainer) {
    return trainer.clipNorm(clipNorm).clipValue(clipValue);
  }

  /**
   * The optimiser, with a constant learning rate.
   *
   * @param parameters what it updates
   * @param parallel its threads
   */
  Optimizer optimizer(List<Parameter> parameters, Parallel parallel) {
    if (!text.isEmpty()) {
      return text(TextOptimizer.parse(text, parameters, learningRate)).parallel(parallel);
    }
    return switch (name) {
      case "adam" -> {
        Adam adam = new Adam(parameters, learningRate).parallel(parallel);
        yield weightDecay == null ? adam : adam.weightDecay(weightDecay);
      }
      case "adamw" -> {
        AdamW adamw = new AdamW(parameters, learningRate).parallel(parallel);
        yield weightDecay == null ? adamw : adamw.weightDecay(weightDecay);
      }
      case "sgd" -> {
        Sgd sgd =
            new Sgd(parameters, learningRate)
                .momentum(momentum == null ? 0.9 : momentum)
                .weightDecay(weightDecay == null ? 0 : weightDecay)
                .parallel(parallel);
        yield nesterov ? sgd.nesterov() : sgd;
      }
      case "adamax" -> text(TextOptimizer.adamax(parameters, learningRate)).parallel(parallel);
      case "rmsprop" -> text(TextOptimizer.rmsprop(parameters, learningRate)).parallel(parallel);
      case "lion" -> text(TextOptimizer.lion(parameters, learningRate)).parallel(parallel);
      default ->
          throw Usage.error(
              spec, "--optimizer: expected " + NAMES + ", or FILE.txt, got '" + name + "'");
    };
  }

  private TextOptimizer text(TextOptimizer optimizer) {
    TextOptimizer decaying =
        weightDecay == null ? optimizer : optimizer.with("weight_decay", weightDecay);
    return momentum == null ? decaying : decaying.with("momentum", momentum);
  }
}
