package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.log.TrainingLog;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.EpochListener;
import dev.sleipnir.model.train.EpochResult;
import dev.sleipnir.model.train.ImageClassification;
import dev.sleipnir.model.train.Trainer;
import dev.sleipnir.model.train.TrainingListener;
import dev.sleipnir.model.train.TrainingRun;
import dev.sleipnir.model.train.TrainingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void started(String what, TrainingTask task) {
            if (what.startsWith("epoch " + (last + 1))) {
              throw new IllegalStateException("interrupted");
            }
          }
        };
    // snippet begins
    var adam = new Adam(network.parameters(), 1e-3);
    var trainer = new Trainer(adam).batchSize(16).seed(seed).listener(listener);
    var training = new ImageClassification(images, new PoissonEncoder(8, 400f, 0.001), network);
    var run =
        new TrainingRun(trainer, training, training.on(testImages))
            .epochs(3)
            .patience(3)
            .each((state, trained, tested) -> IO.println(state.history().getLast()));
    Path file = Path.of("digits.ckpt");
    // snippet ends
    file = folder.resolve(name).resolve(file);
    // snippet begins
    List<EpochResult> history = run.checkpoint(file).run();
    // snippet ends
    assertEquals(3, history.size());
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
  void everyEpochIsLogged() throws IOException {
    RandomStream random = new RandomStream(7, 0);
    var network = new SequentialState(new Flatten(), new Linear(random, 784, 10, true));
    var training =
        new ImageClassification(
            Strokes.generate(1, 32), new PoissonEncoder(2, 400f, 0.001), network);
    var run =
        new TrainingRun(new Trainer(new Adam(network.parameters(), 1e-3)), training, training)
            .epochs(2);
    // snippet begins
    Path runs = Path.of("runs/digits");
    // snippet ends
    assertEquals(Path.of("digits"), runs.getFileName());
    runs = folder.resolve("digits.csv");
    // snippet begins
    try (TrainingLog log = TrainingLog.open(runs)) {
      run.each(EpochListener.to(log, "accuracy")).run();
    }
    // snippet ends
    List<String> rows = Files.readAllLines(runs);
    assertEquals(3, rows.size());
    assertEquals(
        "step,train/loss,train/accuracy,test/loss,test/accuracy,train/samples_per_second",
        rows.getFirst());
  }

  @Test
  void theGuideShowsThisCode() throws IOException {
    assertEquals(
        Snippets.inTest(TrainingGuideTest.class),
        Snippets.inDocument("../docs/guide/training-runs.md"));
  }
}
