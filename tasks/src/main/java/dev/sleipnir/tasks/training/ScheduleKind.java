package dev.sleipnir.tasks.training;

import dev.sleipnir.model.optimize.Schedule;
import java.util.Locale;

/** How a command's learning rate changes from epoch to epoch. */
enum ScheduleKind {
  CONSTANT,
  COSINE,
  ONECYCLE;

  /** Share of a cycle in which the learning rate rises: later steps are the better for its fall. */
  private static final double RISING = 0.15;

  /**
   * The schedule.
   *
   * @param epochs of the whole training
   * @param stepsOfEpoch steps of each
   * @param cyclic whether what is constant from epoch to epoch is a cycle within each
   */
  Schedule schedule(int epochs, long stepsOfEpoch, boolean cyclic) {
    return switch (this) {
      case CONSTANT -> cyclic ? cycle(stepsOfEpoch).restartEvery(stepsOfEpoch) : Schedule.CONSTANT;
      case COSINE -> Schedule.cosine(epochs * stepsOfEpoch);
      case ONECYCLE -> cycle(epochs * stepsOfEpoch);
    };
  }

  /** Up in equal steps, then down along half a cosine; of however few steps. */
  private static Schedule cycle(long steps) {
    long rise = Math.max(1, (long) (RISING * steps));
    return Schedule.cosine(Math.max(1, steps - rise)).warmUp(rise);
  }

  /** What a checkpoint keeps of it. */
  String setting(int epochs) {
    return this == CONSTANT ? toString() : this + " over " + epochs + " epochs";
  }

  /** As the command line writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
