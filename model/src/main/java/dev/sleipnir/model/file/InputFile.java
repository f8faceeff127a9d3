package dev.sleipnir.model.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a file so that every error says which file and what of it. */
public final class InputFile {
  private InputFile() {}

  /**
   * What is made of a file.
   *
   * @param <T> its kind
   */
  @FunctionalInterface
  public interface Reading<T> {
    /**
     * Reads it.
     *
     * @return what it holds
     * @throws IOException if it is not what was expected
     */
    T read() throws IOException;
  }

  /**
   * Reads a file that has to be there: not a folder, a pipe or a device.
   *
   * @param kind what it has to hold, in a word or two
   * @param file the file
   * @param reading reads it
   * @param <T> what it makes of it
   * @return that
   * @throws IOException if there is no such file, or it is not what was expected; the message
   *     starts with the kind and names the file
   */
  public static <T> T read(String kind, Path file, Reading<T> reading) throws IOException {
    try {
      require(file);
      return reading.read();
    } catch (NoSuchFileException e) {
      throw new IOException(kind + " " + file + ": expected a file, found none", e);
    } catch (FileSystemException e) {
      throw new IOException(kind + " " + file + ": could not be read (" + reason(e) + ")", e);
    } catch (IOException e) {
      throw new IOException(kind + " " + file + ": " + reason(e), e);
    }
  }

  /** Looked at before it is opened: opening a pipe waits for a writer. */
  private static void require(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "expected a file, got " + (Files.isDirectory(file) ? "a folder" : "a pipe or a device"));
    }
  }

  static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
