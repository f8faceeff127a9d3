package dev.sleipnir.model.hdf5;

import dev.sleipnir.model.file.ReadLimit;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.exceptions.HdfException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * An HDF5 file that is read. The library, jHDF, believes what a file says of itself: here a dataset
 * is compared with the size of the file before its values are read, and what the library throws
 * becomes one error.
 */
public final class Hdf5Input implements Closeable {
  /** Deflate makes nothing smaller than this. */
  private static final long MOST_COMPRESSED = 1100;

  /** An entry of a tree of chunks: an address and an offset, at least. */
  private static final long LEAST_OF_CHUNK = 8;

  private final HdfFile file;
  private final long bytes;

  private Hdf5Input(HdfFile file, long bytes) {
    this.file = file;
    this.bytes = bytes;
  }

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
     * @param file the file
     * @return what it holds
     * @throws IOException if it is not what was expected
     */
    T read(Hdf5Input file) throws IOException;
  }

  /** Opens a file. */
  private interface Opening {
    Hdf5Input open() throws IOException;
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @param reading reads it
   * @param <T> what it makes of it
   * @return that
   * @throws IOException if it is not HDF5, or damaged, or not what was expected
   */
  public static <T> T read(Path file, Reading<T> reading) throws IOException {
    return read(() -> open(file), reading);
  }

  /**
   * Reads the bytes of a file.
   *
   * @param bytes the bytes
   * @param reading reads them
   * @param <T> what it makes of them
   * @return that
   * @throws IOException if they are not HDF5, or damaged, or not what was expected
   */
  public static <T> T read(byte[] bytes, Reading<T> reading) throws IOException {
    return read(() -> new Hdf5Input(HdfFile.fromBytes(bytes), bytes.length), reading);
  }

  private static <T> T read(Opening opening, Reading<T> reading) throws IOException {
    try (Hdf5Input input = opening.open()) {
      return reading.read(input);
    } catch (HdfException e) {
      throw new IOException("expected HDF5, got something else: " + reason(e), e);
    } catch (RuntimeException | StackOverflowError | AssertionError | InternalError e) {
      // The library checks little of what it reads: a damaged file leads anywhere. Memory that is a
      // file is an internal error where the file has become shorter.
      throw new IOException("expected HDF5, got a damaged file: " + reason(e), e);
    }
  }

  /**
   * Opens a file as memory, if it is of less than 2 GiB: where a damaged length leads past the end
   * of a file, the library reads for minutes.
   *
   * @param path the file
   * @return the file, to be closed
   * @throws IOException if it cannot be read
   * @throws HdfException if it is not HDF5
   */
  public static Hdf5Input open(Path path) throws IOException {
    try (var channel = FileChannel.open(path)) {
      long size = channel.size();
      HdfFile file =
          size > Integer.MAX_VALUE
              ? new HdfFile(path)
              : HdfFile.fromByteBuffer(channel.map(FileChannel.MapMode.READ_ONLY, 0, size));
      return new Hdf5Input(file, size);
    }
  }

  /**
   * Says what went wrong.
   *
   * @param e what was thrown
   * @return the message of its first cause
   */
  public static String reason(Throwable e) {
    Throwable first = e;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return first.getMessage() == null ? first.getClass().getSimpleName() : first.getMessage();
  }

  /** {@return the group that has all others} */
  public Group root() {
    return file;
  }

  /**
   * Checks that a dataset is not larger than the file can hold, compressed or not.
   *
   * @param dataset one of this file
   * @return how many values it has
   * @throws IOException if it is
   * @throws ArithmeticException if its size overflows
   */
  public long require(Dataset dataset) throws IOException {
    long size = 1;
    for (int axis : dataset.getDimensions()) {
      size = Math.multiplyExact(size, (long) axis);
    }
    requireBytes(size, dataset);
    if (dataset instanceof ChunkedDataset chunked) {
      requireChunks(chunked);
    }
    return size;
  }

  private void requireBytes(long values, Dataset dataset) throws IOException {
    long each = Math.max(1, dataset.getDataType().getSize());
    if (Math.multiplyExact(values, each) > bytes * MOST_COMPRESSED) {
      throw new IOException(
          "expected at most what a file of " + bytes + " bytes holds, got " + values + " values");
    }
    ReadLimit.require("a dataset", values * Math.max(each, Double.BYTES), 2);
  }

  /** The library makes lists of all chunks and all in a chunk; each chunk needs its place. */
  private void requireChunks(ChunkedDataset dataset) throws IOException {
    int[] shape = dataset.getDimensions();
    int[] chunk = dataset.getChunkDimensions();
    long chunks = 1;
    long values = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      chunks = Math.multiplyExact(chunks, Math.ceilDiv((long) shape[axis], chunk[axis]));
      values = Math.multiplyExact(values, (long) chunk[axis]);
    }
    if (chunks > bytes / LEAST_OF_CHUNK) {
      throw new IOException(
          "expected at most the chunks that a file of " + bytes + " bytes holds, got " + chunks);
    }
    requireBytes(values, dataset);
  }

  /**
   * The values of a dataset.
   *
   * @param dataset one of this file
   * @return an array as the library makes it, of arrays for more than one axis
   * @throws IOException if it is larger than the file can hold
   */
  public Object data(Dataset dataset) throws IOException {
    require(dataset);
    return dataset.getData();
  }

  /**
   * The values of a dataset, row-major.
   *
   * @param dataset one of this file, not empty
   * @return an array of one axis, or a single value for a dataset without axes
   * @throws IOException if it is larger than the file can hold
   */
  public Object flat(Dataset dataset) throws IOException {
    require(dataset);
    return dataset.getDataFlat();
  }

  @Override
  public void close() {
    file.close();
  }
}
