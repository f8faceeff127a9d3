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
  private static final String CONSTANT = "constant";
  private static final String STEP = "step";

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

  /** Options with a command's own default. */
  ScheduleOptions(String name) {
    this.name = name;
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
    settings.put(
        "--schedule", warmUp == 0 ? kept : kept + ", after a warm-up of " + warmUp + " steps");
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
            case CONSTANT -> Schedule.CONSTANT;
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
