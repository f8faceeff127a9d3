package dev.sleipnir.tasks;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, which can be killed and has its own environment. */
final class Child {
  private final List<String> options = new ArrayList<>();
  private final List<String> before = new ArrayList<>();
  private final ProcessBuilder builder = new ProcessBuilder();
  private final Path output;

  /**
   * A process that is not running yet.
   *
   * @param output where both of its outputs go
   */
  Child(Path output) {
    this.output = output;
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
  }

  /** Adds an option of Java's. */
  Child java(String option) {
    options.add(option);
    return this;
  }

  /** Lets it write no file beyond so many KiB, as a full disk would. */
  Child longestFile(int kibibytes) {
    before.addAll(List.of("bash", "-c", "ulimit -f " + kibibytes + "; exec \"$@\"", "bash"));
    return java("-XX:-UsePerfData");
  }

  /** Sets a variable of its environment; null removes it. */
  Child environment(String name, String value) {
    builder.environment().put(name, value);
    return this;
  }

  Child without(String name) {
    builder.environment().remove(name);
    return this;
  }

  Process start(List<String> args) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "-Xshare:auto",
            "-Djava.awt.headless=true",
            "-cp",
            classPath()));
    command.addAll(options);
    command.add("dev.sleipnir.tasks.Main");
    command.addAll(args);
    return builder.command(command).start();
  }

  /** Its exit status. */
  int run(List<String> args) throws IOException, InterruptedException {
    Process process = start(args);
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
      throw new IOException("still running: " + args + "\n" + output());
    }
    return process.exitValue();
  }

  /** As {@link #output}, for messages. */
  String text() {
    try {
      return output();
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** What it printed, but for the JVM's own remark on the vector module. */
  String output() throws IOException {
    return String.join(
        "\n",
        Files.readString(output, StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
            .toList());
  }

  /** Class path and module path of this test, whichever it has. */
  private static String classPath() {
    Set<String> parts = new LinkedHashSet<>();
    parts.add(folder(Main.class).toString());
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      String value = System.getProperty(property);
      if (value != null) {
        parts.addAll(List.of(value.split(File.pathSeparator, -1)));
      }
    }
    return String.join(File.pathSeparator, parts);
  }

  private static Path folder(Class<?> type) {
    var resource = Objects.requireNonNull(type.getResource(type.getSimpleName() + ".class"));
    Path folder = Path.of(URI.create(resource.toString()));
    for (int level = type.getName().split("\\.", -1).length; level > 0; level--) {
      folder = Objects.requireNonNull(folder.getParent());
    }
    return folder;
  }
}
