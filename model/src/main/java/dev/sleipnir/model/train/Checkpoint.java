package dev.sleipnir.model.train;

import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A training's state in one file: parameters, optimiser, epoch, seed, and a line that says what was
 * trained. All that is random in training is a function of the seed and the counts of epochs and
 * steps kept here, so a training that is resumed gives the same bits as one that was not
 * interrupted.
 *
 * <p>The file starts with {@code SLEIPNIR}, a version and the length and CRC-32C of what follows.
 * It is written to a temporary name, forced to disk and moved, so that there is always a whole one.
 *
 * @param description what was trained; a checkpoint resumes only what has the same description
 * @param seed the training's seed
 * @param epoch epochs done
 */
public record Checkpoint(String description, long seed, int epoch) {
  private static final byte[] MAGIC = "SLEIPNIR".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int HEADER = MAGIC.length + Integer.BYTES + Long.BYTES + Integer.BYTES;

  /**
   * Writes a checkpoint.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @param optimizer the optimiser and, through it, the parameters
   * @throws IOException if it cannot be written; the message names the file
   */
  public void save(Path file, Optimizer optimizer) throws IOException {
    byte[] body = body(optimizer);
    CRC32C crc = new CRC32C();
    crc.update(body);
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + body.length);
    bytes.put(MAGIC).putInt(VERSION).putLong(body.length).putInt((int) crc.getValue()).put(body);
    bytes.flip();
    Path target = file.toAbsolutePath();
    Path temporary = target.resolveSibling(target.getFileName() + ".part");
    boolean opened = false;
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        opened = true;
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      try {
        if (opened) {
          Files.deleteIfExists(temporary);
        }
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw new IOException(
          "checkpoint "
              + file
              + ": could not be written ("
              + reason(e)
              + "); the previous one, if any, is untouched",
          e);
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }

  private byte[] body(Optimizer optimizer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(description);
    out.writeLong(seed);
    out.writeInt(epoch);
    out.writeInt(optimizer.parameters().size());
    for (Parameter parameter : optimizer.parameters()) {
      out.writeUTF(parameter.name());
      int[] shape = parameter.shape();
      out.writeInt(shape.length);
      for (int axis : shape) {
        out.writeInt(axis);
      }
      writeFloats(out, parameter.data());
    }
    out.writeUTF(optimizer.name());
    out.writeLong(optimizer.steps());
    out.writeInt(optimizer.memory().size());
    for (float[] memory : optimizer.memory()) {
      out.writeInt(memory.length);
      writeFloats(out, memory);
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static void writeFloats(DataOutputStream out, float[] values) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES);
    buffer.asFloatBuffer().put(values);
    out.write(buffer.array());
  }

  /**
   * Reads a checkpoint into an optimiser and its parameters. If anything does not fit, nothing
   * changes.
   *
   * @param file the file
   * @param description what is being trained now
   * @param optimizer an optimiser of the same kind over parameters of the same shapes
   * @return what the checkpoint says of the training
   * @throws IOException if the file is not a whole checkpoint of such a training; the message says
   *     what was expected and what came
   */
  public static Checkpoint resume(Path file, String description, Optimizer optimizer)
      throws IOException {
    String name = "checkpoint " + file + ": ";
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(read(file, name)));
    String trained = in.readUTF();
    requireSame(name + "network", description, trained);
    long seed = in.readLong();
    int epoch = in.readInt();
    List<Parameter> parameters = optimizer.parameters();
    requireSame(name + "parameters", parameters.size(), in.readInt());
    List<float[]> values = new ArrayList<>();
    for (Parameter parameter : parameters) {
      requireSame(name + "parameter", parameter.name(), in.readUTF());
      int[] shape = new int[in.readInt()];
      for (int axis = 0; axis < shape.length; axis++) {
        shape[axis] = in.readInt();
      }
      if (!Arrays.equals(parameter.shape(), shape)) {
        throw new IOException(
            name + "expected parameter " + parameter + ", got shape " + Shape.text(shape));
      }
      values.add(readFloats(in, parameter.size()));
    }
    requireSame(name + "optimizer", optimizer.name(), in.readUTF());
    long steps = in.readLong();
    requireSame(name + "optimizer arrays", optimizer.memory().size(), in.readInt());
    for (float[] memory : optimizer.memory()) {
      requireSame(name + "optimizer array length", memory.length, in.readInt());
      values.add(readFloats(in, memory.length));
    }
    try {
      Parameter.setAll(parameters, values.subList(0, parameters.size()), "a checkpoint");
    } catch (IllegalArgumentException e) {
      throw new IOException(name + e.getMessage(), e);
    }
    for (int m = 0; m < optimizer.memory().size(); m++) {
      copy(values.get(parameters.size() + m), optimizer.memory().get(m));
    }
    optimizer.setSteps(steps);
    return new Checkpoint(trained, seed, epoch);
  }

  private static void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }

  /** The checked content behind the header. */
  private static byte[] read(Path file, String name) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(name + "expected a checkpoint, found no such file", e);
    } catch (IOException e) {
      throw new IOException(name + "could not be read (" + reason(e) + ")", e);
    }
    if (bytes.length < HEADER || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException(name + "expected a file that starts with SLEIPNIR, got something else");
    }
    ByteBuffer header = ByteBuffer.wrap(bytes, MAGIC.length, HEADER - MAGIC.length);
    int version = header.getInt();
    if (version != VERSION) {
      throw new IOException(name + "expected version " + VERSION + ", got version " + version);
    }
    long length = header.getLong();
    int expected = header.getInt();
    if (bytes.length - HEADER != length) {
      throw new IOException(
          name + "expected " + (HEADER + length) + " bytes, got " + bytes.length + ": truncated?");
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes, HEADER, bytes.length - HEADER);
    if ((int) crc.getValue() != expected) {
      throw new IOException(
          name
              + String.format(
                  "expected checksum %08x, got %08x: the file is damaged",
                  expected, (int) crc.getValue()));
    }
    return Arrays.copyOfRange(bytes, HEADER, bytes.length);
  }

  private static float[] readFloats(DataInputStream in, int count) throws IOException {
    byte[] bytes = new byte[count * Float.BYTES];
    in.readFully(bytes);
    float[] values = new float[count];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    return values;
  }

  private static void requireSame(String what, Object expected, Object actual) throws IOException {
    if (!expected.equals(actual)) {
      throw new IOException(what + ": expected " + expected + ", got " + actual);
    }
  }
}
