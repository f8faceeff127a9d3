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
import java.util.concurrent.CancellationException;

/**
 * Trains a {@link Classifier} by back-propagation through time on the cross-entropy of its scores.
 *
 * <p>Everything random is a function of the seed and of the number of the epoch or the step, so
 * that the same seed gives the same bits on any number of threads, and a training resumed from a
 * {@link Checkpoint} those of one that was never interrupted.
 */
public final class Trainer {
  /** Steps of this trainer after which it looks whether the network can learn. */
  private static final int LOOK_AFTER = 100;

  private final Classifier classifier;
  private final Optimizer optimizer;
  private final Workspace workspace;
  private final int batchSize;
  private final RandomStream orders;
  private final RandomStream learning;
  private final RandomStream evaluations;
  private final double maxGradientNorm;
  private final TrainingListener listener;
  private int learned;
  private boolean looked;

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
    looked = listener == TrainingListener.NONE;
  }

  /**
   * One pass over the data in an order of the epoch's own.
   *
   * <p>After the first hundred steps of this trainer, or at the end of its first epoch, it looks
   * once for what keeps the network from learning and {@linkplain TrainingListener#warned tells}
   * the listener.
   *
   * <p>A thread that is interrupted ends the pass before the next step, with all steps so far done
   * and the thread's flag still set.
   *
   * @param images the data
   * @param epoch number of the epoch, from 1
   * @param label how the listener is told of it
   * @return how the network did while it was learning
   * @throws IllegalArgumentException if there is no image
   * @throws ArithmeticException if the input, a potential, the loss, a gradient or a weight after
   *     the step is not finite; the message names the step and what it was, the parameters and the
   *     optimiser's memory are those before the step, and training can go on
   * @throws CancellationException if the thread was interrupted
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
   * @throws IllegalArgumentException if there is no image
   * @throws ArithmeticException if a potential or the loss is not finite
   * @throws CancellationException if the thread was interrupted
   */
  public Evaluation evaluate(LabeledImages images, String label) {
    return pass(images, identity(images.size()), label, false);
  }

  /**
   * Looks at the network with the first batch of some data.
   *
   * @param images the data
   * @return what its layers do, which gradients reach its parameters, and what is wrong
   * @throws IllegalArgumentException if there is no image
   */
  public Diagnosis diagnose(LabeledImages images) {
    int count = Math.min(batchSize, images.size());
    requireSamples(count);
    int[] labels = new int[count];
    for (int n = 0; n < count; n++) {
      labels[n] = images.label(n);
    }
    RandomStream draws = evaluations.split("diagnosis");
    try (Scope scope = new Scope(workspace, draws.split("network"))) {
      Tensor batch = classifier.batch(scope, images, identity(count), 0, count);
      return Diagnose.of(
          classifier.network(),
          classifier.encoder().encode(batch, draws.split("encoder")),
          outputs -> Losses.crossEntropy(outputs.maxOverTime(), labels));
    }
  }

  private static void requireSamples(int samples) {
    if (samples < 1) {
      throw new IllegalArgumentException("images: expected at least one, got none");
    }
  }

  private Evaluation pass(LabeledImages images, int[] order, String label, boolean learn) {
    int samples = images.size();
    requireSamples(samples);
    RandomStream random = evaluations.split(images.name());
    listener.started(label, samples);
    long start = System.nanoTime();
    double loss = 0;
    int right = 0;
    for (int from = 0; from < samples; from += batchSize) {
      int count = Math.min(batchSize, samples - from);
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException(
            label
                + ": interrupted after "
                + from
                + " of "
                + samples
                + " samples; the parameters are those after "
                + optimizer.steps()
                + " steps");
      }
      int[] labels = new int[count];
      for (int n = 0; n < count; n++) {
        labels[n] = images.label(order[from + n]);
      }
      Scores scores =
          learn
              ? learn(images, order, from, labels)
              : score(images, order, from, labels, random, label);
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
    boolean look = !looked && (++learned == LOOK_AFTER || from + labels.length == images.size());
    Scores result;
    RandomStream random = learning.split(step);
    try {
      try (Tape tape = new Tape(workspace, random.split("network"))) {
        Tensor batch = classifier.batch(tape, images, order, from, labels.length);
        Tensor scores = classifier.scores(batch, random.split("encoder"));
        Tensor loss = Losses.crossEntropy(scores, labels);
        result = new Scores(loss.item(), right(scores, labels));
        tape.backward(loss);
      }
      if (maxGradientNorm > 0) {
        GradientClipping.clipNorm(optimizer.parameters(), maxGradientNorm);
      }
      if (look) {
        looked = true;
        TrainingCheck check = new TrainingCheck(classifier.network(), optimizer, images);
        optimizer.step();
        RandomStream draws = random.split("look");
        // A workspace of its own: nothing of this look is counted or kept.
        Workspace own = new Workspace(workspace.parallel());
        try (Scope scope = new Scope(own, draws.split("network"))) {
          Tensor batch = classifier.batch(scope, images, order, from, labels.length);
          check.warn(classifier.encoder().encode(batch, draws.split("encoder")), scope, listener);
        }
      } else {
        optimizer.step();
      }
    } catch (ArithmeticException e) {
      throw named("training step " + (step + 1), e);
    }
    return result;
  }

  private Scores score(
      LabeledImages images,
      int[] order,
      int from,
      int[] labels,
      RandomStream evaluation,
      String label) {
    RandomStream random = evaluation.split(from);
    try (Scope scope = new Scope(workspace, random.split("network"))) {
      Tensor batch = classifier.batch(scope, images, order, from, labels.length);
      Tensor scores = classifier.scores(batch, random.split("encoder"));
      double loss = Losses.crossEntropy(scores, labels).item();
      if (!Double.isFinite(loss)) {
        throw new ArithmeticException("loss: expected a finite number, got " + loss);
      }
      return new Scores(loss, right(scores, labels));
    } catch (ArithmeticException e) {
      throw named(label + ", samples from " + from + " on", e);
    }
  }

  private static ArithmeticException named(String where, ArithmeticException e) {
    ArithmeticException named = new ArithmeticException(where + ": " + e.getMessage());
    named.initCause(e);
    return named;
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
