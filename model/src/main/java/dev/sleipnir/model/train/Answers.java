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

  final int classes;
  private final float[] given;
  private final float[] wanted;

  /** Of scores, [..., batch, classes], and labels, [batch], or probabilities, [batch, classes]. */
  Answers(Tensor scores, Tensor targets) {
    int rank = scores.rank();
    boolean fits = rank == 2 || rank == 3;
    fits &= targets.rank() == 1 || targets.rank() == 2;
    if (!fits || targets.dim(0) != scores.dim(rank - 2)) {
      throw new IllegalArgumentException(
          "accuracy: expected scores [batch, classes] or [time, batch, classes] and as many labels"
              + " [batch] or probabilities [batch, classes], got "
              + Shape.text(scores.shape())
              + " and "
              + Shape.text(targets.shape()));
    }
    Tensor each = rank == 3 ? Reduction.of(scores.detach(), 0).mean() : scores.detach();
    classes = each.dim(1);
    given = Sorting.argMax(each, 1).toArray();
    wanted = (targets.rank() == 1 ? targets : Sorting.argMax(targets.detach(), 1)).toArray();
  }

  int size() {
    return given.length;
  }

  int given(int sample) {
    return (int) given[sample];
  }

  int wanted(int sample) {
    return (int) wanted[sample];
  }

  private int right() {
    int right = 0;
    for (int n = 0; n < given.length; n++) {
      right += given[n] == wanted[n] ? 1 : 0;
    }
    return right;
  }
}
