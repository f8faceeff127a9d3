package dev.sleipnir.tasks.training;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.AdamW;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.Schedule;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.tasks.option.Usage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command's weights are updated. */
final class OptimizerOptions {
  /** Which optimiser. */
  enum Kind {
    ADAM,
    ADAMW,
    SGD;

    /** As the command line writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How the learning rate changes. */
  enum ScheduleKind {
    CONSTANT,
    COSINE;

    /** As the command line writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--learning-rate", paramLabel = "X", description = "Step size.")
  private double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description = "Of the learning rate: constant, or cosine: down to 0 after the last epoch.")
  private ScheduleKind schedule = ScheduleKind.CONSTANT;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "adam, adamw, or sgd (with momentum 0.9).")
  private Kind kind = Kind.ADAM;

  @Option(
      names = "--clip-norm",
      paramLabel = "X",
      description = "Bound on the norm of the gradients; 0 for none.")
  private double clipNorm = 0;

  /** Options with a command's own default. */
  OptimizerOptions(double learningRate) {
    this.learningRate = learningRate;
  }

  void check() {
    Usage.positive(spec, "--learning-rate", learningRate);
    if (!(clipNorm >= 0 && clipNorm < Double.POSITIVE_INFINITY)) {
      throw Usage.error(spec, "--clip-norm: expected a number >= 0, got " + clipNorm);
    }
  }

  /** What a checkpoint keeps of them. */
  void put(Map<String, String> settings, int epochs) {
    settings.put("--optimizer", kind.toString());
    settings.put("--learning-rate", String.valueOf(learningRate));
    settings.put(
        "--schedule",
        schedule == ScheduleKind.COSINE
            ? "cosine over " + epochs + " epochs"
            : schedule.toString());
    settings.put("--clip-norm", String.valueOf(clipNorm));
  }

  double clipNorm() {
    return clipNorm;
  }

  /**
   * The optimiser.
   *
   * @param parameters what it updates
   * @param steps of the whole training
   * @param parallel its threads
   */
  Optimizer optimizer(List<Parameter> parameters, long steps, Parallel parallel) {
    Optimizer optimizer =
        switch (kind) {
          case ADAM -> new Adam(parameters, learningRate).parallel(parallel);
          case ADAMW -> new AdamW(parameters, learningRate).parallel(parallel);
          case SGD -> new Sgd(parameters, learningRate).momentum(0.9).parallel(parallel);
        };
    if (schedule == ScheduleKind.COSINE) {
      optimizer.setSchedule(Schedule.cosine(steps));
    }
    return optimizer;
  }
}
