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
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static Trainer trainer(Optimizer optimizer) {
    return new Trainer(optimizer).batchSize(16).seed(1);
  }

  @Test
  void learns() {
    LabeledImages images = Strokes.generate(1, 200);
    ImageClassification classifier = TinyClassifier.dense(1);
    Trainer trainer = TinyClassifier.trainer(TinyClassifier.adam(classifier));
    PassResult before = trainer.evaluate(classifier.on(images), "before");
    assertEquals(200, before.samples());
    assertTrue(before.metric() < 0.4, before.toString());
    for (int epoch = 1; epoch <= 6; epoch++) {
      trainer.epoch(classifier.on(images), epoch, "epoch " + epoch);
    }
    PassResult after = trainer.evaluate(classifier.on(images), "after");
    assertTrue(after.loss() < 0.7 * before.loss(), () -> before + " to " + after);
    assertTrue(after.metric() > 0.6, () -> before + " to " + after);
    assertTrue(after.samplesPerSecond() > 0);
  }

  @Test
  void evaluationChangesNothingAndRepeatsItself() {
    LabeledImages images = Strokes.generate(1, 50);
    ImageClassification classifier = TinyClassifier.dense(1);
    Adam adam = TinyClassifier.adam(classifier);
    Trainer trainer = TinyClassifier.trainer(adam);
    List<float[]> before = SameBits.values(TinyClassifier.parameters(classifier));
    PassResult first = trainer.evaluate(classifier.on(images), "a");
    PassResult second = trainer.evaluate(classifier.on(images), "b");
    assertEquals(first.loss(), second.loss());
    assertEquals(first.metric(), second.metric());
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
    ImageClassification classifier =
        new ImageClassification(Strokes.generate(1, 40), encoder, network);
    Optimizer optimizer = new Sgd(network.parameters(), 0.01);
    Trainer trainer = new Trainer(optimizer).batchSize(16).seed(seed);
    LabeledImages images = Strokes.generate(1, 40);
    trainer.epoch(classifier.on(images), epoch, "epoch");
    trainer.evaluate(classifier.on(images), "test");
    trainer.evaluate(classifier.on(Strokes.generate(2, 40)), "test");
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
      ImageClassification classifier = TinyClassifier.dense(1);
      TinyClassifier.trainer(TinyClassifier.adam(classifier))
          .epoch(classifier.on(images), 1, "epoch");
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
          public void started(String what, TrainingTask task) {
            heard.add(what + " of " + task.samples());
          }

          @Override
          public void progressed(int samples, double loss, double metric) {
            assertTrue(loss > 0 && metric >= 0 && metric <= 1);
            heard.add(String.valueOf(samples));
          }

          @Override
          public void ended() {
            heard.add("ended");
          }
        };
    ImageClassification classifier = TinyClassifier.dense(1);
    Trainer trainer = trainer(TinyClassifier.adam(classifier)).listener(listener);
    trainer.epoch(classifier.on(Strokes.generate(1, 40)), 1, "epoch 1");
    assertEquals(List.of("epoch 1 of 40", "16", "32", "40", "ended"), heard);
  }

  @Test
  void gradientsAreClipped() {
    LabeledImages images = Strokes.generate(1, 16);
    ImageClassification classifier = TinyClassifier.dense(1);
    List<Parameter> parameters = TinyClassifier.parameters(classifier);
    List<float[]> before = SameBits.values(parameters);
    trainer(new Sgd(parameters, 1)).clipNorm(1e-3).epoch(classifier.on(images), 1, "epoch");
    double squares = 0;
    for (int p = 0; p < parameters.size(); p++) {
      for (int i = 0; i < before.get(p).length; i++) {
        squares += Math.pow(before.get(p)[i] - parameters.get(p).data()[i], 2);
      }
    }
    assertEquals(1e-3, Math.sqrt(squares), 1e-5);
  }

  /** Two time steps of constant currents, which are this one as long as it is bad. */
  private static Encoder broken(boolean[] bad, float current) {
    return (values, random) -> {
      Scope scope = Scope.of(values);
      Tensor currents = Tensor.full(bad[0] ? current : 0.5f, 2, values.dim(0), 4);
      return scope.enter(currents);
    };
  }

  private static void assertRefuses(SequentialState network, float current, String message) {
    boolean[] bad = {true};
    ImageClassification classifier =
        new ImageClassification(Strokes.generate(1, 40), broken(bad, current), network);
    Adam adam = new Adam(network.parameters(), 0.1);
    Trainer trainer = trainer(adam);
    LabeledImages images = Strokes.generate(1, 20);
    List<float[]> before = SameBits.values(network.parameters());
    var e =
        assertThrows(
            ArithmeticException.class, () -> trainer.epoch(classifier.on(images), 1, "epoch"));
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
    bad[0] = false;
    trainer.epoch(classifier.on(images), 1, "epoch");
    assertEquals(2, adam.steps());
  }

  @Test
  void aLossThatIsNotANumberStopsTheStep() {
    assertRefuses(
        new SequentialState(new Linear(4, 10)),
        Float.NaN,
        "training step 1: loss: expected a finite number, got NaN; no gradient was changed.");
  }

  @Test
  void aPotentialThatIsNotANumberStopsTheStep() {
    // it fires no spike: the loss does not show it
    assertRefuses(
        new SequentialState(new Linear(4, 6), new Lif().cell(), new Linear(6, 10), new Li().cell()),
        Float.NaN,
        "training step 1: module 1, lif(dt = 0.001): expected a finite v after 2 steps, got NaN at"
            + " [0, 0]; the input has a NaN at [0, 0, 0]");
  }

  @Test
  void aGradientThatIsNotFiniteStopsTheStep() {
    // scores are 0 and the loss finite, but what goes back meets the input
    Tensor large = Tensor.zeros(10, 6);
    large.data()[0] = 1000f;
    assertRefuses(
        new SequentialState(new Linear(Tensor.zeros(6, 4), null), new Linear(large, null)),
        Float.MAX_VALUE,
        "training step 1: adam step 1: gradient of parameter 0 (weight[6, 4]) has a");
  }

  @Test
  void anEvaluationThatIsNotFiniteIsNoFigure() {
    SequentialState network = new SequentialState(new Linear(4, 10));
    ImageClassification classifier =
        new ImageClassification(
            Strokes.generate(1, 40), broken(new boolean[] {true}, Float.NaN), network);
    Trainer trainer = trainer(new Adam(network.parameters(), 0.1));
    var e =
        assertThrows(
            ArithmeticException.class,
            () -> trainer.evaluate(classifier.on(Strokes.generate(1, 20)), "test"));
    assertEquals(
        "test, samples from 0 on: loss: expected a finite number, got NaN", e.getMessage());
  }

  @Test
  void anInterruptedThreadStopsBetweenSteps() {
    LabeledImages images = Strokes.generate(1, 40);
    ImageClassification classifier = TinyClassifier.dense(1);
    Adam adam = TinyClassifier.adam(classifier);
    TrainingListener interrupting =
        new TrainingListener() {
          @Override
          public void progressed(int samples, double loss, double metric) {
            Thread.currentThread().interrupt();
          }
        };
    Trainer trainer = trainer(adam).listener(interrupting);
    var e =
        assertThrows(
            CancellationException.class, () -> trainer.epoch(classifier.on(images), 1, "epoch 1"));
    assertTrue(Thread.interrupted());
    assertEquals(
        "epoch 1: interrupted after 16 of 40 samples; the parameters are those after 1 steps",
        e.getMessage());
    assertEquals(1, adam.steps());
    // nothing is left open: it goes on
    Trainer after = trainer(adam);
    after.epoch(classifier.on(images), 2, "epoch 2");
    assertEquals(4, adam.steps());
  }

  private static List<String> warnings(
      ImageClassification classifier, Optimizer optimizer, int epochs) {
    List<String> heard = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void warned(String message) {
            heard.add(message);
          }
        };
    Trainer trainer = trainer(optimizer).listener(listener);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      trainer.epoch(classifier.on(Strokes.generate(1, 40)), epoch, "epoch " + epoch);
    }
    return heard;
  }

  private static void assertWarns(List<String> warnings, String... beginnings) {
    assertEquals(beginnings.length, warnings.size(), warnings::toString);
    for (int w = 0; w < beginnings.length; w++) {
      assertTrue(warnings.get(w).startsWith(beginnings[w]), warnings.get(w));
    }
  }

  @Test
  void silenceIsToldOnce() {
    SequentialState network =
        new SequentialState(
            new Linear(4, 6),
            new Lif().with("v_th", 1e6).cell(),
            new Linear(6, 10),
            new Li().cell());
    ImageClassification classifier =
        new ImageClassification(Strokes.generate(1, 40), broken(new boolean[1], 0f), network);
    assertWarns(
        warnings(classifier, new Adam(network.parameters(), 0.1), 3),
        "Layer 1, lif(v_th = 1000000.0, dt = 0.001), never fires: none of its 6 neurons",
        "No gradient reaches parameter 2 (weight[10, 6]):",
        "The gradient vanishes at parameter 0 (weight[6, 4]) with a norm of ");
  }

  @Test
  void aHealthyTrainingIsNotWarned() {
    ImageClassification classifier = TinyClassifier.dense(1);
    assertWarns(warnings(classifier, TinyClassifier.adam(classifier), 2));
  }

  @Test
  void frozenParametersAreTold() {
    ImageClassification classifier = TinyClassifier.dense(1);
    List<Parameter> parameters = TinyClassifier.parameters(classifier);
    assertWarns(
        warnings(classifier, new Sgd(parameters.subList(1, parameters.size()), 0), 1),
        "Parameter 0 of the network, " + parameters.getFirst() + ", is not among those",
        "sgd changed no parameter in step 3: the learning rate");
  }

  @Test
  void diagnosisOfABatchChangesNothing() {
    ImageClassification classifier = TinyClassifier.dense(1);
    Adam adam = TinyClassifier.adam(classifier);
    List<float[]> before = SameBits.values(TinyClassifier.parameters(classifier));
    Diagnosis diagnosis = trainer(adam).diagnose(classifier.on(Strokes.generate(1, 40)));
    assertEquals(16, diagnosis.samples());
    assertEquals(List.of(), diagnosis.warnings());
    assertEquals(TinyClassifier.parameters(classifier).size(), diagnosis.gradients().size());
    assertSame("parameter", before, SameBits.values(TinyClassifier.parameters(classifier)));
    for (Parameter p : TinyClassifier.parameters(classifier)) {
      assertSame("gradient", new float[p.size()], p.gradient());
    }
  }

  @Test
  void numbersAreChecked() {
    ImageClassification classifier = TinyClassifier.dense(1);
    Trainer trainer = trainer(TinyClassifier.adam(classifier));
    assertEquals("batchSize: expected at least 1, got 0", refused(() -> trainer.batchSize(0)));
    assertEquals(
        "clipNorm: expected a number >= 0, got NaN", refused(() -> trainer.clipNorm(Double.NaN)));
    assertEquals(
        "pixels: factor: expected a finite number, got NaN",
        refused(() -> classifier.pixels(Float.NaN, 0f)));
    assertEquals(
        "pixels: summand: expected a finite number, got -Infinity",
        refused(() -> classifier.pixels(1f, Float.NEGATIVE_INFINITY)));
    ImageClassification none = classifier.on(Strokes.generate(1, 1).first(0));
    for (Runnable pass :
        List.<Runnable>of(
            () -> trainer.epoch(none, 1, "epoch"),
            () -> trainer.evaluate(none, "test"),
            () -> trainer.diagnose(none))) {
      assertEquals("samples: expected at least one, got none", refused(pass::run));
    }
  }

  @Test
  void aBatchIsScaledAndInOrder() {
    LabeledImages images =
        new LabeledImages("two", 1, 1, 2, new byte[] {0, (byte) 255, 51, 102}, new byte[] {3, 4});
    ImageClassification classifier =
        new ImageClassification(images, (values, random) -> values, new Li().cell())
            .pixels(2f, -1f);
    try (Scope scope = new Scope(new Workspace())) {
      Tensor batch = classifier.pixels(new Batch(scope, new RandomStream(1), 1, 0));
      assertArrayEquals(new int[] {2, 1, 1, 2}, batch.shape());
      assertSame(
          "batch", new float[] {2f * 51 / 255 - 1, 2f * 102 / 255 - 1, -1f, 1f}, batch.toArray());
    }
  }
}
