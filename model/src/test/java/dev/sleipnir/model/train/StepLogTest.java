package dev.sleipnir.model.train;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.log.TrainingLog;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.tensor.Parameter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StepLogTest {
  /** A log of one's own. */
  private static final class Kept implements TrainingLog {
    private final List<String> scalars = new ArrayList<>();
    private final Map<String, float[]> histograms = new TreeMap<>();

    @Override
    public void scalars(long step, Map<String, Double> values) {
      scalars.add(step + " " + values.keySet());
    }

    @Override
    public void histogram(String name, long step, float[] values) {
      histograms.put(step + " " + name, values.clone());
    }

    @Override
    public void close() {}
  }

  @Test
  void everySoManyStepsAreLoggedWithWhatTheOptimiserGets() {
    ImageClassification task = TinyClassifier.dense(1).on(Strokes.generate(1, 40));
    Kept log = new Kept();
    List<Double> heard = new ArrayList<>();
    List<Parameter> parameters = task.network().module().parameters();
    var trainer =
        new Trainer(new Sgd(parameters, 0.1))
            .batchSize(8)
            .clipNorm(1e-3)
            .listener(
                TrainingListener.to(log, 2)
                    .andThen(
                        new TrainingListener() {
                          @Override
                          public void progressed(int samples, double loss, double metric) {
                            heard.add(loss);
                          }
                        }));
    trainer.epoch(task, 1, "epoch 1");
    assertEquals(5, heard.size());
    assertEquals(
        List.of("2 [step/loss, step/accuracy]", "4 [step/loss, step/accuracy]"), log.scalars);
    assertEquals(4 * parameters.size(), log.histograms.size());
    double squares = 0;
    for (var each : log.histograms.entrySet()) {
      if (each.getKey().startsWith("4 gradient/")) {
        for (float g : each.getValue()) {
          squares += (double) g * g;
        }
      }
    }
    assertEquals(1e-3, Math.sqrt(squares), 1e-8);
    trainer.evaluate(task, "test");
    assertEquals(2, log.scalars.size());
    assertEquals("every: expected at least 1, got 0", refused(() -> TrainingListener.to(log, 0)));
  }

  @Test
  void aLogChangesNoBit() {
    float[][] weights = new float[2][];
    for (int logged = 0; logged < 2; logged++) {
      ImageClassification task = TinyClassifier.dense(1).on(Strokes.generate(1, 40));
      Parameter first = task.network().module().parameters().getFirst();
      var trainer =
          new Trainer(TinyClassifier.adam(task)).batchSize(8).listener(TrainingListener.NONE);
      (logged == 0 ? trainer : trainer.listener(TrainingListener.to(new Kept(), 1)))
          .epoch(task, 1, "epoch 1");
      weights[logged] = first.data().clone();
    }
    assertArrayEquals(weights[0], weights[1]);
  }

  @Test
  void whatCannotBeWrittenEndsTheRunWithItsCause() {
    ImageClassification task = TinyClassifier.dense(1).on(Strokes.generate(1, 40));
    IOException full = new IOException("no space left");
    TrainingLog broken =
        new TrainingLog() {
          @Override
          public void scalars(long step, Map<String, Double> values) throws IOException {
            throw full;
          }

          @Override
          public void close() {}
        };
    var trainer = new Trainer(TinyClassifier.adam(task)).listener(TrainingListener.to(broken, 1));
    assertSame(
        full, assertThrows(IOException.class, () -> new TrainingRun(trainer, task, task).run()));
  }
}
