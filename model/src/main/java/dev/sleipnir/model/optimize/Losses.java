package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.math.Softmax;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.math.Indexing;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import java.util.Arrays;

/** Losses: one number, the mean over the batch. */
public final class Losses {
  private static final int[] SCALAR = {};

  private static final TensorFunction SOFT_LIKELIHOOD =
      TensorFunction.parse(
          """
          function soft_likelihood
          parameters kept = 1, each = 0
          input logarithm, target
          y = -(kept * target + each) * logarithm
          """);

  /** The way back is bounded where a probability is 0 or 1. */
  private static final TensorFunction BINARY =
      TensorFunction.parse(
          """
          function binary_cross_entropy
          input p, target
          y = -(target * max(log(p), -100) + (1 - target) * max(log(1 - p), -100))
          adjoint
          grad_p = grad_y * (p - target) / max(p * (1 - p), 1e-12)
          grad_target = 0 * grad_y
          """);

  private static final TensorFunction BINARY_WITH_LOGITS =
      TensorFunction.parse(
          """
          function binary_cross_entropy_with_logits
          input x, target
          y = max(x, 0) - x * target + log(1 + exp(-abs(x)))
          adjoint
          grad_x = grad_y * (1 / (1 + exp(-x)) - target)
          grad_target = 0 * grad_y
          """);

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
   * Cross-entropy with labels or with probabilities, of any number of steps.
   *
   * @param scores [batch, classes], or [time, batch, classes] for the mean over all steps
   * @param targets right class of each row as a whole number, [batch], or the probabilities of all
   *     classes, [batch, classes], the same in every step; or the probabilities of every step,
   *     [time, batch, classes], of which those that are all 0 ask for nothing
   * @param labelSmoothing share of each target that goes to all classes alike, in [0, 1) (Szegedy
   *     et al. 2016)
   * @return one number: the mean over the rows
   * @throws IllegalArgumentException if shapes do not fit, a label is none of the classes, or the
   *     smoothing is not in [0, 1)
   */
  public static Tensor crossEntropy(Tensor scores, Tensor targets, double labelSmoothing) {
    Require.fraction("labelSmoothing", labelSmoothing);
    int rank = scores.rank();
    if (rank < 2 || scores.size() == 0) {
      throw new IllegalArgumentException(
          "scores: expected [..., batch, classes] with at least one of each, got shape "
              + Arrays.toString(scores.shape()));
    }
    int classes = scores.dim(-1);
    int rows = scores.size() / classes;
    int batch = scores.dim(-2);
    if (targets.rank() == 1) {
      int[] labels = labels(targets, batch, classes);
      if (rank == 2 && labelSmoothing == 0) {
        return crossEntropy(scores, labels);
      }
      return crossEntropy(scores, Indexing.oneHot(targets.detach(), classes), labelSmoothing);
    }
    int[] expected = targets.rank() == rank ? scores.shape() : new int[] {batch, classes};
    Shape.require("targets", expected, targets.shape());
    Tensor logs = logSoftmax(scores.reshape(rows, classes)).reshape(scores.shape());
    return SOFT_LIKELIHOOD
        .with("kept", 1 - labelSmoothing)
        .with("each", labelSmoothing / classes)
        .apply(logs, targets)
        .sum()
        .scale(1f / rows);
  }

  private static int[] labels(Tensor targets, int batch, int classes) {
    if (targets.size() != batch) {
      throw new IllegalArgumentException(
          "targets: expected one label for each of " + batch + " rows, got " + targets.size());
    }
    int[] labels = new int[batch];
    for (int n = 0; n < batch; n++) {
      float label = targets.values()[n];
      labels[n] = (int) label;
      if (labels[n] != label || labels[n] < 0 || labels[n] >= classes) {
        throw new IllegalArgumentException(
            "targets: expected classes 0 to " + (classes - 1) + ", got " + label);
      }
    }
    return labels;
  }

  /**
   * Binary cross-entropy of probabilities: the mean of -(t log p + (1 - t) log(1 - p)). Logarithms
   * are at least -100, so that a wrong certainty is finite.
   *
   * @param probabilities in [0, 1]
   * @param targets in [0, 1], of the same shape
   * @return one number: the mean over all values
   * @throws IllegalArgumentException if the shapes differ or there is no value
   */
  public static Tensor binaryCrossEntropy(Tensor probabilities, Tensor targets) {
    return elementwise(BINARY, probabilities, targets);
  }

  /**
   * {@link #binaryCrossEntropy} of the sigmoid of logits, computed from these, so that nothing
   * overflows.
   *
   * @param logits any numbers
   * @param targets in [0, 1], of the same shape
   * @return one number: the mean over all values
   * @throws IllegalArgumentException if the shapes differ or there is no value
   */
  public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor targets) {
    return elementwise(BINARY_WITH_LOGITS, logits, targets);
  }

  private static Tensor elementwise(TensorFunction function, Tensor outputs, Tensor targets) {
    Shape.require("targets", outputs.shape(), targets.shape());
    if (outputs.size() == 0) {
      throw new IllegalArgumentException(
          "outputs: expected at least one value, got shape " + Arrays.toString(outputs.shape()));
    }
    return function.apply(outputs, targets.detach()).mean();
  }

  /**
   * Van Rossum distance of spike trains (van Rossum 2001): both are filtered by an exponential
   * kernel, y = exp(-dt / tau) y + z, and the square of the difference is integrated over time, dt
   * / tau of its sum. A spike more or less makes about 1/2.
   *
   * @param spikes [time, ...]
   * @param target of the same shape; no gradient reaches it
   * @param tau time constant of the kernel [s], more than 0: much longer than the distances of
   *     spikes it compares their counts, much shorter it compares their steps
   * @param dt time step [s], more than 0
   * @return one number: the mean over all trains of the squared distance
   * @throws IllegalArgumentException if the shapes differ, there is no value, or a number is not
   *     positive and finite
   */
  public static Tensor vanRossumDistance(Tensor spikes, Tensor target, double tau, double dt) {
    return new VanRossum(tau, dt).of(spikes, target.detach());
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
