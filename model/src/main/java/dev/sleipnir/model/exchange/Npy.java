package dev.sleipnir.model.exchange;

import dev.sleipnir.model.file.InputFile;
import dev.sleipnir.model.file.OutputFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of one array in NumPy's format, {@code .npy}. */
public final class Npy {
  private Npy() {}

  /**
   * Reads an array, of either byte order and either order of the axes.
   *
   * @param file the file
   * @return the array, row-major
   * @throws IOException if the file is not one whole array of numbers or booleans; the message
   *     names the file, what was expected and what came
   */
  public static NDArray read(Path file) throws IOException {
    return InputFile.read(
        "NPY",
        file,
        () -> {
          try (InputStream in = Files.newInputStream(file)) {
            NpyHeader header = NpyHeader.parse("array", in.readNBytes(NpyHeader.MOST));
            requireLength("array", header, Files.size(file));
          }
          byte[] record = Files.readAllBytes(file);
          return NpyHeader.parse("array", record).array(record);
        });
  }

  /** Checks that a record is as long as its header says. */
  static void requireLength(String name, NpyHeader header, long length) throws IOException {
    long expected = (long) header.length() + header.head().bytes();
    if (length != expected) {
      throw new IOException(
          name
              + ": expected "
              + expected
              + " bytes for "
              + header.head()
              + " with its header, got "
              + length);
    }
  }

  /**
   * Writes an array.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @param array of a type that NumPy has, any but {@link DType#BFLOAT16}
   * @throws IOException if it cannot be written; the message names the file
   */
  public static void write(Path file, NDArray array) throws IOException {
    OutputFile.write(
        file,
        out -> {
          out.write(NpyHeader.of(array));
          out.write(array.bytes());
        });
  }
}
