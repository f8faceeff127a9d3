package dev.sleipnir.tasks.option;

import dev.sleipnir.kernels.parallel.Parallel;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What options may be. */
public final class Usage {
  private Usage() {}

  /**
   * Wrong usage of a command: one line, and the exit status of wrong usage.
   *
   * @param spec the command
   * @param message what was expected and what came
   * @return to be thrown
   */
  public static ParameterException error(CommandSpec spec, String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /**
   * Refuses a number that is too small.
   *
   * @param spec the command
   * @param option whose value it is
   * @param value what came
   * @param least the smallest that is right
   * @throws ParameterException if it is smaller
   */
  public static void atLeast(CommandSpec spec, String option, int value, int least) {
    if (value < least) {
      throw error(spec, option + ": expected at least " + least + ", got " + value);
    }
  }

  /**
   * Refuses a number of threads that there cannot be.
   *
   * @param spec the command
   * @param threads the value of {@code --threads}
   * @throws ParameterException if it is below 1 or above {@link Parallel#MOST_THREADS}
   */
  public static void threads(CommandSpec spec, int threads) {
    if (threads < 1 || threads > Parallel.MOST_THREADS) {
      throw error(spec, "--threads: expected 1 to " + Parallel.MOST_THREADS + ", got " + threads);
    }
  }

  /**
   * Refuses what is no positive, finite number.
   *
   * @param spec the command
   * @param option whose value it is
   * @param value what came
   * @throws ParameterException if it is not positive, not a number, or infinite
   */
  public static void positive(CommandSpec spec, String option, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw error(spec, option + ": expected a positive number, got " + value);
    }
  }
}
