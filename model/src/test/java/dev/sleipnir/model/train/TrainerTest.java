package dev.sleipnir.model.train;

import static dev.sleipnir.model.Refusals.refused;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.encode.Encoder;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static Trainer trainer(Classifier classifier, Optimizer optimizer) {
    return new Trainer(classifier, optimizer, new Workspace(), 16, 1, 0, TrainingListener.NONE);
  }

  @Test
  void learns() {
    LabeledImages images = Strokes.generate(1, 200);
    Classifier classifier = TinyClassifier.dense(1);
    Trainer trainer = TinyClassifier.trainer(classifier, TinyClassifier.adam(classifier));
    Evaluation before = trainer.evaluate(images, "before");
    assertEquals(200, before.samples());
    assertTrue(before.accuracy() < 0.4, before.toString());
    for (int epoch = 1; epoch <= 6; epoch++) {
      trainer.epoch(images, epoch, "epoch " + epoch);
    }
    Evaluation after = trainer.evaluate(images, "after");
    assertTrue(after.loss() < 0.7 * before.loss(), () -> before + " to " + after);
    assertTrue(after.accuracy() > 0.6, () -> before + " to " + after);
    assertTrue(after.samplesPerSecond() > 0);
  }

  @Test
  void evaluationChangesNothingAndRepeatsItself() {
    LabeledImages images = Strokes.generate(1, 50);
    Classifier classifier = TinyClassifier.dense(1);
    Adam adam = TinyClassifier.adam(classifier);
    Trainer trainer = TinyClassifier.trainer(classifier, adam);
    List<float[]> before = SameBits.values(TinyClassifier.parameters(classifier));
    Evaluation first = trainer.evaluate(images, "a");
    Evaluation second = trainer.evaluate(images, "b");
    assertEquals(first.loss(), second.loss());
    assertEquals(first.accuracy(), second.accuracy());
    assertEquals(0, adam.steps());
    assertSame("parameter", before, SameBits.values(TinyClassifier.parameters(classifier)));
  }

  /** Names the streams that an epoch and two evaluations draw from. */
  private static List<String> streams(long seed, int epoch) {
    List<String> streams = new ArrayList<>();
    Encoder encoder =
        (values, random) -> {
          streams.add(random.toString());
          return values.reshape(1, values.dim(0), 784);
        };
    Layer recording =
        x -> {
          Scope scope = Scope.of(x);
          streams.add(String.valueOf(scope.newRandom()));
          streams.add(String.valueOf(scope.random(encoder)));
          return x;
        };
    var network =
        new SequentialState(
            recording,
            new Linear(new RandomStream(1), 784, 10, true),
            new Dropout(0.1f),
            new Li().cell());
    Classifier classifier = new Classifier(encoder, network, 1f, 0f);
    Optimizer optimizer = new Sgd(network.parameters(), 0.01);
    Trainer trainer =
        new Trainer(classifier, optimizer, new Workspace(), 16, seed, 0, TrainingListener.NONE);
    LabeledImages images = Strokes.generate(1, 40);
    trainer.epoch(images, epoch, "epoch");
    trainer.evaluate(images, "test");
    trainer.evaluate(Strokes.generate(2, 40), "test");
    return streams;
  }

  @Test
  void noTwoPartsOfARunShareAStream() {
    List<String> streams = streams(5, 1);
    assertEquals(27, streams.size(), "three batches of three passes, three streams each");
    assertEquals(27, Set.copyOf(streams).size());
    assertFalse(streams.contains("null"));
    assertEquals(streams, streams(5, 1));
    List<String> both = new ArrayList<>(streams);
    both.addAll(streams(6, 1));
    assertEquals(54, Set.copyOf(both).size());
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    LabeledImages images = Strokes.generate(1, 50);
    List<List<float[]>> results = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      Classifier classifier = TinyClassifier.dense(1);
      TinyClassifier.trainer(classifier, TinyClassifier.adam(classifier)).epoch(images, 1, "epoch");
      results.add(SameBits.values(TinyClassifier.parameters(classifier)));
    }
    assertSame("parameter", results.get(0), results.get(1));
  }

  @Test
  void theListenerHearsEveryBatch() {
    List<String> heard = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void started(String what, int samples) {
            heard.add(what + " of " + samples);
          }

          @Override
          public void progressed(int samples, double loss, double accuracy) {
            assertTrue(loss > 0 && accuracy >= 0 && accuracy <= 1);
            heard.add(String.valueOf(samples));
          }

          @Override
          public void ended() {
            heard.add("ended");
          }
        };
    Classifier classifier = TinyClassifier.dense(1);
    Trainer trainer =
        new Trainer(
            classifier, TinyClassifier.adam(classifier), new Workspace(), 16, 1, 0, listener);
    trainer.epoch(Strokes.generate(1, 40), 1, "epoch 1");
    assertEquals(List.of("epoch 1 of 40", "16", "32", "40", "ended"), heard);
  }

  @Test
  void gradientsAreClipped() {
    LabeledImages images = Strokes.generate(1, 16);
    Classifier classifier = TinyClassifier.dense(1);
    List<Parameter> parameters = TinyClassifier.parameters(classifier);
    List<float[]> before = SameBits.values(parameters);
    new Trainer(
            classifier, new Sgd(parameters, 1), new Workspace(), 16, 1, 1e-3, TrainingListener.NONE)
        .epoch(images, 1, "epoch");
    double squares = 0;
    for (int p = 0; p < parameters.size(); p++) {
      for (int i = 0; i < before.get(p).length; i++) {
        squares += Math.pow(before.get(p)[i] - parameters.get(p).data()[i], 2);
      }
    }
    assertEquals(1e-3, Math.sqrt(squares), 1e-5);
  }

  /** Two time steps of constant currents, of which those of the images in question are NaN. */
  private static Encoder broken(boolean[] nan) {
    return (values, random) -> {
      Scope scope = Scope.of(values);
      Tensor currents = Tensor.full(nan[0] ? Float.NaN : 0.5f, 2, values.dim(0), 4);
      return scope.enter(currents);
    };
  }

  private static void assertRefuses(SequentialState network, String message) {
    boolean[] nan = {true};
    Classifier classifier = new Classifier(broken(nan), network, 1f, 0f);
    Adam adam = new Adam(network.parameters(), 0.1);
    Trainer trainer = trainer(classifier, adam);
    LabeledImages images = Strokes.generate(1, 20);
    List<float[]> before = SameBits.values(network.parameters());
    var e = assertThrows(ArithmeticException.class, () -> trainer.epoch(images, 1, "epoch"));
    assertTrue(String.valueOf(e.getMessage()).startsWith(message), e.getMessage());
    assertSame("parameter", before, SameBits.values(network.parameters()));
    assertEquals(0, adam.steps());
    for (float[] memory : adam.memory()) {
      assertSame("memory", new float[memory.length], memory);
    }
    for (Parameter p : network.parameters()) {
      assertSame("gradient", new float[p.size()], p.gradient());
    }
    // and training can go on
    nan[0] = false;
    trainer.epoch(images, 1, "epoch");
    assertEquals(2, adam.steps());
  }

  @Test
  void aLossThatIsNotANumberStopsTheStep() {
    assertRefuses(
        new SequentialState(new Linear(4, 10), new Li().cell()),
        "loss in step 1: expected a finite number, got NaN");
  }

  @Test
  void aGradientThatIsNotANumberStopsTheStep() {
    // a potential that is not a number fires no spike: the loss does not show it
    assertRefuses(
        new SequentialState(new Linear(4, 6), new Lif().cell(), new Linear(6, 10), new Li().cell()),
        "gradient of parameter 0 (weight[6, 4]) in step 1: expected finite numbers");
  }

  @Test
  void numbersAreChecked() {
    Classifier classifier = TinyClassifier.dense(1);
    Adam adam = TinyClassifier.adam(classifier);
    Workspace workspace = new Workspace();
    assertEquals(
        "batchSize: expected at least 1, got 0",
        refused(() -> new Trainer(classifier, adam, workspace, 0, 1, 0, TrainingListener.NONE)));
    assertEquals(
        "maxGradientNorm: expected a number >= 0, got NaN",
        refused(
            () ->
                new Trainer(classifier, adam, workspace, 1, 1, Double.NaN, TrainingListener.NONE)));
    assertEquals(
        "pixelScale: expected a finite number, got NaN",
        refused(() -> new Classifier(classifier.encoder(), classifier.network(), Float.NaN, 0f)));
    assertEquals(
        "pixelShift: expected a finite number, got -Infinity",
        refused(
            () ->
                new Classifier(
                    classifier.encoder(), classifier.network(), 1f, Float.NEGATIVE_INFINITY)));
  }

  @Test
  void aBatchIsScaledAndInOrder() {
    LabeledImages images =
        new LabeledImages("two", 1, 1, 2, new byte[] {0, (byte) 255, 51, 102}, new byte[] {3, 4});
    Classifier classifier = new Classifier((values, random) -> values, new Li().cell(), 2f, -1f);
    try (Scope scope = new Scope(new Workspace())) {
      Tensor batch = classifier.batch(scope, images, new int[] {0, 1, 0}, 1, 2);
      assertArrayEquals(new int[] {2, 1, 1, 2}, batch.shape());
      assertSame(
          "batch", new float[] {2f * 51 / 255 - 1, 2f * 102 / 255 - 1, -1f, 1f}, batch.toArray());
    }
  }
}
