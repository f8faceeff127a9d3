package dev.sleipnir.tasks.training;

import dev.sleipnir.model.optimize.Schedule;
import dev.sleipnir.tasks.option.Effect;
import dev.sleipnir.tasks.option.Usage;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command's learning rate changes. */
final class ScheduleOptions {
  static final String CONSTANT = "constant";
  private static final String STEP = "step";

  private static final String CYCLE = "--cycle";

  /** Share of a cycle in which the learning rate rises: most is learned while it falls. */
  private static final double RISING = 0.15;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "Of the learning rate: constant; cosine: down to 0 after the last epoch; one-cycle: up"
              + " from 1/25 of it in the first 30 %% of the steps, then down to 1/250000; step:"
              + " times --decay after every --decay-every epochs.")
  private String name;

  @Option(
      names = "--decay",
      paramLabel = "X",
      description = "With --schedule step: what the learning rate is multiplied by.")
  private double decay = 0.1;

  @Option(
      names = "--decay-every",
      paramLabel = "N",
      description = "With --schedule step: epochs of one learning rate.")
  private int decayEvery = 1;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Training steps in which the learning rate rises before the schedule begins.")
  private int warmUp = 0;

  @Option(
      names = CYCLE,
      paramLabel = "X",
      description =
          "With --schedule constant: in every epoch the learning rate rises to X times and falls to"
              + " 0; 0: it does not.")
  private double cycle;

  /**
   * Options with a command's own defaults.
   *
   * @param name the schedule
   * @param cycle to how many times the learning rate rises in an epoch; 0 for not at all
   */
  ScheduleOptions(String name, double cycle) {
    this.name = name;
    this.cycle = cycle;
  }

  void check() {
    name = name.toLowerCase(Locale.ROOT);
    switch (name) {
      case CONSTANT, "cosine", STEP, "one-cycle" -> {}
      default ->
          throw Usage.error(
              spec, "--schedule: expected constant, cosine, one-cycle or step, got '" + name + "'");
    }
    if (!(decay >= 0 && decay < 1)) {
      throw Usage.error(spec, "--decay: expected a number in [0, 1), got " + decay);
    }
    Usage.atLeast(spec, "--decay-every", decayEvery, 1);
    Usage.atLeast(spec, "--warm-up", warmUp, 0);
    if (!(cycle >= 0 && cycle < Double.POSITIVE_INFINITY)) {
      throw Usage.error(spec, "--cycle: expected a number >= 0, got " + cycle);
    }
    boolean constant = name.equals(CONSTANT);
    Effect.require(spec, CYCLE, constant, "--schedule constant", "--schedule " + name);
    boolean step = name.equals(STEP);
    Effect.require(spec, "--decay", step, "--schedule step", "--schedule " + name);
    Effect.require(spec, "--decay-every", step, "--schedule step", "--schedule " + name);
  }

  /** What a checkpoint keeps of them. */
  void put(Map<String, String> settings, int epochs) {
    String kept =
        switch (name) {
          case CONSTANT -> name;
          case STEP -> name + ", times " + decay + " every " + decayEvery + " epochs";
          default -> name + " over " + epochs + " epochs";
        };
    settings.put(CYCLE, isCyclic() ? String.valueOf(cycle) : "none");
    settings.put(
        "--schedule", warmUp == 0 ? kept : kept + ", after a warm-up of " + warmUp + " steps");
  }

  private boolean isCyclic() {
    return name.equals(CONSTANT) && cycle > 0;
  }

  /** Up in equal steps, then down along half a cosine; of however few steps. */
  private Schedule cycle(long steps) {
    long rise = Math.max(1, (long) (RISING * steps));
    return Schedule.cosine(Math.max(1, steps - rise)).warmUp(rise).restartEvery(steps).times(cycle);
  }

  /**
   * The schedule.
   *
   * @param epochs of the whole training
   * @param stepsOfEpoch training steps of each
   */
  Schedule schedule(int epochs, long stepsOfEpoch) {
    long steps = epochs * stepsOfEpoch - warmUp;
    boolean whole = name.equals(CONSTANT) || name.equals(STEP);
    if (!whole && steps < 1) {
      throw Usage.error(
          spec,
          "--warm-up: expected fewer than the "
              + epochs * stepsOfEpoch
              + " steps of the training, got "
              + warmUp);
    }
    Schedule schedule;
    try {
      schedule =
          switch (name) {
            case CONSTANT -> isCyclic() ? cycle(stepsOfEpoch) : Schedule.CONSTANT;
            case STEP -> Schedule.step(decayEvery * stepsOfEpoch, decay);
            case "cosine" -> Schedule.cosine(steps);
            default -> Schedule.oneCycle(steps);
          };
    } catch (IllegalArgumentException e) {
      throw Usage.error(spec, "--schedule: " + e.getMessage());
    }
    return warmUp == 0 ? schedule : schedule.warmUp(warmUp);
  }
}
