package dev.sleipnir.tasks.training;

import dev.sleipnir.tasks.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;

/**
 * A command that was run: how it ended, and what it said.
 *
 * @param status exit status
 * @param out standard output
 * @param err errors
 */
public record CommandRun(int status, String out, String err) {
  /** Runs a command of {@code sleipnir} with these arguments and more. */
  public static CommandRun of(List<String> arguments, String... more) {
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Main.run(
            Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new),
            new PrintWriter(out, true),
            new PrintWriter(err, true));
    return new CommandRun(status, out.toString(), err.toString());
  }
}
