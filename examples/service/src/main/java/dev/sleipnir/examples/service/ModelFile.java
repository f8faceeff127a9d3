package dev.sleipnir.examples.service;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The model that serves now, and its file, which is looked at from time to time: another one there
 * takes over between batches if it can, and otherwise is refused in one line of the log.
 */
final class ModelFile implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.sleipnir.service");

  private final Path file;
  private final Settings settings;
  private final Consumer<Boolean> tried;
  private final Thread watcher;

  private volatile ServedModel current;
  private Seen seen;

  /** What tells one file from another, by the clock of whoever wrote it or not. */
  private record Seen(FileTime modified, long size, Object key) {
    static Seen of(Path file) throws IOException {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Seen(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
    }
  }

  /**
   * Reads a model, and watches its file.
   *
   * @param tried is told of each file that was there later, and whether it serves
   * @throws IOException if there is none that can serve
   */
  ModelFile(Path file, Settings settings, Consumer<Boolean> tried) throws IOException {
    this.file = file;
    this.settings = settings;
    this.tried = tried;
    if (!Files.isRegularFile(file)) {
      throw new IOException("expected a model's file, found none at " + file);
    }
    seen = Seen.of(file);
    current = ServedModel.load(file, 1, settings);
    watcher = Thread.ofPlatform().daemon().name("model-file").start(this::watch);
  }

  /** Who asks keeps what it is given for as long as it needs it. */
  ServedModel current() {
    return current;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(settings.reload());
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes another model, if one is there. */
  synchronized void look() {
    ServedModel old = current;
    try {
      Seen now = Seen.of(file);
      if (now.equals(seen)) {
        return;
      }
      seen = now; // tried once: a broken file is not read again and again
      ServedModel loaded = ServedModel.load(file, old.version() + 1, settings);
      requireSame("input", old.inputShape(), loaded.inputShape());
      requireSame("output", old.outputShape(), loaded.outputShape());
      current = loaded;
      LOG.log(Level.INFO, "model {0} of {1} serves", loaded.version(), file);
      tried.accept(true);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      if (Files.exists(file)) { // without one for a moment: it is being replaced
        LOG.log(Level.ERROR, "model " + old.version() + " goes on serving: " + e.getMessage());
        tried.accept(false);
      }
    }
  }

  private static void requireSame(String what, int[] expected, int[] got) throws IOException {
    if (!Arrays.equals(expected, got)) {
      throw new IOException(
          what
              + ": expected "
              + Arrays.toString(expected)
              + " as before, got "
              + Arrays.toString(got));
    }
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
