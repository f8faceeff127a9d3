package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.file.OutputLock;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.Classifier;
import dev.sleipnir.model.train.EarlyStop;
import dev.sleipnir.model.train.EpochResult;
import dev.sleipnir.model.train.Evaluation;
import dev.sleipnir.model.train.Trainer;
import dev.sleipnir.model.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to training runs: its code is this test, token for token. */
class TrainingGuideTest {
  @TempDir private Path folder;

  /** A training that is interrupted after some of its three epochs. */
  private Path run(String name, int last, LabeledImages images) throws IOException {
    long seed = 7;
    RandomStream random = new RandomStream(seed, 0);
    LabeledImages testImages = Strokes.generate(2, 16);
    var network =
        new SequentialState(
            new Flatten(),
            new Linear(random, 784, 10, true),
            new Lif().cell(),
            new Linear(random, 10, 10, true),
            new Li().cell());
    Adam adam = new Adam(network.parameters(), 1e-3);
    Trainer trainer =
        new Trainer(
            new Classifier(new PoissonEncoder(8, 400f, 0.001), network, 1f, 0f),
            adam,
            new Workspace(),
            16,
            seed,
            0,
            new TrainingListener() {
              @Override
              public void started(String what, int samples) {
                if (what.equals("epoch " + (last + 1))) {
                  throw new IllegalStateException("interrupted");
                }
              }
            });
    // snippet begins
    Path file = Path.of("digits.ckpt");
    Map<String, String> settings = Map.of("data", images.sha256(), "batch size", "16");
    EarlyStop stop = new EarlyStop(3);
    // snippet ends
    file = folder.resolve(name).resolve(file);
    // snippet begins
    try (OutputLock _ = OutputLock.of(file)) {
      List<EpochResult> history = new ArrayList<>();
      if (Files.exists(file)) {
        history.addAll(Checkpoint.resume(file, "digits", settings, adam).history());
      }
      boolean stopped = false;
      for (EpochResult epoch : history) {
        stopped = stop.stopAfter(epoch.testAccuracy());
      }
      for (int epoch = history.size() + 1; epoch <= 3 && !stopped; epoch++) {
        Evaluation training = trainer.epoch(images, epoch, "epoch " + epoch);
        Evaluation test = trainer.evaluate(testImages, "test");
        history.add(EpochResult.of(epoch, training, test));
        new Checkpoint("digits", seed, epoch, settings, history).save(file, adam);
        stopped = stop.stopAfter(test.accuracy());
      }
    }
    // snippet ends
    return file;
  }

  @Test
  void whatIsResumedEndsAsIfItHadNotBeenInterrupted() throws IOException {
    LabeledImages images = Strokes.generate(1, 32);
    Path whole = run("whole", 3, images);
    Path parts = folder.resolve("parts").resolve("digits.ckpt");
    for (int last = 1; last < 3; last++) {
      int epochs = last;
      assertThrows(IllegalStateException.class, () -> run("parts", epochs, images));
      assertEquals(last, Checkpoint.read(parts).epoch());
    }
    run("parts", 3, images);
    assertEquals(-1, Files.mismatch(whole, parts));
    assertEquals(3, Checkpoint.read(parts).history().size());
    assertThrows(IOException.class, () -> run("parts", 3, Strokes.generate(3, 32)));
  }

  @Test
  void theGuideShowsThisCode() throws IOException {
    assertEquals(
        Snippets.inTest(TrainingGuideTest.class),
        Snippets.inDocument("../docs/guide/training-runs.md"));
  }
}
