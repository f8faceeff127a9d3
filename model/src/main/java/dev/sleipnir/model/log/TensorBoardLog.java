package dev.sleipnir.model.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;

/**
 * Events as TensorBoard reads them. The numbers of fields are those of TensorFlow's event.proto and
 * summary.proto.
 */
final class TensorBoardLog implements TrainingLog {
  private static final int BINS = 50;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int PNG_WIDTH = 16;
  private static final int RGBA = 4;

  private final RecordFile file;

  private TensorBoardLog(RecordFile file) {
    this.file = file;
  }

  static TensorBoardLog open(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IOException(folder + ": expected a folder, got a file");
    }
    Files.createDirectories(folder);
    TensorBoardLog log = new TensorBoardLog(new RecordFile(newFile(folder)));
    log.file.write(event().text(3, "brain.Event:2").toBytes());
    return log;
  }

  /** Readers take files in the order of their names, and the last as the one that grows. */
  private static OutputStream newFile(Path folder) throws IOException {
    long seconds = System.currentTimeMillis() / 1000;
    long process = ProcessHandle.current().pid();
    for (int number = 0; ; number++) {
      String name = "events.out.tfevents." + seconds + ".sleipnir." + process + "." + number;
      try {
        return Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE_NEW);
      } catch (FileAlreadyExistsException _) {
        // Another log of this second: the next number.
      }
    }
  }

  private static Message event() {
    return new Message().real(1, System.currentTimeMillis() / 1e3);
  }

  private void write(long step, Message summary) throws IOException {
    file.write(event().integer(2, step).message(5, summary).toBytes());
  }

  private static Message summary(Message value) {
    return new Message().message(1, value);
  }

  @Override
  public void scalars(long step, Map<String, Double> values) throws IOException {
    Message summary = new Message();
    values.forEach(
        (name, value) ->
            summary.message(1, new Message().text(1, name).single(2, value.floatValue())));
    write(step, summary);
  }

  @Override
  public boolean keepsPictures() {
    return true;
  }

  @Override
  public void histogram(String name, long step, float[] values) throws IOException {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double count = 0;
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        least = Math.min(least, value);
        most = Math.max(most, value);
        count++;
        sum += value;
        squares += (double) value * value;
      }
    }
    if (count == 0) {
      return;
    }
    int bins = most > least ? BINS : 1;
    double[] limits = new double[bins];
    for (int b = 0; b < bins; b++) {
      limits[b] = least + (most - least) * (b + 1) / bins;
    }
    limits[bins - 1] = most;
    double[] counts = new double[bins];
    for (float value : values) {
      if (Float.isFinite(value)) {
        double at = most > least ? bins * (value - least) / (most - least) : 0;
        counts[Math.min(bins - 1, (int) at)]++;
      }
    }
    Message histogram =
        new Message()
            .real(1, least)
            .real(2, most)
            .real(3, count)
            .real(4, sum)
            .real(5, squares)
            .reals(6, limits)
            .reals(7, counts);
    write(step, summary(new Message().text(1, name).message(5, histogram)));
  }

  @Override
  public void image(String name, long step, byte[] png) throws IOException {
    if (png.length < PNG_WIDTH + 2 * Integer.BYTES
        || !Arrays.equals(PNG, 0, PNG.length, png, 0, PNG.length)) {
      throw new IllegalArgumentException(name + ": expected a PNG file, got other bytes");
    }
    ByteBuffer size = ByteBuffer.wrap(png, PNG_WIDTH, 2 * Integer.BYTES);
    int width = size.getInt();
    int height = size.getInt();
    Message image =
        new Message().integer(1, height).integer(2, width).integer(3, RGBA).bytes(4, png);
    write(step, summary(new Message().text(1, name).message(4, image)));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
