package dev.sleipnir.model.train;

import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.math.Sorting;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/** The classes that a batch's scores answer and the right ones. */
final class Answers {
  static final Metric ACCURACY =
      new Metric() {
        @Override
        public double of(Tensor decoded, Tensor targets) {
          return new Answers(decoded, targets).right();
        }

        @Override
        public String name() {
          return "accuracy";
        }
      };

  /** In the place of a class: none is asked for. */
  static final int NOTHING = Integer.MIN_VALUE;

  final int classes;
  private final int samples;
  private final float[] given;
  private final float[] wanted;

  /**
   * Of scores, [..., batch, classes], and labels, [batch], or probabilities, [batch, classes]; or
   * of each step for itself, if probabilities are [time, batch, classes].
   */
  Answers(Tensor scores, Tensor targets) {
    int rank = scores.rank();
    boolean eachStep = rank == 3 && targets.rank() == 3;
    boolean fits = rank == 2 || rank == 3;
    fits &= targets.rank() == 1 || targets.rank() == 2 || eachStep;
    fits = fits && targets.dim(eachStep ? 1 : 0) == scores.dim(rank - 2);
    if (!fits || (eachStep && targets.dim(0) != scores.dim(0))) {
      throw new IllegalArgumentException(
          "accuracy: expected scores [batch, classes] or [time, batch, classes] and as many labels"
              + " [batch] or probabilities [batch, classes] or [time, batch, classes], got "
              + Shape.text(scores.shape())
              + " and "
              + Shape.text(targets.shape()));
    }
    classes = scores.dim(-1);
    samples = scores.dim(rank - 2);
    Tensor mean =
        rank == 3 && !eachStep ? Reduction.of(scores.detach(), 0).mean() : scores.detach();
    given = Sorting.argMax(mean, -1).toArray();
    wanted = targets.rank() == 1 ? targets.toArray() : classes(targets.detach());
  }

  /** The most probable class of each row; nothing where all probabilities are 0. */
  private static float[] classes(Tensor probabilities) {
    float[] classes = Sorting.argMax(probabilities, -1).toArray();
    float[] most = Reduction.of(probabilities, -1).max().toArray();
    for (int n = 0; n < classes.length; n++) {
      classes[n] = most[n] == 0 ? NOTHING : classes[n];
    }
    return classes;
  }

  /** How many answers there are: one of each sample, or of each of its steps. */
  int size() {
    return given.length;
  }

  int given(int answer) {
    return (int) given[answer];
  }

  /** The right class, or {@link #NOTHING}. */
  int wanted(int answer) {
    return (int) wanted[answer];
  }

  /** The share of right answers among those that are asked for, times the samples. */
  double right() {
    int right = 0;
    int asked = 0;
    for (int n = 0; n < given.length; n++) {
      right += given[n] == wanted[n] ? 1 : 0;
      asked += wanted[n] == NOTHING ? 0 : 1;
    }
    return asked == samples ? right : (double) samples * right / Math.max(1, asked);
  }
}
