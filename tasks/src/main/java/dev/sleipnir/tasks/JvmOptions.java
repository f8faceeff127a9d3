package dev.sleipnir.tasks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Options of the JVMs that are started here. */
final class JvmOptions {
  /** The collector unless the user names one: a JVM refuses two. */
  private static final String COLLECTOR = "-XX:+UseParallelGC";

  private JvmOptions() {}

  /** Options that this JVM was started with. */
  static List<String> ofThisJvm() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments();
  }

  /** What every JVM of ours is given, and then the user's own from SLEIPNIR_JAVA_OPTS. */
  static List<String> usual() {
    List<String> own = words(System.getenv("SLEIPNIR_JAVA_OPTS"));
    List<String> all = new ArrayList<>();
    all.addAll(
        List.of(
            "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED",
            "--add-exports=jdk.compiler/com.sun.tools.javac.launcher=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.awt.headless=true",
            // The library of HDF5 would say that nobody takes its log.
            "-Dslf4j.internal.verbosity=ERROR"));
    // Java itself reads the other two variables.
    if (Stream.of(
            own,
            words(System.getenv("JDK_JAVA_OPTIONS")),
            words(System.getenv("JAVA_TOOL_OPTIONS")))
        .noneMatch(JvmOptions::nameCollector)) {
      all.add(COLLECTOR);
    }
    all.addAll(own);
    return all;
  }

  /** Options with ours about collectors left out if the others name one. */
  static List<String> without(List<String> ours, List<String> others) {
    return nameCollector(others)
        ? ours.stream().filter(option -> !isCollector(option)).toList()
        : ours;
  }

  private static boolean nameCollector(List<String> options) {
    return options.stream().anyMatch(option -> isCollector(option) || fileNamesCollector(option));
  }

  private static boolean isCollector(String option) {
    return option.matches("-XX:[+-]Use\\w*GC");
  }

  /** Whether an argument file, {@code @FILE}, does. */
  private static boolean fileNamesCollector(String option) {
    if (!option.startsWith("@")) {
      return false;
    }
    try {
      return nameCollector(words(Files.readString(Path.of(option.substring(1)))));
    } catch (IOException e) {
      return false; // Java says what is wrong with it.
    }
  }

  private static List<String> words(@Nullable String text) {
    return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }
}
