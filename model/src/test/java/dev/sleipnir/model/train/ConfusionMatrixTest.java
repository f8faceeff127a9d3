package dev.sleipnir.model.train;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  /** Scores whose largest is at the class of each sample. */
  private static Tensor answers(int... classes) {
    Tensor scores = Tensor.zeros(classes.length, 3);
    for (int n = 0; n < classes.length; n++) {
      scores.data()[3 * n + classes[n]] = 1f;
    }
    return scores;
  }

  @Test
  void countsAnswers() {
    ConfusionMatrix confusion = new ConfusionMatrix(3);
    assertEquals(Double.NaN, confusion.accuracy());
    assertEquals(2, confusion.of(answers(0, 1, 1), Tensor.of(new float[] {0, 1, 0}, 3)));
    assertEquals(1, confusion.of(answers(1), Tensor.of(new float[] {0.2f, 0.7f, 0.1f}, 1, 3)));
    assertEquals(1, confusion.count(0, 1));
    assertEquals(2, confusion.count(1, 1));
    assertEquals(0.75, confusion.accuracy());
    assertEquals(2 / 3.0, confusion.precision(1));
    assertEquals(1, confusion.recall(1));
    assertEquals(0.8, confusion.f1(1), 1e-12);
    assertEquals(0.5, confusion.recall(0));
    assertEquals(Double.NaN, confusion.recall(2));
    assertEquals(
        """
        class      0      1      2  precision  recall
            0      1      1      0      100.0    50.0
            1      0      2      0       66.7   100.0
            2      0      0      0        NaN     NaN
        """,
        confusion.toString());
    confusion.clear();
    assertEquals(0, confusion.count(1, 1));
  }

  @Test
  void accuracyIsOfTheMeanOverTime() {
    Tensor steps = Tensor.of(new float[] {1, 0, 0, 1, 0, 3, 2, 0}, 2, 2, 2);
    Tensor labels = Tensor.of(new float[] {1, 0}, 2);
    assertEquals(2, Metric.accuracy().of(steps, labels));
    assertEquals(Double.NaN, Metric.none().of(steps, labels));
  }

  @Test
  void answersOfEveryStep() {
    Tensor scores = Tensor.of(new float[] {0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1}, 3, 2, 2);
    Tensor targets = Tensor.of(new float[] {0, 1, 0, 1, 1, 0, 0.4f, 0.3f, 0, 0, 0, 0}, 3, 2, 2);
    assertEquals(2 * 3 / 4.0, Metric.accuracy().of(scores, targets)); // of two samples
    ConfusionMatrix confusion = new ConfusionMatrix(2);
    assertEquals(1.5, confusion.of(scores, targets));
    assertEquals(2, confusion.count(0, 0));
    assertEquals(1, confusion.count(1, 0));
    assertEquals(0.75, confusion.accuracy());
    assertEquals(0, Metric.accuracy().of(scores, Tensor.zeros(3, 2, 2)));
    assertEquals(
        "targets: expected classes 0 to 1, got -1",
        refused(() -> confusion.of(Tensor.zeros(1, 2), Tensor.full(-1f, 1))));
  }

  @Test
  void batchesFit() {
    ConfusionMatrix confusion = new ConfusionMatrix(2);
    assertEquals(
        "classes: expected 2 values, one score each, got 3",
        refused(() -> confusion.of(answers(0), Tensor.zeros(1))));
    assertEquals(
        "targets: expected classes 0 to 1, got 2",
        refused(() -> confusion.of(Tensor.zeros(1, 2), Tensor.full(2f, 1))));
    assertEquals(
        "accuracy: expected scores [batch, classes] or [time, batch, classes] and as many labels"
            + " [batch] or probabilities [batch, classes] or [time, batch, classes], got [2, 3] and"
            + " [3]",
        refused(() -> Metric.accuracy().of(answers(0, 1), Tensor.zeros(3))));
    assertEquals("classes: expected at least 1, got 0", refused(() -> new ConfusionMatrix(0)));
  }
}
