package dev.sleipnir.model.data;

import dev.sleipnir.model.file.OutputLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The beginning of a file that is being fetched, kept as {@code name.part} next to where the whole
 * will go, and locked against other processes meanwhile.
 */
final class PartFile implements Closeable {
  private final Path path;
  private final FileChannel channel;
  private final OutputLock lock;

  private PartFile(Path path, FileChannel channel, OutputLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Opens the part of a target, with what an earlier fetch left in it.
   *
   * @throws IOException if the target cannot be written, or another download is writing it
   */
  static PartFile of(Path target) throws IOException {
    Path path = target.resolveSibling(target.getFileName() + ".part");
    OutputLock lock = OutputLock.of(target);
    try {
      return new PartFile(
          path,
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
          lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  long size() throws IOException {
    return channel.size();
  }

  void append(byte[] bytes, int count) throws IOException {
    var buffer = ByteBuffer.wrap(bytes, 0, count);
    channel.position(channel.size());
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  void clear() throws IOException {
    channel.truncate(0);
  }

  String sha256() throws IOException {
    channel.position(0);
    return Sha256.of(Channels.newInputStream(channel));
  }

  /** Closes it and makes it the target. */
  void moveTo(Path target) throws IOException {
    channel.close();
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Closes it; an empty part is removed, there is nothing in it to go on from. */
  @Override
  public void close() throws IOException {
    try (lock) {
      if (channel.isOpen()) {
        boolean empty = channel.size() == 0;
        channel.close();
        if (empty) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
