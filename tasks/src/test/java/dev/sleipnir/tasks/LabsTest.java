package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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

  static Stream<String> names() throws IOException {
    return Labs.entries().stream().map(Labs.Entry::name);
  }

  /** The shorter versions, each in a JVM of its own as on the command line. */
  @ParameterizedTest
  @MethodSource("names")
  void everyExperimentMeetsItsCriteria(String name, @TempDir Path folder) throws Exception {
    Path source = Path.of("../docs/labs", name + ".java");
    Path output = folder.resolve("output.txt");
    int status =
        Script.process(source, List.of("--fast", "--out", folder.toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    assertEquals(0, status, Files.readString(output));
    assertTrue(Files.exists(folder.resolve(name + ".json")), name + ".json");
    assertTrue(Files.exists(folder.resolve(name + ".png")), name + ".png");
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
