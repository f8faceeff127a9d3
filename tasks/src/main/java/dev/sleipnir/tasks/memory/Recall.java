package dev.sleipnir.tasks.memory;

import dev.sleipnir.model.data.StoreRecall;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.optimize.Loss;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.Metric;

/**
 * What a read-out of two values is worth in {@link StoreRecall}: its mean over each period, of
 * which those of recalls count. The loss is the cross-entropy of their softmax, which is squashed
 * once: Norse takes a binary cross-entropy with logits of the softmax, and so a sigmoid of what is
 * between 0 and 1 already, a loss that no certainty brings below 0.31.
 */
final class Recall {
  private Recall() {}

  /** Outputs, [time, batch, 2], to their means over periods, [periods, batch, 2]. */
  record MeanOfPeriods(int steps) implements Decoder {
    @Override
    public Tensor decode(Tensor outputs) {
      int periods = outputs.dim(0) / steps;
      return Reduction.of(outputs.reshape(periods, steps, outputs.dim(1), 2), 1).mean();
    }

    @Override
    public String text() {
      return toString();
    }
  }

  /** The cross-entropy at recalls, where targets, [periods, batch, 2], are not 0. */
  static final class CrossEntropy implements Loss {
    @Override
    public Tensor of(Tensor means, Tensor targets) {
      Tensor logarithms = Losses.logSoftmax(means.reshape(means.size() / 2, 2));
      float recalls = targets.sum().item();
      return logarithms.reshape(means.shape()).multiply(targets).sum().scale(-1 / recalls);
    }

    @Override
    public String text() {
      return "cross-entropy at recalls";
    }
  }

  /** Which part of an item's recalls is right. */
  static final class Accuracy implements Metric {
    @Override
    public double of(Tensor means, Tensor targets) {
      int right = 0;
      int recalls = 0;
      for (int row = 0; row < targets.size() / 2; row++) {
        if (isRecall(targets, row)) {
          recalls++;
          right += isRight(means, targets, row) ? 1 : 0;
        }
      }
      return (double) right / recalls * targets.dim(1);
    }

    @Override
    public String name() {
      return "accuracy";
    }
  }

  /** Whether something is to be recalled. */
  static boolean isRecall(Tensor targets, int row) {
    return targets.values()[2 * row] + targets.values()[2 * row + 1] > 0;
  }

  /** Whether the larger mean is that of the stored bit. */
  static boolean isRight(Tensor means, Tensor targets, int row) {
    return means.values()[2 * row + 1] > means.values()[2 * row]
        == targets.values()[2 * row + 1] > 0;
  }
}
