package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JVM of a program ends with the one that started it. */
class ParentTest {
  @TempDir Path folder;

  @Test
  void aProgramEndsWhenTheCommandIsKilled() throws Exception {
    Path program =
        Files.writeString(
            folder.resolve("endless.java"),
            """
            void main() throws Exception {
              IO.println(ProcessHandle.current().pid());
              Thread.sleep(600_000);
            }
            """);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JvmOptions.usual());
    // Handed to the command's own JVM: run starts another for the program.
    command.addAll(List.of("-cp", Script.classPath(), Start.class.getName()));
    command.addAll(List.of("run", program.toString()));
    Process process = new ProcessBuilder(command).start();
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      long pid = Long.parseLong(lines.readLine());
      ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
      assertEquals(process.pid(), child.parent().orElseThrow().pid());
      process.destroyForcibly();
      child.onExit().get(20, TimeUnit.SECONDS);
    }
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
  }

  @Test
  void aProgramWhoseParentIsAnotherEndsAtOnce() throws Exception {
    Path program = Files.writeString(folder.resolve("late.java"), "void main() { IO.print(1); }");
    List<String> command = new ArrayList<>(Script.process(program, List.of()).command());
    command.replaceAll(arg -> arg.equals(Parent.option()) ? "-Dsleipnir.parent=1" : arg);
    Process process = new ProcessBuilder(command).start();
    assertEquals("", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    assertEquals(143, process.exitValue());
  }
}
