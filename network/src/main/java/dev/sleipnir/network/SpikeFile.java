package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import dev.sleipnir.model.file.InputFile;
import dev.sleipnir.model.file.OutputLock;
import dev.sleipnir.model.file.ReadLimit;
import dev.sleipnir.network.analysis.SpikeTrains;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Spikes of a population that go to a file while the network runs, in memory of a fixed size.
 * {@link #read} reads them back.
 *
 * <p>The file grows by blocks, each with its checksum: of a run that was killed all blocks that
 * were written can be read. What is in memory is written when a block is full, when a run has
 * ended, and when the file is closed.
 */
public final class SpikeFile implements Monitor, Closeable {
  private static final byte[] MAGIC = "SLEIPSPK".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  /** Magic, version, time step, size, first step, checksum. */
  private static final int HEAD = 8 + 4 + 8 + 4 + 8 + 4;

  /** Spikes of a block. */
  private static final int BLOCK = 4096;

  private static final int SPIKE = Long.BYTES + Integer.BYTES;

  /** Of a block: how many spikes, and up to which step they are all. */
  private static final int BLOCK_HEAD = Integer.BYTES + Long.BYTES;

  private final Watched watched;
  private final double dt;
  private final Path path;
  private final OutputLock lock;
  private final FileChannel channel;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK_HEAD + BLOCK * SPIKE + Integer.BYTES);
  private final CRC32C crc = new CRC32C();
  private int count;
  private long total;

  /** The first step that was looked at. */
  private long from;

  /** One past the last step that was looked at; -1 before the first. */
  private long to = -1;

  /** As the file says. */
  private long written = -1;

  SpikeFile(Watched watched, double dt, Path path) throws IOException {
    this.watched = watched;
    this.dt = dt;
    this.path = path;
    lock = OutputLock.of(path);
    try {
      channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      lock.close();
      throw new IOException(path + ": " + e.getMessage(), e);
    }
    block.position(BLOCK_HEAD);
  }

  @Override
  public void spikes(long step) {
    if (!channel.isOpen()) {
      return;
    }
    if (to < 0) {
      begin(step);
    }
    watched.look();
    int[] spiking = watched.spiking();
    int more = watched.count();
    for (int s = 0; s < more; s++) {
      block.putLong(step).putInt(spiking[s]);
      if (++count == BLOCK) {
        writeBlock(step);
      }
    }
    total += more;
    to = step + 1;
  }

  /** What was there before is gone when there is something new, not earlier. */
  private void begin(long step) {
    try {
      channel.truncate(0);
    } catch (IOException e) {
      throw failed(e);
    }
    write(head(step));
    from = step;
  }

  private ByteBuffer head(long first) {
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    head.put(MAGIC).putInt(VERSION).putDouble(dt).putInt(watched.population().size());
    return end(head.putLong(first));
  }

  /** Adds the checksum. */
  private ByteBuffer end(ByteBuffer bytes) {
    int length = bytes.position();
    crc.reset();
    crc.update(bytes.flip());
    return bytes.limit(length + Integer.BYTES).putInt((int) crc.getValue()).flip();
  }

  private void writeBlock(long upTo) {
    block.putInt(0, count).putLong(Integer.BYTES, upTo);
    write(end(block));
    block.clear().position(BLOCK_HEAD);
    count = 0;
    written = upTo;
  }

  private void write(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException(path + ": " + e.getMessage(), e);
  }

  @Override
  public void ended() {
    if (channel.isOpen() && to > written) {
      writeBlock(to);
    }
  }

  /** A run that goes on from a snapshot goes on with the file, from where it was then. */
  @Override
  public void state(State state) {
    watched.state(state);
    ended();
    long length = to < 0 ? 0 : size();
    long first = state.number("first step", from, 0, Long.MAX_VALUE);
    long end = state.number("end", to, -1, Long.MAX_VALUE);
    long all = state.number("total", total, 0, Long.MAX_VALUE);
    long position = state.number("bytes", length, 0, Long.MAX_VALUE);
    if (!state.isRead() || end < 0 || size() == 0) {
      return;
    }
    requireBegun(first, position);
    state.restore(
        () -> {
          try {
            channel.truncate(position).position(position);
          } catch (IOException e) {
            throw failed(e);
          }
          block.clear().position(BLOCK_HEAD);
          count = 0;
          from = first;
          to = end;
          written = end;
          total = all;
        });
  }

  /** Nothing once it is closed. */
  private long size() {
    try {
      return channel.isOpen() ? channel.size() : 0;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void requireBegun(long first, long position) {
    try {
      ByteBuffer begun = ByteBuffer.allocate(HEAD);
      int read = channel.read(begun, 0);
      if (read < HEAD || channel.size() < position || !begun.flip().equals(head(first))) {
        throw new IllegalArgumentException(
            path
                + ": expected the file of the run that was stored, of at least "
                + position
                + " bytes, or none, got another of "
                + channel.size());
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public String toString() {
    return "spikes of " + watched + " to " + path.getFileName();
  }

  /**
   * How many spikes there were.
   *
   * @return at least 0
   */
  public long total() {
    return total;
  }

  /**
   * Writes what is left and forces it to disk; later steps are not recorded. A second call does
   * nothing.
   *
   * @throws IOException if it cannot be written
   */
  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try (lock;
        channel) {
      ended();
      channel.force(true);
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Reads the spikes of a file, also while it is written, or of a run that was killed.
   *
   * @param path the file
   * @return the spikes of whole blocks, in the window of the steps whose spikes are all there
   * @throws IOException if it is not such a file, no step has been recorded, or it is damaged; the
   *     message names the file
   */
  public static SpikeTrains read(Path path) throws IOException {
    return InputFile.read("spikes", path, () -> readWhole(path));
  }

  private static SpikeTrains readWhole(Path path) throws IOException {
    try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
      if (in.size() == 0) {
        throw new IOException("expected spikes, got an empty file: no step has been recorded");
      }
      ReadLimit.require("spikes", in.size(), 4); // columns grow by half, and are copied at the end
      ByteBuffer head = ByteBuffer.allocate(HEAD);
      boolean isWhole = fill(in, head);
      if (!Arrays.equals(Arrays.copyOf(head.array(), MAGIC.length), MAGIC) || !isWhole) {
        throw new IOException("expected spikes, a file that starts with SLEIPSPK, got another");
      }
      requireSum(head.array(), HEAD - Integer.BYTES, "head");
      int version = head.position(MAGIC.length).getInt();
      if (version != VERSION) {
        throw new IOException("expected version " + VERSION + " of the format, got " + version);
      }
      double dt = head.getDouble();
      int size = head.getInt();
      long from = head.getLong();
      long to = from;
      long[] steps = new long[BLOCK];
      int[] neurons = new int[BLOCK];
      int read = 0;
      ByteBuffer start = ByteBuffer.allocate(BLOCK_HEAD);
      while (fill(in, start.clear())) {
        int count = start.getInt(0);
        if (count < 0 || count > BLOCK) {
          throw new IOException("expected blocks of 0 to " + BLOCK + " spikes, got " + count);
        }
        byte[] bytes = new byte[BLOCK_HEAD + count * SPIKE + Integer.BYTES];
        start.get(0, bytes, 0, BLOCK_HEAD);
        if (!fill(in, ByteBuffer.wrap(bytes).position(BLOCK_HEAD))) {
          break; // this one was being written
        }
        requireSum(bytes, bytes.length - Integer.BYTES, "block at spike " + read);
        to = start.getLong(Integer.BYTES);
        if (count > steps.length - read) {
          int length = Math.max(Math.addExact(read, count), (int) Math.min(2L * read, 1 << 30));
          steps = Arrays.copyOf(steps, length);
          neurons = Arrays.copyOf(neurons, length);
        }
        ByteBuffer spikes = ByteBuffer.wrap(bytes).position(BLOCK_HEAD);
        for (int s = 0; s < count; s++) {
          steps[read] = spikes.getLong();
          neurons[read++] = spikes.getInt();
        }
      }
      return new SpikeTrains(
          dt, size, from, to, Arrays.copyOf(steps, read), Arrays.copyOf(neurons, read));
    }
  }

  /** Whether there were enough bytes. */
  private static boolean fill(FileChannel in, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (in.read(into) < 0) {
        return false;
      }
    }
    return true;
  }

  private static void requireSum(byte[] bytes, int length, String what) throws IOException {
    var sum = new CRC32C();
    sum.update(bytes, 0, length);
    int stored = ByteBuffer.wrap(bytes).getInt(length);
    if ((int) sum.getValue() != stored) {
      throw new IOException(what + ": expected its checksum, got another: the file is damaged");
    }
  }
}
