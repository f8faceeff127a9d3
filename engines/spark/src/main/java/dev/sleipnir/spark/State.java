package dev.sleipnir.spark;

import dev.sleipnir.model.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Weights, the optimiser's memory and its steps, as the bytes of a {@link Checkpoint}. */
final class State {
  private State() {}

  static Checkpoint checkpoint(Learner learner, int epoch, Map<String, String> settings) {
    return new Checkpoint(learner.task().name(), 0, epoch, settings, List.of());
  }

  static byte[] of(Learner learner, int epoch, Map<String, String> settings) throws IOException {
    Path file = Files.createTempFile("sleipnir-spark", ".ckpt");
    try {
      checkpoint(learner, epoch, settings).save(file, learner.trainer().optimizer());
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  static void load(byte[] state, Learner learner, Map<String, String> settings) throws IOException {
    Path file = Files.createTempFile("sleipnir-spark", ".ckpt");
    try {
      Files.write(file, state);
      Checkpoint.resume(file, learner.task().name(), settings, learner.trainer().optimizer());
    } finally {
      Files.delete(file);
    }
  }
}
