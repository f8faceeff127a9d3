package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.bench.Benchmarks;
import dev.sleipnir.kernels.Simd;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.plasticity.LearningRule;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import tools.jackson.core.JacksonException;

/** A JVM of its own for a class of the tests, started by the JDK that runs them. */
record ChildJvm(int status, String output) {
  private static final int SECONDS = 120;

  /** The option that adds the Vector API. */
  static final String VECTORS = "--add-modules=jdk.incubator.vector";

  /** Runs {@code main} of a class, with options of the JVM, and waits for it. */
  static ChildJvm run(List<String> options, Class<?> main, Object... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(main), main.getName()));
    for (Object arg : args) {
      command.add(arg.toString());
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS));
    return new ChildJvm(process.exitValue(), output);
  }

  private static String classPath(Class<?> main) {
    return Stream.of(
            main,
            Main.class,
            Simd.class,
            Tensor.class,
            LearningRule.class,
            Benchmarks.class,
            CommandLine.class,
            JacksonException.class)
        .map(ChildJvm::location)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Folder or archive that a class comes from; of tests the one that patches their module. */
  private static String location(Class<?> type) {
    String file = type.getName().replace('.', '/') + ".class";
    URL url = Objects.requireNonNull(type.getResource('/' + file));
    try {
      if (url.getProtocol().equals("file")) {
        String path = Path.of(url.toURI()).toString();
        return path.substring(0, path.length() - file.length());
      }
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
