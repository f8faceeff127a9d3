package dev.sleipnir.tasks.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The rule that an option which would change nothing is refused: who gives it expects something.
 */
public final class Effect {
  private Effect() {}

  /**
   * Refuses an option that was given though it has no effect beside the others.
   *
   * @param spec the command
   * @param option its name
   * @param effective whether it has an effect
   * @param expected what would give it one
   * @param given what is there instead
   * @throws ParameterException if it was given and has none
   */
  public static void require(
      CommandSpec spec, String option, boolean effective, String expected, String given) {
    if (!effective && isGiven(spec, option)) {
      throw Usage.error(spec, option + ": expected " + expected + " beside it, got " + given);
    }
  }

  private static boolean isGiven(CommandSpec spec, String option) {
    var parsed = spec.commandLine().getParseResult();
    return parsed != null && parsed.hasMatchedOption(option);
  }
}
