package dev.sleipnir.model.exchange;

import dev.sleipnir.model.file.InputFile;
import dev.sleipnir.model.file.ReadLimit;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Files of MATLAB, version 5 to 7: {@code .mat} as {@code save} and SciPy's {@code savemat} write
 * it. Version 7.3 is HDF5 and is refused.
 */
public final class MatFile {
  private static final int HEADER = 128;
  private static final int TAG = 8;

  /** No bytes can be packed tighter by DEFLATE. */
  private static final long MOST_PACKED = 1032;

  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;

  private MatFile() {}

  /**
   * Reads the arrays of real numbers; text, cells, structures, sparse and complex arrays are left
   * out. They may take half of the heap.
   *
   * @param file the file
   * @return arrays by name, in the order of the file, row-major, with the shapes MATLAB gives them:
   *     two axes or more
   * @throws IOException if the file is not whole and undamaged, or of another format; the message
   *     names the file, the byte, what was expected and what came
   */
  public static Map<String, NDArray> read(Path file) throws IOException {
    return InputFile.read(
        "MAT",
        file,
        () -> {
          long length = Files.size(file);
          if (length > ReadLimit.ofHeap(2)) {
            throw new IOException(
                "expected at most "
                    + ReadLimit.ofHeap(2)
                    + " bytes, half of the heap, got "
                    + length);
          }
          try (InputStream in = Files.newInputStream(file)) {
            return read(header(in.readNBytes(HEADER)), in.readAllBytes());
          }
        });
  }

  /** The byte order; what is before it is text. */
  private static ByteOrder header(byte[] header) throws IOException {
    if (header.length == HEADER && header[126] == 'I' && header[127] == 'M' && header[125] == 1) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    if (header.length == HEADER && header[126] == 'M' && header[127] == 'I' && header[124] == 1) {
      return ByteOrder.BIG_ENDIAN;
    }
    boolean hdf5 = new String(header, StandardCharsets.ISO_8859_1).startsWith("MATLAB 7.3");
    throw new IOException(
        "expected the header of a MAT file of version 5 in its first 128 bytes, got "
            + (hdf5 ? "version 7.3, which is HDF5: save it with -v7" : "something else"));
  }

  private static Map<String, NDArray> read(ByteOrder order, byte[] content) throws IOException {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    ByteBuffer rest = ByteBuffer.wrap(content).order(order);
    long most = ReadLimit.ofHeap(2);
    while (rest.hasRemaining()) {
      String where = "at byte " + (HEADER + rest.position());
      if (rest.remaining() < TAG) {
        throw new IOException(where + ": expected an element's tag of 8 bytes, got fewer");
      }
      int type = rest.getInt();
      int length = rest.getInt();
      if (length < 0 || length > rest.remaining()) {
        throw new IOException(
            where
                + ": expected an element of at most "
                + rest.remaining()
                + " bytes, which are left, got one of "
                + Integer.toUnsignedString(length));
      }
      ByteBuffer element = rest.slice(rest.position(), length).order(order);
      rest.position(rest.position() + length);
      if (type == COMPRESSED) {
        element = unpacked(where, element, order, most);
        where += ", unpacked";
      } else if (type != MATRIX) {
        throw new IOException(where + ": expected an array (type 14 or 15), got type " + type);
      }
      NDArray array = new MatArray(where, element).read(arrays, most);
      most -= array == null ? 0 : array.bytes().length;
    }
    return Collections.unmodifiableMap(arrays);
  }

  /** The array in a compressed element. */
  private static ByteBuffer unpacked(String where, ByteBuffer packed, ByteOrder order, long most)
      throws IOException {
    byte[] bytes = new byte[packed.remaining()];
    packed.get(bytes);
    try (var in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      byte[] tag = in.readNBytes(TAG);
      ByteBuffer head = ByteBuffer.wrap(tag).order(order);
      if (tag.length < TAG || head.getInt() != MATRIX) {
        throw new IOException(where + ": expected a packed array, got something else");
      }
      int length = head.getInt();
      if (length < 0 || length > Math.min(most, MOST_PACKED * (bytes.length + 1L))) {
        throw new IOException(
            where
                + ": expected an array that "
                + bytes.length
                + " packed bytes and half of the heap can hold, got one of "
                + Integer.toUnsignedString(length)
                + " bytes");
      }
      byte[] array = in.readNBytes(length);
      if (array.length < length) {
        throw new IOException(
            where + ": expected " + length + " unpacked bytes, got " + array.length);
      }
      return ByteBuffer.wrap(array).order(order);
    } catch (ZipException | EOFException e) {
      throw new IOException(where + ": expected packed data, got damaged ones", e);
    }
  }
}
