package dev.sleipnir.network.exchange;

import dev.sleipnir.model.file.InputFile;
import io.jhdf.HdfFile;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** HDF5 files that are read. */
final class Hdf5 {
  private Hdf5() {}

  /** What is made of a file. */
  interface Reading<T> {
    T read(HdfFile file) throws IOException;
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
