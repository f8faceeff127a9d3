package dev.sleipnir.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Loss;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Classifiers whose read-outs are spikes, read and weighed in every way. */
class ImageClassificationTest {
  private static ImageClassification classifier() {
    var random = new RandomStream(2);
    var network =
        new SequentialState(
            new Flatten(),
            new Linear(random, 784, 32, true),
            new Lif().with("v_th", 0.3).cell(),
            new Linear(random, 32, 10, true),
            new Lif().with("v_th", 0.1).cell());
    return new ImageClassification(
        Strokes.generate(1, 48), new PoissonEncoder(12, 400f, 0.001), network);
  }

  @Test
  void everyReadOutLearns() {
    List<Decoder> decoders =
        List.of(
            Decoder.everyStep(),
            Decoder.max(),
            Decoder.last(),
            Decoder.sum(),
            Decoder.mean(),
            Decoder.firstSpike());
    for (Decoder decoder : decoders) {
      ImageClassification task = classifier().decoder(decoder).loss(Loss.crossEntropy(0.05));
      assertEquals(decoder.text(), task.settings().get("decoder"));
      assertEquals(
          "cross-entropy, smoothed by 0.05", task.on(task.images()).settings().get("loss"));
      var trainer =
          new Trainer(new Adam(task.network().module().parameters(), 0.005)).batchSize(16);
      double first = trainer.epoch(task, 1, "first").loss();
      double last = first;
      for (int epoch = 2; epoch <= 5; epoch++) {
        last = trainer.epoch(task, epoch, "more").loss();
      }
      assertTrue(last < first, decoder.text() + ": " + first + " to " + last);
    }
  }

  @Test
  void ofEveryStepTheClassOfTheLargestMeanIsAnswered() {
    ImageClassification task = classifier();
    try (var scope = new Scope(new Workspace(), new RandomStream(1))) {
      Batch batch = new Batch(scope, new RandomStream(2), 0, 1, 2, 3, 4);
      Tensor outputs = Tensor.randn(new RandomStream(3), 7, 5, 10);
      assertEquals(
          task.decoder(Decoder.mean()).score(outputs, batch).metric(),
          task.decoder(Decoder.everyStep()).score(outputs, batch).metric());
    }
  }

  @Test
  void unlessSetTheLossIsTheCrossEntropyOfTheMaximum() {
    ImageClassification task = classifier();
    assertEquals("maximum over time", task.settings().get("decoder"));
    assertEquals("cross-entropy", task.settings().get("loss"));
  }
}
