package dev.sleipnir.tasks;

import dev.sleipnir.tasks.option.TextFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Arguments that stand for a file of arguments, {@code @FILE}. The parser would take one that
 * cannot be read for an argument of that name, and go round in a circle of them.
 */
final class ArgumentFiles {
  private static final int DEEPEST = 10;

  private ArgumentFiles() {}

  /**
   * Checks every {@code @FILE}, and those within the files.
   *
   * @throws IOException if one cannot be read; the message names it
   */
  static void check(String[] args) throws IOException {
    check(List.of(args), new ArrayList<>());
  }

  private static void check(List<String> args, List<String> within) throws IOException {
    for (String arg : args) {
      if (!arg.startsWith("@") || arg.startsWith("@@") || arg.length() == 1) {
        continue;
      }
      if (within.contains(arg) || within.size() == DEEPEST) {
        throw new IOException(arg + ": expected a file of arguments, got one within itself");
      }
      Path file;
      try {
        file = Path.of(arg.substring(1));
      } catch (InvalidPathException e) {
        throw new IOException(arg + ": expected a file of arguments, got no file name", e);
      }
      List<String> outer = new ArrayList<>(within);
      outer.add(arg);
      check(List.of(TextFile.read(arg, file).strip().split("\\s+")), outer);
    }
  }
}
