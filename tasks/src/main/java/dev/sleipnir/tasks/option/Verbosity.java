package dev.sleipnir.tasks.option;

import picocli.CommandLine.Model.CommandSpec;

/** How much a command line says: what the command of commands implements. */
@FunctionalInterface
public interface Verbosity {
  /** {@return whether {@code --verbose} was given} */
  boolean isVerbose();

  /**
   * Whether {@code --verbose} was given, before a command's name or after it.
   *
   * @param command a command, of any depth
   * @return false also where commands have no such option
   */
  static boolean of(CommandSpec command) {
    return command.root().userObject() instanceof Verbosity said && said.isVerbose();
  }
}
