package dev.sleipnir.tasks.option;

import dev.sleipnir.tasks.report.Failures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Small files of text that are named on the command line. */
public final class TextFile {
  /** More than anybody writes by hand; a device that never ends is refused by it, too. */
  private static final int LARGEST = 1 << 20;

  private TextFile() {}

  /**
   * Reads a file.
   *
   * @param option what the file was given by, for messages
   * @param file the file
   * @return its text, in which no line is made of anything but characters
   * @throws IOException if there is none, or what is there is no text or too large
   */
  public static String read(String option, Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(option + ": expected a file, got a folder: " + file);
    }
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (NoSuchFileException e) {
      throw new IOException(option + ": expected a file, found none at " + file, e);
    } catch (IOException e) {
      throw new IOException(option + ": cannot read " + file + ": " + Failures.reason(e), e);
    }
    if (bytes.length > LARGEST) {
      throw new IOException(
          option + ": expected a text of at most " + LARGEST + " bytes, got more in " + file);
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(option + ": expected text in UTF-8, got other bytes in " + file, e);
    }
    if (text.isBlank()) {
      throw new IOException(option + ": expected a text, got an empty file: " + file);
    }
    return text;
  }
}
