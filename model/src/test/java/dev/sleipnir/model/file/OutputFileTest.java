package dev.sleipnir.model.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OutputFileTest {
  private static final String NOT_HERE = "not on this machine: ";

  @TempDir Path temporary;
  private Path folder = Path.of("");

  @BeforeEach
  void realFolder() throws IOException {
    folder = temporary.toRealPath();
  }

  @Test
  void writesTheFileAndItsFolders() throws Exception {
    Path file = folder.resolve("a/b/c.txt");
    OutputFile.check(file);
    assertFalse(Files.exists(folder.resolve("a")), "checking makes no folder");
    write(file, "x");
    assertEquals("x", Files.readString(file));
    assertEquals(List.of(file), children(folder.resolve("a/b")));
  }

  @Test
  void replacesAnOldFileAndKeepsItsPermissions() throws Exception {
    Path file = Files.writeString(folder.resolve("c.txt"), "old");
    assumeTrue(
        Files.getFileStore(file).supportsFileAttributeView("posix"), NOT_HERE + "permissions");
    var mode = PosixFilePermissions.fromString("rw-rw---x");
    Files.setPosixFilePermissions(file, mode);
    write(file, "x");
    assertEquals("x", Files.readString(file));
    assertEquals(mode, Files.getPosixFilePermissions(file));
    assertEquals(List.of(file), children(folder));
  }

  @Test
  void afterAFullDiskTheOldFileIsAsItWas() throws Exception {
    Path file = Files.writeString(folder.resolve("c.txt"), "old");
    var e =
        assertThrows(
            IOException.class,
            () ->
                OutputFile.write(
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
  void afterAnInterruptTheOldFileIsAsItWasAndTheThreadKnows() throws Exception {
    Path file = Files.writeString(folder.resolve("c.txt"), "old");
    Thread.currentThread().interrupt();
    var e = assertThrows(IOException.class, () -> write(file, "new"));
    assertTrue(Thread.interrupted(), "nobody swallowed it");
    assertEquals("cannot write " + file + ": the thread was interrupted", e.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of(file), children(folder));
    write(file, "new");
    assertEquals("new", Files.readString(file));
  }

  @Test
  void aStreamThatIsClosedByTheContentIsStillForcedAndMoved() throws Exception {
    Path file = folder.resolve("c.txt");
    OutputFile.write(
        file,
        out -> {
          out.write('x');
          out.close();
          out.close();
        });
    assertEquals("x", Files.readString(file));
  }

  @Test
  void linksAreFollowedAndStay() throws Exception {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path target = Files.writeString(real.resolve("c.txt"), "old");
    // Relative, through a folder that is itself a link, and two in a row.
    Files.createSymbolicLink(folder.resolve("linked"), Path.of("real"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("linked/c.txt"));
    Path first =
        Files.createSymbolicLink(real.resolve("first"), Path.of("../linked/../second").normalize());
    Path link = Files.createSymbolicLink(folder.resolve("link"), second);
    for (Path path : List.of(second, link)) {
      OutputFile.check(path);
      write(path, path.toString());
      assertTrue(Files.isSymbolicLink(path));
      assertEquals(path.toString(), Files.readString(target));
    }
    assertEquals(List.of(target, first).stream().sorted().toList(), children(real));
  }

  @Test
  void aLinkToNothingYetIsFilled() throws Exception {
    Path target = folder.resolve("target");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("target"));
    OutputFile.check(link);
    write(link, "x");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("x", Files.readString(target));
  }

  @Test
  void aLinkIntoAFolderThatIsMissingIsRefused() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("missing/target"));
    refused(
        link,
        "expected a link into an existing folder, got one to "
            + folder.resolve("missing/target")
            + ", whose is missing");
    assertFalse(Files.exists(folder.resolve("missing")));
  }

  @Test
  void linksInACircleAreRefused() throws Exception {
    Path a = Files.createSymbolicLink(folder.resolve("a"), Path.of("b"));
    Files.createSymbolicLink(folder.resolve("b"), Path.of("a"));
    refused(a, "expected at most 40 links in a row, got more (a circle?)");
  }

  @Test
  void aFolderThatIsAFileIsNamed() throws Exception {
    Path blocker = Files.writeString(folder.resolve("blocker"), "");
    refused(blocker.resolve("c.txt"), "expected a folder, got a file: " + blocker);
    refused(blocker.resolve("d/c.txt"), "expected a folder, got a file: " + blocker);
    Path link = Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("missing"));
    refused(link.resolve("c.txt"), "expected a folder, got a link to nothing: " + link);
  }

  @Test
  void aFolderIsNoFile() throws Exception {
    refused(Files.createDirectory(folder.resolve("results")), "expected a file name, got a folder");
    refused(Path.of("/"), "expected a file name, got a folder");
    refused(Path.of(""), "expected a file name, got a folder");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("results"));
    refused(link, "expected a file name, got a folder");
  }

  @Test
  void whatOneMayNotWriteToIsRefused() throws Exception {
    assumeFalse(
        "root".equals(System.getProperty("user.name")), NOT_HERE + "a user who may not write");
    Path file = Files.writeString(folder.resolve("c.txt"), "old");
    assertTrue(file.toFile().setReadOnly());
    refused(file, "permission denied for " + file);
    Path closed = Files.createDirectory(folder.resolve("closed"));
    assertTrue(closed.toFile().setWritable(false));
    try {
      for (String name : List.of("c.txt", "d/e/c.txt")) {
        Path inside = closed.resolve(name);
        var e = assertThrows(IOException.class, () -> OutputFile.check(inside));
        String start = "cannot write " + inside + ": permission denied for " + closed;
        assertTrue(String.valueOf(e.getMessage()).startsWith(start), e.getMessage());
      }
    } finally {
      assertTrue(closed.toFile().setWritable(true));
    }
    assertEquals("old", Files.readString(file));
  }

  @Test
  void aNameThatIsTooLongIsRefused() throws Exception {
    Path file = folder.resolve("x".repeat(300));
    for (boolean checked : new boolean[] {true, false}) {
      var e =
          assertThrows(
              IOException.class,
              () -> {
                if (checked) {
                  OutputFile.check(file);
                } else {
                  write(file, "x");
                }
              });
      assertTrue(
          String.valueOf(e.getMessage()).startsWith("cannot write " + file + ": "), e.getMessage());
    }
    Path longest = folder.resolve("x".repeat(255));
    OutputFile.check(longest);
    write(longest, "x");
    assertEquals(List.of(longest), children(folder));
  }

  @Test
  void devicesAreWrittenToAndStay() throws Exception {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), NOT_HERE + device);
    Path link = Files.createSymbolicLink(folder.resolve("link"), device);
    for (Path path : List.of(device, link)) {
      OutputFile.check(path);
      write(path, "x");
      assertFalse(Files.isRegularFile(device));
    }
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), NOT_HERE + full);
    OutputFile.check(full);
    var e = assertThrows(IOException.class, () -> write(full, "x"));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("cannot write /dev/full: "), e.getMessage());
    assertFalse(Files.isRegularFile(full));
  }

  @Test
  void aNamedPipeGetsItsBytesOnceAndStays() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeTrue(ran("mkfifo", pipe.toString()), NOT_HERE + "mkfifo");
    var read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readString(pipe);
              } catch (IOException e) {
                return e.toString();
              }
            });
    OutputFile.check(pipe);
    write(pipe, "x".repeat(200_000));
    assertEquals("x".repeat(200_000), read.get());
    assertFalse(Files.isRegularFile(pipe));
    assertEquals(List.of(pipe), children(folder));
  }

  @Test
  void descriptorsAreWrittenToInOrderAndTheirFileStays() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/fd/1")), NOT_HERE + "/proc");
    Path file = folder.resolve("out");
    // Descriptor 1 has a position that a second opening of the file would not share.
    var program =
        OutputProgram.start(
            file, "before\n", "/dev/stdout", "/proc/self/fd/1", "/dev/fd/1", "/dev/stdout");
    assertEquals(0, program.waitFor());
    assertEquals(
        "before\n[/dev/stdout][/proc/self/fd/1][/dev/fd/1][/dev/stdout]after\n",
        Files.readString(file));
    assertEquals(List.of(file), children(folder));
    refused(
        Path.of("/proc/self/fd/9999"),
        "expected an open descriptor, got "
            + Path.of("/proc/self/fd").toRealPath().resolve("9999")
            + ", which is not open");
  }

  @Test
  void aSocketIsRefused() throws Exception {
    Path path = folder.resolve("socket");
    try (var server =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      server.bind(java.net.UnixDomainSocketAddress.of(path));
      refused(path, "expected a file, a pipe or a device, got a socket");
    }
  }

  @Test
  void leftoversOfKilledWritersAreRemovedAndNothingElse() throws Exception {
    Path file = folder.resolve("c.txt");
    Files.writeString(folder.resolve(".c.txt." + UUID.randomUUID() + ".tmp"), "half");
    Files.writeString(folder.resolve(".c.txt." + UUID.randomUUID() + ".tmp"), "half");
    Files.writeString(folder.resolve(".c.txt.lock"), "");
    Path other = Files.writeString(folder.resolve(".c.txt.mine.tmp"), "kept");
    Path another =
        Files.writeString(folder.resolve(".b.txt." + UUID.randomUUID() + ".tmp"), "kept");
    write(file, "x");
    assertEquals(List.of(another, other, file).stream().sorted().toList(), children(folder));
  }

  @Test
  void threadsOfOneProgramWriteOneAfterTheOther() throws Exception {
    Path file = folder.resolve("c.txt");
    var writers =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(
                n ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; i < 20; i++) {
                            try {
                              write(file, String.valueOf(n).repeat(10_000));
                            } catch (IOException e) {
                              throw new java.io.UncheckedIOException(e);
                            }
                          }
                        }))
            .toList();
    for (var writer : writers) {
      writer.get();
    }
    String text = Files.readString(file);
    assertEquals(text.substring(0, 1).repeat(10_000), text);
    assertEquals(List.of(file), children(folder));
  }

  private static void write(Path file, String text) throws IOException {
    OutputFile.write(file, out -> out.write(text.getBytes(UTF_8)));
  }

  /** By both, with the same message, and neither leaves anything. */
  private void refused(Path file, String reason) throws IOException {
    List<Path> before = children(folder);
    String message = "cannot write " + file + ": " + reason;
    assertEquals(
        message, assertThrows(IOException.class, () -> OutputFile.check(file)).getMessage());
    assertEquals(message, assertThrows(IOException.class, () -> write(file, "x")).getMessage());
    assertEquals(message, assertThrows(IOException.class, () -> OutputLock.of(file)).getMessage());
    assertEquals(before, children(folder));
  }

  private static boolean ran(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
