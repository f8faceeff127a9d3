package dev.sleipnir.tasks.training;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.AdamW;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.tasks.option.Effect;
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

  private static final String CYCLE = "--cycle";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--learning-rate", paramLabel = "X", description = "Step size.")
  private double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "Of the learning rate: constant; cosine: down to 0 after the last epoch; onecycle: up at"
              + " first, then down to 0.")
  private ScheduleKind schedule = ScheduleKind.CONSTANT;

  @Option(
      names = CYCLE,
      paramLabel = "X",
      description =
          "In every epoch the learning rate rises to X times and falls to 0; 0: it stays. With the"
              + " constant schedule only.")
  private double cycle;

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

  /** Options with a command's own defaults. */
  OptimizerOptions(double learningRate, double cycle) {
    this.learningRate = learningRate;
    this.cycle = cycle;
  }

  void check() {
    Usage.positive(spec, "--learning-rate", learningRate);
    if (!(cycle >= 0 && cycle < Double.POSITIVE_INFINITY)) {
      throw Usage.error(spec, "--cycle: expected a number >= 0, got " + cycle);
    }
    boolean constant = schedule == ScheduleKind.CONSTANT;
    Effect.require(spec, CYCLE, constant, "--schedule constant", "--schedule " + schedule);
    if (!(clipNorm >= 0 && clipNorm < Double.POSITIVE_INFINITY)) {
      throw Usage.error(spec, "--clip-norm: expected a number >= 0, got " + clipNorm);
    }
  }

  /** What a checkpoint keeps of them. */
  void put(Map<String, String> settings, int epochs) {
    settings.put("--optimizer", kind.toString());
    settings.put("--learning-rate", String.valueOf(learningRate));
    settings.put("--schedule", schedule.setting(epochs));
    settings.put(CYCLE, isCyclic() ? String.valueOf(cycle) : "none");
    settings.put("--clip-norm", String.valueOf(clipNorm));
  }

  private boolean isCyclic() {
    return schedule == ScheduleKind.CONSTANT && cycle > 0;
  }

  double clipNorm() {
    return clipNorm;
  }

  /**
   * The optimiser.
   *
   * @param parameters what it updates
   * @param epochs of the whole training
   * @param stepsOfEpoch steps of each
   * @param parallel its threads
   */
  Optimizer optimizer(
      List<Parameter> parameters, int epochs, long stepsOfEpoch, Parallel parallel) {
    double rate = isCyclic() ? cycle * learningRate : learningRate;
    Optimizer optimizer =
        switch (kind) {
          case ADAM -> new Adam(parameters, rate).parallel(parallel);
          case ADAMW -> new AdamW(parameters, rate).parallel(parallel);
          case SGD -> new Sgd(parameters, rate).momentum(0.9).parallel(parallel);
        };
    optimizer.setSchedule(schedule.schedule(epochs, stepsOfEpoch, isCyclic()));
    return optimizer;
  }
}
