package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Dataset;
import dev.sleipnir.model.data.Example;
import dev.sleipnir.model.data.MelSpectrogram;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.data.TensorDataset;
import dev.sleipnir.model.data.Transform;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.Npy;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Loss;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.optimize.Schedule;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.ConfusionMatrix;
import dev.sleipnir.model.train.EpochResult;
import dev.sleipnir.model.train.ImageClassification;
import dev.sleipnir.model.train.Metric;
import dev.sleipnir.model.train.PassResult;
import dev.sleipnir.model.train.Supervised;
import dev.sleipnir.model.train.Trainer;
import dev.sleipnir.model.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to the parts of training: its code is this test, token for token. */
class TrainingPartsGuideTest {
  @TempDir private Path folder;

  private static SequentialState network() {
    var random = new RandomStream(7);
    return new SequentialState(
        new Flatten(), new Linear(random, 784, 10, true), new Lif().with("v_th", 0.3).cell());
  }

  @Test
  void losses() {
    var images = Strokes.generate(1, 32);
    var network = network();
    var encoder = new PoissonEncoder(8, 400f, 0.001);
    // snippet begins
    var training = new ImageClassification(images, encoder, network);
    var rates = training.decoder(Decoder.mean()).loss(Loss.crossEntropy(0.1));
    var fastest = training.decoder(Decoder.firstSpike());
    Decoder lastThree =
        outputs -> Decoder.sum().decode(outputs.rows(outputs.dim(0) - 3, outputs.dim(0)));
    Loss hinge =
        (scores, labels) ->
            Maths.max(Tensor.zeros(1), Losses.crossEntropy(scores, labels, 0).subtract(0.1f));
    var own = training.decoder(lastThree).loss(hinge);
    // snippet ends
    for (ImageClassification task : List.of(training, rates, fastest, own)) {
      var trainer = new Trainer(new Adam(network.parameters(), 1e-3));
      assertTrue(trainer.epoch(task, 1, "epoch 1").loss() > 0);
    }
  }

  @Test
  void metrics() {
    var network = network();
    var images = Strokes.generate(1, 32);
    var training = new ImageClassification(images, new PoissonEncoder(8, 400f, 0.001), network);
    var trainer = new Trainer(new Adam(network.parameters(), 1e-3));
    // snippet begins
    var confusion = new ConfusionMatrix(10);
    PassResult result = trainer.evaluate(training.metric(confusion), "test");
    IO.println(confusion);
    double recall = confusion.recall(3);
    Metric close =
        (outputs, targets) ->
            Maths.less(Maths.abs(outputs.subtract(targets)), Tensor.full(0.1f)).sum().item();
    // snippet ends
    assertEquals(result.metric(), confusion.accuracy());
    assertTrue(recall >= 0 && recall <= 1);
    assertEquals(2, close.of(Tensor.zeros(3), Tensor.of(new float[] {0, -0.2f, 0.05f}, 3)));
  }

  @Test
  void data() throws IOException {
    var random = new RandomStream(3);
    var network =
        new SequentialState(
            new Linear(random, 1, 32, true),
            new Lif().with("v_th", 0.2).cell(),
            new Linear(random, 32, 2, true),
            new Li().cell());
    // snippet begins
    record Turns(int size) implements Dataset {
      @Override
      public Example item(int index, RandomStream random) {
        RandomStream own = new RandomStream(5).split(index);
        boolean rises = own.nextInt(2) == 1;
        Tensor x = Tensor.randn(own, 20, 1);
        x.data()[19] = x.data()[18] + (rises ? 1 : -1);
        return new Example(x, Tensor.full(rises ? 1 : 0));
      }
    }

    // snippet ends
    // snippet begins
    var turns = new Supervised("turns", new Turns(256), network).decoder(Decoder.last());
    var trainer = new Trainer(new Adam(network.parameters(), 0.01)).batchSize(32);
    var run = new TrainingRun(trainer, turns, turns.on(new Turns(100))).epochs(4);
    // snippet ends
    List<EpochResult> history = run.run();
    assertTrue(history.getLast().trainLoss() < history.getFirst().trainLoss());
  }

  @Test
  void sequencesInMemory() throws IOException {
    var random = new RandomStream(3);
    var signals = Tensor.rand(random, 5, 20, 2);
    var classes = Tensor.zeros(5, 20, 3);
    for (int row = 0; row < 100; row++) {
      classes.data()[3 * row + random.nextInt(3)] = 1;
    }
    var marker = new SequentialState(new Linear(random, 2, 3, true), new Li().cell());
    // snippet begins
    Npy.write(folder.resolve("x.npy"), NDArray.of(signals));
    Npy.write(folder.resolve("y.npy"), NDArray.of(classes));
    var recordings =
        new TensorDataset(
            Npy.read(folder.resolve("x.npy")).toTensor(),
            Npy.read(folder.resolve("y.npy")).toTensor());
    var marked =
        new Supervised("recordings", recordings.select(0, 1, 2, 3), marker)
            .traces()
            .decoder(Decoder.everyStep());
    var events = marked.on(recordings.transform(Transform.delta(0.1f)));
    // snippet ends
    var trainer = new Trainer(new Adam(marker.parameters(), 1e-3));
    double accuracy = trainer.epoch(marked, 1, "epoch 1").metric();
    assertTrue(accuracy > 0 && accuracy < 1, "accuracy " + accuracy);
    assertEquals(5, events.samples());
    assertEquals(4, events.prepare(new int[] {4}, random).input().dim(2));
  }

  @Test
  void sounds() {
    var random = new RandomStream(3);
    var sounds = new TensorDataset(Tensor.randn(random, 2, 4000), Tensor.zeros(2));
    // snippet begins
    Dataset words =
        sounds.transform(
            new MelSpectrogram(8000, 256, 80, 40),
            Transform.logarithm(1e-4f),
            Transform.standardize(),
            Transform.randomMask(1, 8),
            Transform.randomMask(0, 20));
    // snippet ends
    assertArrayEquals(new int[] {51, 40}, words.item(1, random).input().shape());
  }

  @Test
  void transforms() {
    var network = network();
    var images = Strokes.generate(1, 32);
    var encoder = new PoissonEncoder(8, 400f, 0.001);
    // snippet begins
    Transform noisy =
        (image, random) -> image.add(Tensor.randn(random, image.shape()).scale(0.05f));
    Dataset changed =
        images
            .transform(
                Transform.randomCrop(28, 28, 2),
                Transform.randomRotation(10),
                Transform.cutout(6),
                noisy,
                Transform.normalize(0.1f, 0.3f))
            .mixup(0.2, 10);
    var augmented =
        new Supervised("digits", changed, network)
            .encoder((values, random) -> encoder.encode(Maths.clamp(values, 0f, 1f), random));
    // snippet ends
    var trainer = new Trainer(new Adam(network.parameters(), 1e-3));
    assertTrue(trainer.epoch(augmented, 1, "epoch 1").loss() > 0);
  }

  @Test
  void settings() throws IOException {
    var network = network();
    var training =
        new ImageClassification(
            Strokes.generate(1, 70), new PoissonEncoder(4, 400f, 0.001), network);
    // snippet begins
    var adam = new Adam(network.parameters(), 0.002);
    adam.setSchedule(Schedule.oneCycle(200));
    var careful =
        new Trainer(adam).batchSize(64).microBatch(16).clipValue(1).clipNorm(5).loaders(2);
    var kept =
        new TrainingRun(careful, training, training)
            .epochs(2)
            .patience(5)
            .best(Path.of("best.ckpt"));
    // snippet ends
    kept.best(folder.resolve("best.ckpt")).run();
    assertEquals(4, adam.steps());
  }

  @Test
  void theGuideShowsThisCode() throws IOException {
    assertEquals(
        Snippets.inTest(TrainingPartsGuideTest.class),
        Snippets.inDocument("../docs/guide/training.md"));
  }
}
