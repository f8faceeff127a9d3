package dev.sleipnir.model.train;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.optimize.GradientClipping;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;

/**
 * Trains a {@link Classifier} by back-propagation through time on the cross-entropy of its scores.
 *
 * <p>Everything random is a function of the seed and of the number of the epoch or the step, so
 * that the same seed gives the same bits on any number of threads, and a training resumed from a
 * {@link Checkpoint} those of one that was never interrupted.
 */
public final class Trainer {
  private final Classifier classifier;
  private final Optimizer optimizer;
  private final Workspace workspace;
  private final int batchSize;
  private final RandomStream orders;
  private final RandomStream learning;
  private final RandomStream evaluations;
  private final double maxGradientNorm;
  private final TrainingListener listener;

  /**
   * A trainer.
   *
   * @param classifier what to train
   * @param optimizer how
   * @param workspace threads and buffers
   * @param batchSize samples of one step, at least 1
   * @param seed where the order of the samples and all that is random comes from
   * @param maxGradientNorm bound on the norm of the gradients; 0 for none
   * @param listener hears how it goes
   * @throws IllegalArgumentException if a number is out of range
   */
  public Trainer(
      Classifier classifier,
      Optimizer optimizer,
      Workspace workspace,
      int batchSize,
      long seed,
      double maxGradientNorm,
      TrainingListener listener) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize: expected at least 1, got " + batchSize);
    }
    if (!(maxGradientNorm >= 0)) {
      throw new IllegalArgumentException(
          "maxGradientNorm: expected a number >= 0, got " + maxGradientNorm);
    }
    this.classifier = classifier;
    this.optimizer = optimizer;
    this.workspace = workspace;
    this.batchSize = batchSize;
    RandomStream random = new RandomStream(seed).split("training");
    orders = random.split("order");
    learning = random.split("learning");
    evaluations = random.split("evaluation");
    this.maxGradientNorm = maxGradientNorm;
    this.listener = listener;
  }

  /**
   * One pass over the data in an order of the epoch's own.
   *
   * @param images the data
   * @param epoch number of the epoch, from 1
   * @param label how the listener is told of it
   * @return how the network did while it was learning
   * @throws ArithmeticException if the loss or a gradient is not finite; the parameters are those
   *     before the step
   */
  public Evaluation epoch(LabeledImages images, int epoch, String label) {
    int[] order = identity(images.size());
    orders.split(epoch).shuffle(order);
    return pass(images, order, label, true);
  }

  /**
   * One pass without learning. Every evaluation of the same images draws the same random numbers,
   * so that epochs can be compared; images of another name draw others.
   *
   * @param images the data
   * @param label how the listener is told of it
   * @return how the network did
   */
  public Evaluation evaluate(LabeledImages images, String label) {
    return pass(images, identity(images.size()), label, false);
  }

  private Evaluation pass(LabeledImages images, int[] order, String label, boolean learn) {
    int samples = images.size();
    RandomStream random = evaluations.split(images.name());
    listener.started(label, samples);
    long start = System.nanoTime();
    double loss = 0;
    int right = 0;
    for (int from = 0; from < samples; from += batchSize) {
      int count = Math.min(batchSize, samples - from);
      int[] labels = new int[count];
      for (int n = 0; n < count; n++) {
        labels[n] = images.label(order[from + n]);
      }
      Scores scores =
          learn ? learn(images, order, from, labels) : score(images, order, from, labels, random);
      loss += scores.loss * count;
      right += scores.right;
      int done = from + count;
      listener.progressed(done, loss / done, (double) right / done);
    }
    listener.ended();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Evaluation(samples, loss / samples, (double) right / samples, seconds);
  }

  private record Scores(double loss, int right) {}

  private Scores learn(LabeledImages images, int[] order, int from, int[] labels) {
    long step = optimizer.steps();
    Scores result;
    RandomStream random = learning.split(step);
    try (Tape tape = new Tape(workspace, random.split("network"))) {
      Tensor batch = classifier.batch(tape, images, order, from, labels.length);
      Tensor scores = classifier.scores(batch, random.split("encoder"));
      Tensor loss = Losses.crossEntropy(scores, labels);
      result = new Scores(loss.item(), right(scores, labels));
      requireFinite("loss", result.loss, step);
      tape.backward(loss);
    }
    requireFiniteGradients(step);
    if (maxGradientNorm > 0) {
      GradientClipping.clipNorm(optimizer.parameters(), maxGradientNorm);
    }
    optimizer.step();
    return result;
  }

  private Scores score(
      LabeledImages images, int[] order, int from, int[] labels, RandomStream evaluation) {
    RandomStream random = evaluation.split(from);
    try (Scope scope = new Scope(workspace, random.split("network"))) {
      Tensor batch = classifier.batch(scope, images, order, from, labels.length);
      Tensor scores = classifier.scores(batch, random.split("encoder"));
      return new Scores(Losses.crossEntropy(scores, labels).item(), right(scores, labels));
    }
  }

  private void requireFiniteGradients(long step) {
    var parameters = optimizer.parameters();
    for (int p = 0; p < parameters.size(); p++) {
      float[] gradient = parameters.get(p).gradient();
      if (!Reductions.allFinite(gradient, 0, gradient.length)) {
        parameters.forEach(q -> q.clearGradient());
        throw new ArithmeticException(
            "gradient of parameter "
                + p
                + " ("
                + parameters.get(p)
                + ") in step "
                + (step + 1)
                + ": expected finite numbers, got NaN or infinity; a lower learning rate or"
                + " gradient clipping may help");
      }
    }
  }

  private static void requireFinite(String name, double value, long step) {
    if (!Double.isFinite(value)) {
      throw new ArithmeticException(
          name
              + " in step "
              + (step + 1)
              + ": expected a finite number, got "
              + value
              + "; check the input for NaN, or lower the learning rate");
    }
  }

  private static int right(Tensor scores, int[] labels) {
    int classes = scores.dim(1);
    int right = 0;
    for (int n = 0; n < labels.length; n++) {
      int best = Reductions.argMax(scores.data(), n * classes, classes);
      if (best == labels[n]) {
        right++;
      }
    }
    return right;
  }

  private static int[] identity(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    return order;
  }
}
