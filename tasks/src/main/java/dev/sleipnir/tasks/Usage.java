package dev.sleipnir.tasks;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What options may be. */
final class Usage {
  private Usage() {}

  /** Wrong usage of a command: one line, and the exit status of wrong usage. */
  static ParameterException error(CommandSpec spec, String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  static void atLeast(CommandSpec spec, String option, int value, int least) {
    if (value < least) {
      throw error(spec, option + ": expected at least " + least + ", got " + value);
    }
  }

  static void positive(CommandSpec spec, String option, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw error(spec, option + ": expected a positive number, got " + value);
    }
  }
}
