package dev.sleipnir.tasks;

import dev.sleipnir.tasks.report.Version;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sleipnir shell}: the JDK's JShell, in this JVM, with the library imported. */
@Command(
    name = "shell",
    description =
        "Try the library line by line: the JDK's JShell with every package of the library"
            + " imported. The exit status is 0, or that of /exit STATUS.",
    footer = {
      "",
      "  jshell> var run = new Lif().layer().recordStates(Tensor.full(0.3f, 100, 1, 5), null)",
      "  jshell> plot(run.output(), run.states().get(\"v\"))",
      "",
      "plot(...) draws tensors or panels and names the picture. Tab completes, /help lists what"
          + " JShell can do, /save FILE keeps what was typed, /exit leaves.",
      "Lines may come from a file: sleipnir shell < FILE"
    })
final class Shell implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Path startup = Files.createTempFile("sleipnir-shell", ".jsh");
    try {
      copyStartup(startup);
      spec.commandLine().getOut().println(banner());
      // In this JVM, which has the Vector API already, and starts no second one.
      return shell()
          .start(
              "--execution=local",
              "--class-path=" + Script.classPath(),
              "--startup=DEFAULT",
              "--startup=" + startup);
    } finally {
      Files.deleteIfExists(startup);
    }
  }

  /** Only what people type is remembered for the next time, in the user's preferences. */
  private static JavaShellToolBuilder shell() {
    boolean typed = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    JavaShellToolBuilder shell = JavaShellToolBuilder.builder();
    return typed ? shell : shell.persistence(new HashMap<>());
  }

  private static void copyStartup(Path to) throws IOException {
    try (InputStream in = Shell.class.getResourceAsStream("startup.jsh")) {
      Files.copy(
          Objects.requireNonNull(in, "startup.jsh"), to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String banner() {
    return "Sleipnir "
        + Version.number()
        + ". All its packages are imported; plot(tensor, ...) draws and names a PNG.";
  }
}
