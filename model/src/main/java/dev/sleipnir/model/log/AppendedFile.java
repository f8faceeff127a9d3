package dev.sleipnir.model.log;

import dev.sleipnir.model.file.OutputFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that grows by whole lines. */
final class AppendedFile implements Closeable {
  private final OutputStream out;

  private AppendedFile(OutputStream out) {
    this.out = out;
  }

  static AppendedFile open(Path file) throws IOException {
    OutputFile.check(file); // Its message names what is in the way.
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return new AppendedFile(
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  /** In one call, so that a reader sees no part of a line. */
  void line(String text) throws IOException {
    out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
