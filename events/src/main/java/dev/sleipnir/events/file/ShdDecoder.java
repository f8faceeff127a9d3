package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All samples of SHD or SSC, one after the other, each with its own times. */
final class ShdDecoder extends Decoder {
  private final ShdFile file;

  /** Where a stream was copied to: HDF5 is read here and there. */
  private final @Nullable Path copy;

  private final Events sample = new Events(1 << 14);
  private int next;
  private int given;

  ShdDecoder(ByteInput in, Faults faults, @Nullable Path path) throws IOException {
    super(in, faults);
    Path copied = path == null ? copied(in) : null;
    copy = copied;
    try {
      file = ShdFile.open(path == null ? Objects.requireNonNull(copied) : path);
    } catch (IOException e) {
      delete();
      throw e;
    }
    sensor(ShdFile.CHANNELS, 1);
  }

  private static Path copied(ByteInput in) throws IOException {
    Path copy = Files.createTempFile("sleipnir-events", ".h5");
    try (OutputStream out = Files.newOutputStream(copy)) {
      while (in.fill(1)) {
        out.write(in.bytes(), in.at(), in.available());
        in.to(in.end());
      }
    }
    return copy;
  }

  @Override
  boolean decode(Events out) throws IOException {
    while (given == sample.size()) {
      if (next == file.size()) {
        return false;
      }
      sample.clear();
      given = 0;
      try {
        file.read(next++, sample);
      } catch (EventFormatException e) {
        faults.at(e.offset(), String.valueOf(e.getMessage()));
      }
    }
    int count = Math.min(out.room(), sample.size() - given);
    out.add(sample, given, given + count);
    given += count;
    return true;
  }

  private void delete() throws IOException {
    if (copy != null) {
      Files.deleteIfExists(copy);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
    delete();
    super.close();
  }
}
