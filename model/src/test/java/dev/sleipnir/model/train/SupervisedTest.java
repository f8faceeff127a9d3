package dev.sleipnir.model.train;

import static dev.sleipnir.model.Close.assertClose;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Dataset;
import dev.sleipnir.model.data.Example;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.data.Transform;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Loss;
import dev.sleipnir.model.optimize.Schedule;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedTest {
  @TempDir private Path folder;

  private static SequentialState network() {
    var random = new RandomStream(2);
    return new SequentialState(
        new Flatten(),
        new Linear(random, 784, 20, true),
        new Lif().with("v_th", 0.3).cell(),
        new Linear(random, 20, 10, true),
        new Li().cell());
  }

  private static Dataset augmented(LabeledImages images) {
    return images
        .transform(
            Transform.randomCrop(28, 28, 2),
            Transform.randomFlip(),
            Transform.randomRotation(10),
            Transform.cutout(6),
            Transform.normalize(0.1f, 0.5f),
            (image, _) -> image.relu())
        .mixup(0.4, 10);
  }

  private static Supervised task(SequentialState network) {
    return new Supervised("strokes", augmented(Strokes.generate(1, 40)), network)
        .encoder(new PoissonEncoder(6, 200f, 0.001));
  }

  /** Trains for some epochs, with the test an other task; the weights are the result. */
  private List<EpochResult> run(
      SequentialState network, int loaders, int epochs, Path file, Path best) throws IOException {
    Supervised task = task(network);
    var adam = new Adam(network.parameters(), 0.003);
    adam.setSchedule(Schedule.oneCycle(15).warmUp(2));
    var trainer = new Trainer(adam).batchSize(16).microBatch(6).loaders(loaders).clipValue(0.5);
    Supervised test = task.on(Strokes.generate(2, 20));
    return new TrainingRun(trainer, task, test).epochs(epochs).checkpoint(file).best(best).run();
  }

  @Test
  void theSameBitsOnAnyNumberOfThreadsAndResumed() throws IOException {
    Path whole = folder.resolve("whole");
    run(network(), 0, 3, whole, folder.resolve("best"));
    for (int loaders : new int[] {1, 3}) {
      Path file = folder.resolve("of" + loaders);
      for (int epochs = 1; epochs <= 3; epochs++) {
        run(network(), loaders, epochs, file, folder.resolve("best" + loaders));
      }
      assertEquals(-1, Files.mismatch(whole, file));
      assertEquals(-1, Files.mismatch(folder.resolve("best"), folder.resolve("best" + loaders)));
    }
  }

  @Test
  void theBestEpochIsKept() throws IOException {
    Path best = folder.resolve("best");
    List<EpochResult> history = run(network(), 1, 3, folder.resolve("file"), best);
    double largest = history.stream().mapToDouble(EpochResult::testMetric).max().orElseThrow();
    EpochResult kept = Checkpoint.read(best).history().getLast();
    assertEquals(largest, kept.testMetric());
    assertTrue(
        history.stream().limit(kept.epoch() - 1L).allMatch(e -> e.testMetric() < largest),
        "the first of equals");
  }

  /** Inputs that are not encoded at random: parts of a batch then add up to it. */
  private static Supervised plain(SequentialState network) {
    return new Supervised("strokes", Strokes.generate(1, 16), network)
        .encoder((values, _) -> values.reshape(1, values.dim(0), 784));
  }

  @Test
  void partsOfABatchAddUpToIt() {
    float[][] weights = new float[3][];
    double[] losses = new double[3];
    int[] parts = {16, 5, 1};
    for (int k = 0; k < 3; k++) {
      var network = new SequentialState(new Linear(new RandomStream(1), 784, 10, true));
      var trainer =
          new Trainer(new Adam(network.parameters(), 0.01).epsilon(1e-3))
              .batchSize(16)
              .microBatch(parts[k]);
      for (int epoch = 1; epoch <= 3; epoch++) {
        losses[k] = trainer.epoch(plain(network), epoch, "epoch").loss();
      }
      assertEquals(3, trainer.optimizer().steps());
      weights[k] = network.parameters().getFirst().data();
    }
    for (int k = 1; k < 3; k++) {
      double[] whole = new double[weights[0].length];
      for (int i = 0; i < whole.length; i++) {
        whole[i] = weights[0][i];
      }
      assertClose("weights", whole, weights[k], 1e-4, 1e-5);
      assertEquals(losses[0], losses[k], 1e-5);
    }
  }

  /** A data set of one's own: sequences whose running mean is wanted. */
  private record Means(int size, AtomicInteger asked) implements Dataset {
    @Override
    public Example item(int index, RandomStream random) {
      asked.incrementAndGet();
      if (index >= 99) {
        throw new IllegalStateException("no item " + index);
      }
      Tensor x = Tensor.rand(new RandomStream(5).split(index), 7, 3);
      Tensor wanted = Tensor.zeros(7, 1);
      for (int t = 0; t < 7; t++) {
        wanted.data()[t] = (x.get(t, 0) + x.get(t, 1) + x.get(t, 2)) / 3;
      }
      return new Example(x, wanted);
    }
  }

  @Test
  void tracesAreLearned() {
    var network = new SequentialState(new Linear(new RandomStream(1), 3, 1, true));
    AtomicInteger asked = new AtomicInteger();
    var task =
        new Supervised("means", new Means(65, asked), network)
            .traces()
            .decoder(Decoder.everyStep())
            .loss(Loss.meanSquaredError())
            .metric(Metric.none());
    assertEquals("metric", task.metric());
    var trainer = new Trainer(new Adam(network.parameters(), 0.05)).batchSize(8).loaders(2);
    for (int epoch = 1; epoch <= 20; epoch++) {
      trainer.epoch(task, epoch, "epoch " + epoch);
    }
    assertEquals(20 * 65, asked.get());
    PassResult result = trainer.evaluate(task, "test");
    assertTrue(result.loss() < 1e-3, "loss " + result.loss());
    assertEquals(Double.NaN, result.metric());
  }

  @Test
  void aDatasetThatFailsEndsThePass() {
    var network = new SequentialState(new Linear(new RandomStream(1), 3, 1, true));
    var task =
        new Supervised("means", new Means(120, new AtomicInteger()), network)
            .traces()
            .loss(Loss.meanSquaredError())
            .decoder(Decoder.everyStep())
            .metric(Metric.none());
    var trainer = new Trainer(new Adam(network.parameters(), 0.05)).batchSize(8);
    var e = assertThrows(IllegalStateException.class, () -> trainer.evaluate(task, "test"));
    assertEquals("no item 99", e.getMessage());
  }

  @Test
  void itemsAreOfOneShape() {
    Dataset growing =
        new Dataset() {
          @Override
          public int size() {
            return 2;
          }

          @Override
          public Example item(int index, RandomStream random) {
            return new Example(Tensor.zeros(index + 1, 3), Tensor.full(0f));
          }
        };
    var network = new SequentialState(new Linear(new RandomStream(1), 3, 1, true));
    var trainer = new Trainer(new Adam(network.parameters(), 0.05));
    assertEquals(
        "stack: part: expected shape [1, 3], got [2, 3]",
        refused(() -> trainer.evaluate(new Supervised("growing", growing, network), "test")));
    assertEquals("microBatch: expected at least 1, got 0", refused(() -> trainer.microBatch(0)));
    assertEquals("loaders: expected at least 0, got -1", refused(() -> trainer.loaders(-1)));
    assertEquals(
        "clipValue: expected a number >= 0, got NaN", refused(() -> trainer.clipValue(Double.NaN)));
  }

  @Test
  void sequencesHaveTime() {
    var network = network();
    var trainer = new Trainer(new Adam(network.parameters(), 0.003));
    Dataset vectors =
        new Dataset() {
          @Override
          public int size() {
            return 2;
          }

          @Override
          public Example item(int index, RandomStream random) {
            return new Example(Tensor.zeros(784), Tensor.full(0f));
          }
        };
    var task = new Supervised("vectors", vectors, network);
    assertEquals(
        "vectors: expected inputs, as there is no encoder, of shape [time, values, ...], got [784]",
        refused(() -> trainer.evaluate(task, "test")));
    var traces = task.encoder(new PoissonEncoder(6, 200f, 0.001)).traces();
    assertEquals(
        "vectors: expected targets, which are traces, of shape [time, ...], got []",
        refused(() -> trainer.evaluate(traces, "test")));
  }

  @Test
  void confusionsAreCounted() {
    var network = network();
    var confusion = new ConfusionMatrix(10);
    LabeledImages images = Strokes.generate(1, 33);
    Supervised test = task(network).on(images).metric(confusion);
    var trainer = new Trainer(new Adam(network.parameters(), 0.003)).batchSize(8);
    PassResult result = trainer.evaluate(test, "test");
    assertEquals(result.metric(), confusion.accuracy());
    long[] labels = new long[10];
    for (int n = 0; n < 33; n++) {
      labels[images.label(n)]++;
    }
    long[] rows = new long[10];
    for (int c = 0; c < 10; c++) {
      for (int given = 0; given < 10; given++) {
        rows[c] += confusion.count(c, given);
      }
    }
    assertArrayEquals(labels, rows);
  }
}
