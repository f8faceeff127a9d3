package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed arrives, or the command fails. */
class StandardOutputTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir Path folder;

  private static ProcessBuilder command(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JvmOptions.usual());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", Script.classPath()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command);
  }

  private static String error(Process process) throws Exception {
    String text = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return text.strip();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "models", "lab --list", "bench triad -- -h"})
  void aFullDiskIsAnErrorOfEveryCommand(String line) throws Exception {
    assumeTrue(
        Files.isWritable(FULL) && !Files.isRegularFile(FULL), "not on this machine: /dev/full");
    List<String> args = new ArrayList<>(List.of(Start.class.getName()));
    args.addAll(List.of(line.split(" ")));
    Process process = command(args.toArray(String[]::new)).redirectOutput(FULL.toFile()).start();
    String error = error(process);
    assertTrue(error.startsWith("sleipnir: cannot write standard output: "), line + ": " + error);
    assertEquals(1, error.lines().count(), error);
    assertEquals(1, process.exitValue(), line);
  }

  @Test
  void aFullDiskIsAnErrorOfALab() throws Exception {
    assumeTrue(
        Files.isWritable(FULL) && !Files.isRegularFile(FULL), "not on this machine: /dev/full");
    Path lab =
        Files.writeString(
            folder.resolve("tiny.java"),
            """
            void main(String[] args) throws Exception {
              var lab = dev.sleipnir.tasks.lab.Lab.start("tiny", args);
              lab.checkEqual("one", 1, 1);
              System.exit(lab.finish());
            }
            """);
    String out = folder.resolve("labs").toString();
    Process process =
        command(SourceProgram.class.getName(), lab.toString(), "--out", out)
            .redirectOutput(FULL.toFile())
            .start();
    assertTrue(error(process).startsWith("sleipnir: cannot write standard output: "));
    assertEquals(1, process.exitValue());
  }

  @Test
  void aClosedPipeEndsQuietly() throws Exception {
    Process process = command(Start.class.getName(), "models").start();
    process.getInputStream().close();
    assertEquals("", error(process));
    assertEquals(141, process.exitValue());
  }

  @Test
  void noWarningIsPrintedAtAStart() throws Exception {
    Process process = command(Start.class.getName(), "models", "--list").start();
    process.getInputStream().readAllBytes();
    assertEquals("", error(process));
    assertEquals(0, process.exitValue());
  }

  @Test
  void nothingOnTheWayHoldsTheErrorBack() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    StandardOutput lostStream = new StandardOutput(full, () -> false);
    PrintStream stream = new PrintStream(lostStream, true, StandardCharsets.UTF_8);
    PrintWriter out = new PrintWriter(stream, true, StandardCharsets.UTF_8);
    StringWriter err = new StringWriter();
    for (String[] args :
        new String[][] {{"--help"}, {"--version"}, {"models", "lif"}, {"doctor"}}) {
      OutputLost lost =
          assertThrows(
              OutputLost.class,
              () -> {
                Main.run(args, out, new PrintWriter(err));
                out.flush();
              });
      var said = new ByteArrayOutputStream();
      assertEquals(1, lost.report(new PrintStream(said, true, StandardCharsets.UTF_8)));
      assertEquals(
          "sleipnir: cannot write standard output: No space left on device",
          said.toString(StandardCharsets.UTF_8).strip());
    }
    assertEquals("", err.toString());
  }
}
