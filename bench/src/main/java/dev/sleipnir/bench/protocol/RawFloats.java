package dev.sleipnir.bench.protocol;

import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Files of 32-bit floats, little-endian, without a header: how other programs hand data over. */
final class RawFloats {
  private static final int CHUNK = 1 << 20;

  private RawFloats() {}

  /**
   * Reads parameters, one after the other.
   *
   * @param file the file
   * @param parameters receive the values
   * @throws IOException if it cannot be read or has another length; the message names it
   */
  static void read(Path file, List<Parameter> parameters) throws IOException {
    int count = 0;
    for (Parameter parameter : parameters) {
      count += parameter.size();
    }
    float[] all = read(file, count);
    int from = 0;
    for (Parameter parameter : parameters) {
      int to = from + parameter.size();
      parameter.set(Tensor.of(Arrays.copyOfRange(all, from, to), parameter.shape()));
      from = to;
    }
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @param count floats that it has to hold
   * @return the floats
   * @throws IOException if it cannot be read or has another length; the message names it
   */
  static float[] read(Path file, int count) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long bytes = (long) count * Float.BYTES;
      if (channel.size() != bytes) {
        throw new IOException(
            file
                + ": expected "
                + count
                + " floats ("
                + bytes
                + " bytes), got "
                + channel.size()
                + " bytes");
      }
      float[] values = new float[count];
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
      int at = 0;
      while (at < count) {
        buffer.clear();
        buffer.limit((int) Math.min(CHUNK, (long) (count - at) * Float.BYTES));
        while (buffer.hasRemaining()) {
          if (channel.read(buffer) < 0) {
            throw new IOException(file + ": ended while it was read");
          }
        }
        buffer.flip();
        int floats = buffer.remaining() / Float.BYTES;
        buffer.asFloatBuffer().get(values, at, floats);
        at += floats;
      }
      return values;
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": expected a file, got none", e);
    }
  }
}
