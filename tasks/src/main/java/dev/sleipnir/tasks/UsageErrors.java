package dev.sleipnir.tasks;

import dev.sleipnir.tasks.report.Printable;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what a command expected and what it was given. */
final class UsageErrors {
  private UsageErrors() {}

  /** Prints the line to the command's error stream and returns the exit status of wrong usage. */
  static int report(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String message = Printable.line(message(e, command));
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + message);
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String message(ParameterException e, CommandLine command) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String given = unmatched.getUnmatched().getFirst();
      if (unmatched.isUnknownOption()) {
        return "unknown option '" + given + "'; expected one of " + join(options(command));
      }
      if (!command.getSubcommands().isEmpty()) {
        return "unknown command '" + given + "'; expected one of " + join(commands(command));
      }
      return "unexpected argument '" + given + "'; expected none";
    }
    return Objects.requireNonNullElse(e.getMessage(), "wrong usage");
  }

  private static List<String> options(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .map(option -> option.longestName())
        .sorted()
        .toList();
  }

  private static List<String> commands(CommandLine command) {
    return command.getSubcommands().keySet().stream().sorted().toList();
  }

  private static String join(List<String> names) {
    return String.join(", ", names);
  }
}
