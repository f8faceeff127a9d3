package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void writesTheFileAndItsFolders() throws Exception {
    Path file = folder.resolve("a/b/c.txt");
    AtomicFile.write(file, out -> out.write('x'));
    assertEquals("x", Files.readString(file));
    assertEquals(List.of(file), children(folder.resolve("a/b")));
  }

  @Test
  void replacesAnOldFile() throws Exception {
    Path file = Files.writeString(folder.resolve("c.txt"), "old");
    AtomicFile.write(file, out -> out.write('x'));
    assertEquals("x", Files.readString(file));
  }

  @Test
  void afterAFullDiskTheOldFileIsAsItWas() throws Exception {
    Path file = Files.writeString(folder.resolve("c.txt"), "old");
    var e =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write('x');
                      throw new IOException("No space left on device");
                    }));
    assertEquals("cannot write " + file + ": No space left on device", e.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of(file), children(folder));
  }

  @Test
  void aFolderThatIsAFileIsNamed() throws Exception {
    Path blocker = Files.writeString(folder.resolve("blocker"), "");
    Path file = blocker.resolve("c.txt");
    var e = assertThrows(IOException.class, () -> AtomicFile.write(file, out -> out.write('x')));
    assertEquals(
        "cannot write " + file + ": expected a folder, got a file: " + blocker, e.getMessage());
  }

  @Test
  void aFolderIsNoFile() throws Exception {
    Path file = Files.createDirectory(folder.resolve("results"));
    var e = assertThrows(IOException.class, () -> AtomicFile.write(file, out -> out.write('x')));
    assertEquals("cannot write " + file + ": expected a file name, got a folder", e.getMessage());
  }

  private static List<Path> children(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }
}
