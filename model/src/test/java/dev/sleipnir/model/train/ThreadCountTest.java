package dev.sleipnir.model.train;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.layer.AvgPool2d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Results are the same bits on any number of threads. */
class ThreadCountTest {
  private static final int[] OTHER_COUNTS = {2, 4};

  /** Output, gradients and parameters after a step, of layers large enough to be shared out. */
  private static List<float[]> step(int threads) {
    RandomStream random = new RandomStream(1, 2);
    var model =
        new SequentialState(
            new Conv2d(random, 3, 20, 3),
            new Lif().with("v_th", 0.1).cell(),
            new MaxPool2d(2),
            new Conv2d(random, 20, 9, 3),
            new Lif().with("v_th", 0.05).cell(),
            new AvgPool2d(2),
            new Flatten(),
            new Linear(random, 9 * 25, 300, true),
            new Lif().with("v_th", 0.05).cell(),
            new Linear(random, 300, 10, true),
            new Li().cell());
    List<float[]> results = new ArrayList<>();
    try (Parallel parallel = Parallel.of(threads)) {
      Adam adam = new Adam(model.parameters(), 1e-3).weightDecay(0.01).parallel(parallel);
      try (Tape tape = new Tape(new Workspace(parallel))) {
        Tensor x = tape.watch(normal(1, 6, 12, 3, 26, 26));
        Tensor out = Lift.of(model).forward(x);
        results.add(out.toArray());
        tape.backward(out, normal(2, 6, 12, 10));
        Tensor gradient = x.gradient();
        assertNotNull(gradient);
        results.add(gradient.toArray());
      }
      for (Parameter p : model.parameters()) {
        results.add(p.gradient().clone());
      }
      adam.step();
      results.addAll(SameBits.values(model.parameters()));
    }
    return results;
  }

  @Test
  void stepsAreTheSame() {
    List<float[]> expected = step(1);
    for (float[] result : expected) {
      double size = 0;
      for (float value : result) {
        size += Math.abs(value);
      }
      assertNotEquals(0, size);
    }
    for (int threads : OTHER_COUNTS) {
      assertSame(threads + " threads, result", expected, step(threads));
    }
  }

  private static List<float[]> epoch(int threads, List<PassResult> evaluations) {
    LabeledImages images = Strokes.generate(3, 40);
    ImageClassification classifier = TinyClassifier.convolutional();
    try (Parallel parallel = Parallel.of(threads)) {
      Trainer trainer = TinyClassifier.trainer(TinyClassifier.adam(classifier, parallel), parallel);
      evaluations.add(trainer.epoch(classifier.on(images), 1, "epoch"));
      evaluations.add(trainer.evaluate(classifier.on(images), "test"));
    }
    return SameBits.values(TinyClassifier.parameters(classifier));
  }

  @Test
  void epochsAreTheSame() {
    List<PassResult> first = new ArrayList<>();
    List<float[]> expected = epoch(1, first);
    for (int threads : OTHER_COUNTS) {
      List<PassResult> evaluations = new ArrayList<>();
      assertSame(threads + " threads, parameter", expected, epoch(threads, evaluations));
      for (int e = 0; e < 2; e++) {
        assertEquals(first.get(e).loss(), evaluations.get(e).loss());
        assertEquals(first.get(e).metric(), evaluations.get(e).metric());
      }
    }
  }
}
