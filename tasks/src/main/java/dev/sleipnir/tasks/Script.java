package dev.sleipnir.tasks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Java source file, run by the JDK's source launcher in a JVM of its own with everything that is
 * on our class path. The JVM ends with this one. The shell launcher does the same for {@code run},
 * without us in between.
 */
final class Script {
  private Script() {}

  /** A JVM that runs the file, not yet started. */
  static ProcessBuilder process(Path file, List<String> args) {
    List<String> all = new ArrayList<>(List.of(file.toString()));
    all.addAll(args);
    return process(SourceProgram.class, all);
  }

  /** A JVM that runs a class of ours, not yet started. */
  static ProcessBuilder process(Class<?> main, List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JvmOptions.usual());
    command.add(Parent.option());
    command.add("-cp");
    command.add(classPath());
    command.add(main.getName());
    command.addAll(args);
    return new ProcessBuilder(command);
  }

  /** Runs the file on our standard streams and returns its exit status. */
  static int run(Path file, List<String> args) throws IOException, InterruptedException {
    Process process = process(file, args).inheritIO().start();
    Thread end = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(end);
    int status = process.waitFor();
    Runtime.getRuntime().removeShutdownHook(end);
    return status;
  }

  /** Where we came from: the class path, or in tests the module path. */
  static String classPath() {
    return Stream.of("java.class.path", "jdk.module.path")
        .map(name -> System.getProperty(name, ""))
        .filter(path -> !path.isEmpty())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
