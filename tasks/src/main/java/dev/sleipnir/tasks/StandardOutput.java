package dev.sleipnir.tasks;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** Standard output that never loses a byte in silence, as {@link System#out} does. */
public final class StandardOutput extends OutputStream {
  private static final int KIND = 0170000;
  private static final int PIPE = 0010000;
  private static final int SOCKET = 0140000;

  private final OutputStream out;
  private final BooleanSupplier isPipe;

  /**
   * A stream that never loses a byte in silence.
   *
   * @param out where bytes go
   * @param isPipe whether that is a pipe or a socket, asked when something could not be written
   */
  StandardOutput(OutputStream out, BooleanSupplier isPipe) {
    this.out = out;
    this.isPipe = isPipe;
  }

  /**
   * Standard output; what cannot be written to it is an {@link OutputLost}.
   *
   * @return a stream that flushes at the end of a line
   */
  public static PrintStream stream() {
    var out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
    return new PrintStream(new StandardOutput(out, StandardOutput::isPipe), true, encoding());
  }

  /** The encoding of standard output. */
  static Charset encoding() {
    return Charset.forName(System.getProperty("stdout.encoding"), Charset.defaultCharset());
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      throw new OutputLost(e, isClosedPipe(e));
    }
  }

  @Override
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new OutputLost(e, isClosedPipe(e));
    }
  }

  private boolean isClosedPipe(IOException e) {
    // The message may be in any language: all that can happen to a pipe is that it is closed.
    String message = Objects.requireNonNullElse(e.getMessage(), "").toLowerCase(Locale.ROOT);
    return message.contains("pipe") || isPipe.getAsBoolean();
  }

  private static boolean isPipe() {
    try {
      int kind = (Integer) Files.getAttribute(Path.of("/dev/fd/1"), "unix:mode") & KIND;
      return kind == PIPE || kind == SOCKET;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
