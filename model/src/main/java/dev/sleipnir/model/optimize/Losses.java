package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.math.Softmax;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;

/** Losses: one number, the mean over the batch. */
public final class Losses {
  private static final int[] SCALAR = {};

  private Losses() {}

  /**
   * Logarithm of the softmax of each row.
   *
   * @param scores [batch, classes]
   * @return log-probabilities, [batch, classes]
   */
  public static Tensor logSoftmax(Tensor scores) {
    requireRows("scores", scores);
    Tensor x = scores;
    Scope scope = Scope.of(x);
    int rows = x.dim(0);
    int classes = x.dim(1);
    Tensor y = scope.tensor(x.shape());
    Softmax.logSoftmax(x.values(), 0, y.data(), 0, classes, 0, rows);
    Tape tape = scope.tape();
    if (tape != null && tape.needsGradient(x)) {
      tape.keep(y);
      tape.record(
          new Node(y, x) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] forX = on.take(gradient.length);
              Softmax.logSoftmaxBackward(y.values(), 0, gradient, 0, forX, 0, classes, 0, rows);
              on.giveBack(gradient);
              on.addGradient(x, forX);
            }
          });
    }
    return y;
  }

  /**
   * Negative log-likelihood: minus the mean log-probability of the right class.
   *
   * @param logProbabilities [batch, classes]
   * @param labels right class of each row
   * @return one number
   * @throws IllegalArgumentException if there is not one label in range for each row
   */
  public static Tensor negativeLogLikelihood(Tensor logProbabilities, int[] labels) {
    requireRows("logProbabilities", logProbabilities);
    Tensor x = logProbabilities;
    int rows = x.dim(0);
    int classes = x.dim(1);
    if (labels.length != rows) {
      throw new IllegalArgumentException(
          "labels: expected one for each of " + rows + " rows, got " + labels.length);
    }
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "labels: expected classes 0 to " + (classes - 1) + ", got " + label);
      }
    }
    Scope scope = Scope.of(x);
    Tensor loss = scope.tensor(SCALAR);
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      sum -= x.values()[r * classes + labels[r]];
    }
    loss.data()[0] = (float) (sum / rows);
    Tape tape = scope.tape();
    if (tape != null && tape.needsGradient(x)) {
      int[] right = labels.clone();
      tape.record(
          new Node(loss, x) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] forX = on.takeZeroed(rows * classes);
              for (int r = 0; r < rows; r++) {
                forX[r * classes + right[r]] = -gradient[0] / rows;
              }
              on.giveBack(gradient);
              on.addGradient(x, forX);
            }
          });
    }
    return loss;
  }

  /**
   * Cross-entropy: {@link #negativeLogLikelihood} of the {@link #logSoftmax}.
   *
   * @param scores [batch, classes]
   * @param labels right class of each row
   * @return one number
   * @throws IllegalArgumentException if there is not one label in range for each row
   */
  public static Tensor crossEntropy(Tensor scores, int[] labels) {
    return negativeLogLikelihood(logSoftmax(scores), labels);
  }

  /**
   * Mean squared error.
   *
   * @param output what came
   * @param target what was wanted, of the same shape; no gradient reaches it
   * @return one number: the mean over all values
   * @throws IllegalArgumentException if the shapes differ or there is no value
   */
  public static Tensor meanSquaredError(Tensor output, Tensor target) {
    Shape.require("target", output.shape(), target.shape());
    Tensor x = output;
    Tensor wanted = x.isChannelsLast() ? target.channelsLast() : target.rowMajor();
    Scope scope = Scope.of(x);
    scope.admit(target);
    int n = x.size();
    if (n == 0) {
      throw new IllegalArgumentException(
          "output: expected at least one value, got shape " + Arrays.toString(x.shape()));
    }
    Tensor difference = scope.tensor(x.shape(), x.isChannelsLast());
    Elementwise.subtract(x.values(), 0, wanted.values(), 0, difference.data(), 0, n);
    Tensor loss = scope.tensor(SCALAR);
    loss.data()[0] = (float) (Reductions.sumOfSquaresAsDouble(difference.data(), 0, n) / n);
    Tape tape = scope.tape();
    if (tape != null && tape.needsGradient(x)) {
      tape.keep(difference);
      tape.record(
          new Node(loss, x) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] forX = on.take(n);
              Elementwise.scale(difference.data(), 0, 2f * gradient[0] / n, forX, 0, n);
              on.giveBack(gradient);
              on.addGradient(x, forX);
            }
          });
    }
    return loss;
  }

  private static void requireRows(String name, Tensor x) {
    if (x.rank() != 2 || x.dim(0) < 1 || x.dim(1) < 1) {
      throw new IllegalArgumentException(
          name
              + ": expected [batch, classes] with at least one of each, got shape "
              + Arrays.toString(x.shape()));
    }
  }
}
