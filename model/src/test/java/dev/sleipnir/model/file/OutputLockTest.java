package dev.sleipnir.model.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OutputLockTest {
  @TempDir Path temporary;

  @Test
  void anotherProcessIsRefusedByEveryNameUntilTheFirstIsKilled() throws Exception {
    Path folder = temporary.toRealPath();
    Path file = folder.resolve("new/c.txt");
    Files.createSymbolicLink(folder.resolve("linked"), Path.of("new"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("linked/c.txt"));
    Process first = OutputProgram.lock(file);
    try {
      assertEquals("locked true", line(first));
      for (Path name : List.of(file, folder.resolve("linked/c.txt"), link)) {
        String message =
            "cannot write %s: expected no other writer, got one that holds %s"
                .formatted(name, file.resolveSibling(".c.txt.lock"));
        assertEquals(
            message, assertThrows(IOException.class, () -> OutputLock.of(name)).getMessage());
        assertEquals(message, assertThrows(IOException.class, () -> write(name)).getMessage());
      }
      assertFalse(Files.exists(file));
    } finally {
      first.destroyForcibly().waitFor();
    }
    assertTrue(Files.exists(file.resolveSibling(".c.txt.lock")), "left by the kill");
    try (OutputLock mine = OutputLock.of(link)) {
      write(file);
      assertTrue(mine != null);
    }
    try (var left = Files.list(file.resolveSibling(""))) {
      assertEquals(List.of(file), left.toList());
    }
  }

  @Test
  void oneProgramLocksAFileOnceAndWritesItMeanwhile() throws Exception {
    Path file = temporary.resolve("c.txt");
    OutputLock first = OutputLock.of(file);
    write(file);
    assertEquals(
        "cannot write " + file + ": expected no other writer, got one in this program",
        assertThrows(IOException.class, () -> OutputLock.of(file)).getMessage());
    Process other = OutputProgram.lock(file);
    assertEquals(1, other.waitFor(), "writing does not give up the lock");
    first.close();
    first.close();
    OutputLock second = OutputLock.of(file);
    first.close();
    assertThrows(IOException.class, () -> OutputLock.of(file));
    second.close();
    try (var left = Files.list(temporary)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  @Test
  void whatIsNoFileHasNoOwner() throws Exception {
    try (OutputLock one = OutputLock.of(Path.of("/dev/null"));
        OutputLock two = OutputLock.of(Path.of("/dev/null"))) {
      assertTrue(one != two);
    }
  }

  private static void write(Path file) throws IOException {
    OutputFile.write(file, out -> out.write('x'));
  }

  private static String line(Process process) throws IOException {
    return new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
        .readLine();
  }
}
