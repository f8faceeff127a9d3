package dev.sleipnir.model.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a file for one writer, from before the first writing until after the last: a training's
 * checkpoint, for instance. Meanwhile other processes can neither lock nor {@linkplain
 * OutputFile#write write} it, by whatever link they reach it; this process can write it. The lock
 * is the operating system's, on a file beside the locked one, and is gone with the process.
 *
 * <p>Pipes and devices have no owner: locking them does nothing.
 */
public final class OutputLock implements Closeable {
  private @Nullable Holder holder;

  private OutputLock(@Nullable Holder holder) {
    this.holder = holder;
  }

  /**
   * Locks a file, which need not be there yet; missing folders are made.
   *
   * @param file the file
   * @return the lock, to be closed
   * @throws IOException if another writer has it, at once, or if it cannot be written; the message
   *     names the file and the reason
   */
  public static OutputLock of(Path file) throws IOException {
    OutputFile.check(file);
    try {
      Target target = Target.of(file);
      if (target.kind() != Target.Kind.FILE) {
        return new OutputLock(null);
      }
      Files.createDirectories(Objects.requireNonNull(target.path().getParent()));
      // Again: the real path of a folder is known once it is there.
      return new OutputLock(Holder.enter(Target.of(file).path(), true));
    } catch (IOException e) {
      throw Reason.of(file, e);
    }
  }

  /** Gives the file up; a second call does nothing. */
  @Override
  public void close() {
    Holder held = holder;
    holder = null;
    if (held != null) {
      held.leave(true);
    }
  }
}
