package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
  @TempDir Path folder;

  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(args, new PrintWriter(new StringWriter()), new PrintWriter(err));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("program.java"), text);
  }

  @Test
  void runsAProgramOfOneFileOnTheLibrary() throws Exception {
    Path file =
        file(
            """
            import dev.sleipnir.model.neuron.*;
            import dev.sleipnir.model.tensor.*;

            void main(String[] args) {
              var spikes = new Lif().layer().forward(Tensor.full(2f, 100, 1, 1)).sum().item();
              IO.println(String.join(" ", args) + " " + IO.readln() + " " + (spikes > 10));
              System.exit(7);
            }
            """);
    Process process = Script.process(file, List.of("--fast", "b")).start();
    try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
      in.write("read\n");
    }
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("--fast b read true", printed.strip());
    assertEquals(7, process.waitFor());
  }

  @Test
  void runsTheProgramOfTheReadme() throws Exception {
    String readme = Files.readString(Path.of("../README.md"));
    int start = readme.indexOf("// spikes.java");
    Path file = file(readme.substring(start, readme.indexOf("```", start)));
    Process process = Script.process(file, List.of()).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(printed.matches("\\d+\\.0 spikes in 100 ms\\R"), printed);
    assertEquals(0, process.waitFor());
  }

  @Test
  void showsTheCompilersMessage() throws Exception {
    Process process = Script.process(file("void main() { nothing(); }"), List.of()).start();
    String message = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(message.contains("program.java:1: error: cannot find symbol"), message);
    assertEquals(1, process.waitFor());
  }

  @Test
  void refusesWhatIsNoJavaFileInOneLine() {
    assertEquals(2, run("run", "none.java"));
    assertEquals("sleipnir run: expected a file, found none at none.java", err.toString().strip());
    err.getBuffer().setLength(0);
    assertEquals(2, run("run", "pom.xml", "--fast"));
    assertEquals(
        "sleipnir run: expected a file that ends in .java, got pom.xml", err.toString().strip());
    assertEquals(2, run("run"));
  }
}
