package dev.sleipnir.tasks.simulate;

import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.model.file.OutputLock;
import dev.sleipnir.network.Network;
import dev.sleipnir.tasks.option.Effect;
import dev.sleipnir.tasks.option.Usage;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a simulation is kept, and whether it goes on from there. */
final class SnapshotOptions {
  /** How often it is asked whether a snapshot is due [ms of the network]. */
  private static final double LOOK_EVERY = 10;

  private static final double NANOS = 1e9;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--snapshot",
      paramLabel = "FILE",
      description =
          "Keep the network here, from time to time and when the run ends. A file that is there is"
              + " neither read nor replaced without --resume or --force.")
  private @Nullable Path snapshot;

  @Option(
      names = "--snapshot-every",
      paramLabel = "TIME",
      defaultValue = "60",
      description = "With --snapshot: so many s of wall clock between (${DEFAULT-VALUE}).")
  private double every;

  @Option(
      names = "--resume",
      description =
          "Go on from the snapshot, if it is of the same network: the result is that of one run."
              + " How long it runs, and --threads, may differ.")
  private boolean resume;

  @Option(names = "--force", description = "Replace --snapshot by that of a new run.")
  private boolean force;

  /** When the network was kept last, by the clock of the system. */
  private long kept;

  void check() throws IOException {
    Effect.require(spec, "--snapshot-every", snapshot != null, "--snapshot FILE", "none");
    if (!(every >= 0)) {
      throw Usage.error(spec, "--snapshot-every: expected at least 0, got " + every);
    }
    if (resume && snapshot == null) {
      throw Usage.error(spec, "--resume: expected --snapshot FILE to resume from, got none");
    }
    if (force && (resume || snapshot == null)) {
      throw Usage.error(spec, "--force: expected --snapshot FILE and no --resume beside it");
    }
    if (snapshot == null) {
      return;
    }
    if (resume && !Files.exists(snapshot)) {
      throw Usage.error(spec, "--resume: expected a snapshot, found none at " + snapshot);
    }
    if (!resume && !force && Files.exists(snapshot) && !OutputFile.isStream(snapshot)) {
      throw Usage.error(
          spec,
          "--snapshot: expected a new file, got "
              + snapshot
              + ", which is there; --resume goes on from it, --force replaces it");
    }
  }

  /** Takes hold of the file, for this run alone. */
  Closeable lock() throws IOException {
    return snapshot == null ? () -> {} : OutputLock.of(snapshot);
  }

  /** Goes on from the snapshot, if that was asked for; then keeps the network while it runs. */
  void attach(Network net) throws IOException {
    if (snapshot == null) {
      return;
    }
    net.every(
        LOOK_EVERY,
        () -> {
          try {
            look(net);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    restore(net);
  }

  /** Goes on from the snapshot, if that was asked for. */
  void restore(Network net) throws IOException {
    if (snapshot != null && resume) {
      net.restore(snapshot);
    }
    kept = System.nanoTime();
  }

  /** Keeps the network if that is due. */
  void look(Network net) throws IOException {
    if (net.step() > 0 && System.nanoTime() - kept >= every * NANOS) {
      store(net);
      kept = System.nanoTime();
    }
  }

  /** Keeps the network as it is now, though the thread be interrupted meanwhile. */
  void store(Network net) throws IOException {
    if (snapshot == null) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      net.store(snapshot);
    } catch (IOException e) {
      if (!Thread.interrupted()) {
        throw e;
      }
      interrupted = true;
      net.store(snapshot); // once more: the interrupt closed the file
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** How to go on after an interruption. */
  String hint() {
    return snapshot == null ? "" : "; --resume goes on from " + snapshot;
  }

  @Nullable Path file() {
    return snapshot;
  }
}
