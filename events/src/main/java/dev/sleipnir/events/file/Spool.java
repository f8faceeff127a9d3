package dev.sleipnir.events.file;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A temporary file for what is written before a header that says how much it is. */
final class Spool implements Closeable {
  private final Path file = Files.createTempFile("sleipnir-events", ".part");
  private final OutputStream stream =
      new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  private final ByteOutput out = new ByteOutput(stream);

  Spool() throws IOException {}

  ByteOutput out() {
    return out;
  }

  /** Puts all of it behind a header. */
  void copy(ByteOutput to) throws IOException {
    out.flush();
    stream.flush();
    byte[] block = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      int read;
      while ((read = in.read(block)) > 0) {
        to.bytes(block, read);
      }
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
    Files.deleteIfExists(file);
  }
}
