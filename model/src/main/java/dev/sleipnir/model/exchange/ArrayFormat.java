package dev.sleipnir.model.exchange;

import dev.sleipnir.model.file.OutputFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Formats of files that hold arrays by name. */
public enum ArrayFormat {
  /** That of the library of this name: {@code .safetensors}. */
  SAFETENSORS(Safetensors::write, ".safetensors"),
  /** NumPy's, of several arrays: {@code .npz}. */
  NPZ(Npz::write, ".npz"),
  /**
   * A state dictionary as {@code torch.save} writes it: {@code .pt}, {@code .pth}, {@code .bin}.
   */
  PYTORCH(TorchFile::write, ".pt", ".pth", ".bin");

  /** Bytes that tell the formats from one another. */
  private static final int START = 16;

  @SuppressWarnings("ImmutableEnumChecker") // without state
  private final Writing writing;

  @SuppressWarnings("ImmutableEnumChecker") // a list of List.of
  private final List<String> endings;

  private interface Writing {
    void write(OutputStream out, Map<String, NDArray> arrays) throws IOException;
  }

  ArrayFormat(Writing writing, String... endings) {
    this.writing = writing;
    this.endings = List.of(endings);
  }

  /**
   * The format that files of a name have.
   *
   * @param file a file's name, whether it is there or not
   * @return the format, by how the name ends
   * @throws IllegalArgumentException if it ends otherwise
   */
  public static ArrayFormat of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    for (ArrayFormat format : values()) {
      if (format.endings.stream().anyMatch(name::endsWith)) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "expected a name that ends in "
            + String.join(", ", Arrays.stream(values()).flatMap(f -> f.endings.stream()).toList())
            + ", got "
            + file);
  }

  void write(Path file, Map<String, NDArray> arrays) throws IOException {
    for (String name : arrays.keySet()) {
      ArrayNames.require(name);
    }
    OutputFile.write(file, out -> writing.write(out, arrays));
  }

  /** Opens a file of any of the formats, known by its content. */
  static ArraySource open(Path file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(START);
    }
    if (startsWith(start, "PK")) {
      ZipRecords zip = ZipRecords.open(file);
      try {
        return TorchFile.isOne(zip) ? new TorchFile(zip) : new Npz(zip);
      } catch (IOException | RuntimeException e) {
        zip.close();
        throw e;
      }
    }
    String other = other(start);
    if (other != null) {
      throw new IOException("expected safetensors, NPZ or what torch.save writes, got " + other);
    }
    return Safetensors.open(file);
  }

  /** What a file is that is none of these; null if it may be safetensors. */
  private static @Nullable String other(byte[] start) {
    if (NpyHeader.isOne(start)) {
      return "a single array: Npy.read reads it";
    }
    if (startsWith(start, "SLEIPARC")) {
      return "a file of Sleipnir's own";
    }
    if (startsWith(start, "\u0089HDF")) {
      return "HDF5";
    }
    if (start.length > 1 && start[0] == (byte) 0x80 && start[1] >= 2 && start[1] <= 5) {
      return "a pickle, as torch.save wrote before its version 1.6: load it there and save it again";
    }
    boolean header = start.length > Long.BYTES && start[Long.BYTES] == '{';
    return header || start.length <= Long.BYTES ? null : "something else";
  }

  private static boolean startsWith(byte[] start, String magic) {
    byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
    return start.length >= bytes.length
        && Arrays.equals(start, 0, bytes.length, bytes, 0, bytes.length);
  }
}
