package dev.sleipnir.plasticity;

import dev.sleipnir.model.file.OutputFile;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * What learns by plasticity, in a file or at a place of a stream: {@code SLEIPLST}, then version,
 * the length of the body, the body, and the CRC-32C of all from the version on. Numbers are
 * big-endian.
 *
 * <p>A body begins with what kind of thing it is. It is read to its end and its checksum compared
 * before anything changes; whoever reads knows the sizes to expect, so that a damaged file makes no
 * large arrays.
 */
final class StateFile {
  private static final byte[] MAGIC = "SLEIPLST".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  private StateFile() {}

  /** What is written. Called twice, first to learn the length. */
  @FunctionalInterface
  interface Body {
    void writeTo(StateWriter out) throws IOException;
  }

  /** Reads a body and returns what to do with it once the checksum is known to be right. */
  @FunctionalInterface
  interface Reading<T> {
    Commit<T> from(StateReader in) throws IOException;
  }

  /** Takes over what was read. */
  @FunctionalInterface
  interface Commit<T> {
    T run() throws IOException;
  }

  static void write(OutputStream to, Body body) throws IOException {
    Counting counting = new Counting();
    try (StateWriter sizes = new StateWriter(counting)) {
      body.writeTo(sizes);
    }
    to.write(MAGIC);
    CRC32C crc = new CRC32C();
    DataOutputStream out = new DataOutputStream(new CheckedOutputStream(to, crc));
    out.writeInt(VERSION);
    out.writeLong(counting.count);
    StateWriter writer = new StateWriter(out);
    body.writeTo(writer);
    writer.flush();
    new DataOutputStream(to).writeInt((int) crc.getValue());
    to.flush();
  }

  static void write(Path file, Body body) throws IOException {
    OutputFile.write(file, out -> write(out, body));
  }

  static <T> T read(Path file, Reading<T> reading) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          file + ": expected a file, got " + (Files.exists(file) ? "something else" : "none"));
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      T result = read(in, file.toString(), reading);
      if (in.read() >= 0) {
        throw new IOException(file + ": expected the end after the checksum, got more");
      }
      return result;
    }
  }

  static <T> T read(InputStream from, Reading<T> reading) throws IOException {
    return read(from, "stream", reading);
  }

  private static <T> T read(InputStream from, String name, Reading<T> reading) throws IOException {
    byte[] magic = from.readNBytes(MAGIC.length);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IOException(
          name + ": expected saved plasticity, which begins with SLEIPLST, got " + shown(magic));
    }
    CRC32C crc = new CRC32C();
    DataInputStream in = new DataInputStream(new CheckedInputStream(from, crc));
    try {
      int version = in.readInt();
      if (version != VERSION) {
        throw new IOException("expected version " + VERSION + ", got " + version);
      }
      long length = in.readLong();
      StateReader reader = new StateReader(in, length);
      Commit<T> commit = reading.from(reader);
      reader.requireEnd();
      int expected = (int) crc.getValue();
      int got = new DataInputStream(from).readInt();
      if (expected != got) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "expected checksum %08x of what was read, got %08x: the file is damaged",
                expected,
                got));
      }
      return commit.run();
    } catch (EOFException e) {
      throw new IOException(name + ": expected the rest of the saved state, got the end", e);
    } catch (IOException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  private static String shown(byte[] bytes) {
    if (bytes.length == 0) {
      return "nothing";
    }
    StringBuilder text = new StringBuilder("bytes");
    for (byte b : bytes) {
      text.append(String.format(Locale.ROOT, " %02x", b));
    }
    return text.toString();
  }

  /** Counts bytes and forgets them. */
  private static final class Counting extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] b, int from, int length) {
      count += length;
    }
  }
}
