package dev.sleipnir.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Other programs. */
final class Command {
  private Command() {}

  /**
   * Runs a program to its end.
   *
   * @return what it printed
   * @throws IOException if it cannot be started, or fails
   */
  static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(
          command.getFirst() + ": expected status 0, got " + process.exitValue() + "\n" + printed);
    }
    return printed;
  }
}
