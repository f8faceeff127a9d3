package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Loss;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.ImageClassification;
import dev.sleipnir.model.train.Trainer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guide to the parts of training: its code is this test, token for token. */
class TrainingPartsGuideTest {
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
  void theGuideShowsThisCode() throws IOException {
    assertEquals(
        Snippets.inTest(TrainingPartsGuideTest.class),
        Snippets.inDocument("../docs/guide/training.md"));
  }
}
