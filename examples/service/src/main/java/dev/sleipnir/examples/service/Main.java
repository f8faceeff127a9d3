package dev.sleipnir.examples.service;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The service's command line. */
@Command(
    name = "service",
    description = "A spiking network behind HTTP.",
    mixinStandardHelpOptions = true,
    subcommands = {Serve.class, Demo.class, Load.class})
public final class Main implements Callable<Integer> {
  private Main() {}

  /**
   * Runs a command and ends the JVM with its exit status.
   *
   * @param args command, options, arguments
   */
  public static void main(String[] args) {
    if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
      System.setProperty(
          "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n");
    }
    int status = run(args);
    if (status != 0) {
      System.exit(status);
    }
  }

  static int run(String... args) {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              System.err.println("service: " + (e.getMessage() == null ? e : e.getMessage()));
              return 1;
            })
        .execute(args);
  }

  @Override
  public Integer call() {
    CommandLine.usage(this, System.err);
    return 2;
  }
}
