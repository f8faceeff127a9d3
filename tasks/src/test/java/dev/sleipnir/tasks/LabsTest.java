package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LabsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(args, new PrintWriter(out), new PrintWriter(err));
  }

  /** What a lab left: its exit status, what it printed, and its folder. */
  private record Finished(int status, String output, Path folder) {}

  /** Most of what a lab takes is on one core: they run by twos. */
  private static final ExecutorService TWO = Executors.newFixedThreadPool(2);

  private static final Map<String, Future<Finished>> LABS = new LinkedHashMap<>();

  /** The shorter versions, each in a JVM of its own as on the command line. */
  @BeforeAll
  static void start(@TempDir Path all) throws IOException {
    for (Labs.Entry entry : Labs.entries()) {
      String name = entry.name();
      LABS.put(name, TWO.submit(() -> finished(name, all.resolve(name))));
    }
  }

  @AfterAll
  static void end() {
    TWO.shutdownNow();
  }

  private static Finished finished(String name, Path folder) throws Exception {
    Files.createDirectory(folder);
    Path source = Path.of("../docs/labs", name + ".java");
    Path output = folder.resolve("output.txt");
    Process process =
        Script.process(source, List.of("--fast", "--out", folder.toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      return new Finished(process.waitFor(), Files.readString(output), folder);
    } finally {
      process.destroy();
    }
  }

  static Set<String> names() {
    return LABS.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyExperimentMeetsItsCriteria(String name) throws Exception {
    Finished lab = Objects.requireNonNull(LABS.get(name)).get();
    assertEquals(0, lab.status, lab.output);
    assertTrue(Files.exists(lab.folder.resolve(name + ".json")), name + ".json");
    assertTrue(Files.exists(lab.folder.resolve(name + ".png")), name + ".png");
  }

  @Test
  void listsEveryFileWithItsFirstLine() throws IOException {
    assertEquals(0, run("lab", "--list"));
    assertTrue(out.toString().contains("siegert"), out.toString());
    try (var files = Files.list(Path.of("../docs/labs"))) {
      assertEquals(files.count(), out.toString().lines().count());
    }
    for (Labs.Entry entry : Labs.entries()) {
      assertTrue(entry.source().startsWith("// " + entry.description()), entry.name());
    }
  }

  @Test
  void wrongUsageIsOneLine() {
    assertEquals(2, run("lab", "nix"));
    assertTrue(err.toString().startsWith("sleipnir lab: unknown experiment 'nix'; names are "));
    assertEquals(1, err.toString().lines().count());
    assertEquals(2, run("lab"));
    assertEquals(2, run("lab", "siegert", "--all"));
  }
}
