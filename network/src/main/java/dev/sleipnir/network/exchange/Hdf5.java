package dev.sleipnir.network.exchange;

import dev.sleipnir.model.file.InputFile;
import dev.sleipnir.model.file.OutputFile;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.api.WritableDataset;
import io.jhdf.api.WritableGroup;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** HDF5 files, written whole or not at all. */
final class Hdf5 {
  /** Of numbers that are never negative. */
  static final DatasetCreationOptions UNSIGNED =
      DatasetCreationOptions.builder().unsigned().build();

  private Hdf5() {}

  /** What goes into a file. */
  interface Content {
    void put(WritableGroup root) throws IOException;
  }

  /** What is made of a file. */
  interface Reading<T> {
    T read(HdfFile file) throws IOException;
  }

  static void write(Path file, Content content) throws IOException {
    OutputFile.check(file);
    // The library writes to a file of its own, at any place in it.
    Path aside = Files.createTempFile("sleipnir", ".h5");
    try {
      try (WritableHdfFile hdf = HdfFile.write(aside)) {
        content.put(hdf);
      } catch (HdfException e) {
        throw new IOException(file + ": " + e.getMessage(), e);
      }
      OutputFile.write(file, out -> Files.copy(aside, out));
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /** Puts an array, unless it is empty: the library writes none of those. */
  static @Nullable WritableDataset put(WritableGroup group, String name, Object array) {
    return Array.getLength(array) == 0 ? null : group.putDataset(name, array);
  }

  static <T> T read(String kind, Path file, Reading<T> reading) throws IOException {
    return InputFile.read(
        kind,
        file,
        () -> {
          try (var hdf = open(file)) {
            return reading.read(hdf);
          } catch (HdfException e) {
            throw new IOException("expected HDF5, got something else: " + e.getMessage(), e);
          }
        });
  }

  /**
   * Opens a file as memory, if it is of less than 2 GiB: where a damaged length leads past the end
   * of a file, the library reads for minutes.
   */
  private static HdfFile open(Path file) throws IOException {
    try (var channel = FileChannel.open(file)) {
      long size = channel.size();
      return size > Integer.MAX_VALUE
          ? new HdfFile(file)
          : HdfFile.fromByteBuffer(channel.map(FileChannel.MapMode.READ_ONLY, 0, size));
    }
  }
}
