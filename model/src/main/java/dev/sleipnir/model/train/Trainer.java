package dev.sleipnir.model.train;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.optimize.GradientClipping;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Workspace;
import java.util.Arrays;
import java.util.concurrent.CancellationException;

/**
 * Trains the network of a {@link TrainingTask} by back-propagation through time.
 *
 * <pre>{@code
 * Trainer trainer = new Trainer(adam).batchSize(16).seed(7).clipNorm(1);
 * trainer.epoch(training, 1, "epoch 1");
 * IO.println(trainer.evaluate(test, "test"));
 * }</pre>
 *
 * <p>Everything random is a function of the seed and of the number of the epoch or the step, so
 * that the same seed gives the same bits on any number of threads, and a training resumed from a
 * {@link Checkpoint} those of one that was never interrupted. {@link TrainingRun} goes through all
 * epochs and keeps the checkpoint.
 */
public final class Trainer {
  /** Steps of this trainer after which it looks whether the network can learn. */
  private static final int LOOK_AFTER = 100;

  private final Optimizer optimizer;
  private final Workspace workspace;
  private final int batchSize;
  private final long seed;
  private final RandomStream orders;
  private final RandomStream learning;
  private final RandomStream evaluations;
  private final double clipNorm;
  private final TrainingListener listener;
  private int learned;
  private boolean looked;

  /**
   * A trainer with batches of 32 samples, seed 0, no bound on gradients, a workspace of its own,
   * and nobody who listens.
   *
   * @param optimizer updates the network's parameters
   */
  public Trainer(Optimizer optimizer) {
    this(optimizer, new Workspace(), 32, 0, 0, TrainingListener.NONE);
  }

  private Trainer(
      Optimizer optimizer,
      Workspace workspace,
      int batchSize,
      long seed,
      double clipNorm,
      TrainingListener listener) {
    this.optimizer = optimizer;
    this.workspace = workspace;
    this.batchSize = batchSize;
    this.seed = seed;
    RandomStream random = new RandomStream(seed).split("training");
    orders = random.split("order");
    learning = random.split("learning");
    evaluations = random.split("evaluation");
    this.clipNorm = clipNorm;
    this.listener = listener;
    looked = listener == TrainingListener.NONE;
  }

  /**
   * The same with other threads, buffers and propagation.
   *
   * @param others the workspace it runs in
   * @return another trainer, at its beginning
   */
  public Trainer workspace(Workspace others) {
    return new Trainer(optimizer, others, batchSize, seed, clipNorm, listener);
  }

  /**
   * The same with other batches.
   *
   * @param samples samples of one step, at least 1; 32 unless set
   * @return another trainer, at its beginning
   * @throws IllegalArgumentException if it is less than 1
   */
  public Trainer batchSize(int samples) {
    Require.atLeast("batchSize", 1, samples);
    return new Trainer(optimizer, workspace, samples, seed, clipNorm, listener);
  }

  /**
   * The same with another seed.
   *
   * @param number where the order of the samples and all that is random comes from; 0 unless set
   * @return another trainer, at its beginning
   */
  public Trainer seed(long number) {
    return new Trainer(optimizer, workspace, batchSize, number, clipNorm, listener);
  }

  /**
   * The same with another {@linkplain GradientClipping#clipNorm bound on the norm of the
   * gradients}.
   *
   * @param maxNorm the bound; 0, the default, for none
   * @return another trainer, at its beginning
   * @throws IllegalArgumentException if it is negative or NaN
   */
  public Trainer clipNorm(double maxNorm) {
    if (!(maxNorm >= 0)) {
      throw new IllegalArgumentException("clipNorm: expected a number >= 0, got " + maxNorm);
    }
    return new Trainer(optimizer, workspace, batchSize, seed, maxNorm, listener);
  }

  /**
   * The same with another listener.
   *
   * @param hears how it goes
   * @return another trainer, at its beginning
   */
  public Trainer listener(TrainingListener hears) {
    return new Trainer(optimizer, workspace, batchSize, seed, clipNorm, hears);
  }

  /** {@return what updates the parameters} */
  public Optimizer optimizer() {
    return optimizer;
  }

  int batchSize() {
    return batchSize;
  }

  long seed() {
    return seed;
  }

  double clipNorm() {
    return clipNorm;
  }

  /**
   * One pass over the samples in an order of the epoch's own.
   *
   * <p>After the first hundred steps of this trainer, or at the end of its first epoch, it looks
   * once for what keeps the network from learning and {@linkplain TrainingListener#warned tells}
   * the listener.
   *
   * <p>A thread that is interrupted ends the pass before the next step, with all steps so far done
   * and the thread's flag still set.
   *
   * @param task what to train
   * @param epoch number of the epoch, from 1
   * @param label how the listener is told of it
   * @return how the network did while it was learning
   * @throws IllegalArgumentException if there is no sample
   * @throws ArithmeticException if the input, a potential, the loss, a gradient or a weight after
   *     the step is not finite; the message names the step and what it was, the parameters and the
   *     optimiser's memory are those before the step, and training can go on
   * @throws CancellationException if the thread was interrupted
   */
  public PassResult epoch(TrainingTask task, int epoch, String label) {
    int[] order = identity(task.samples());
    orders.split(epoch).shuffle(order);
    return pass(task, order, label, true);
  }

  /**
   * One pass without learning. Every evaluation of the same task draws the same random numbers, so
   * that epochs can be compared; tasks of another name draw others.
   *
   * @param task what to test
   * @param label how the listener is told of it
   * @return how the network did
   * @throws IllegalArgumentException if there is no sample
   * @throws ArithmeticException if a potential or the loss is not finite
   * @throws CancellationException if the thread was interrupted
   */
  public PassResult evaluate(TrainingTask task, String label) {
    return pass(task, identity(task.samples()), label, false);
  }

  /**
   * Looks at a network with the first batch of its task.
   *
   * @param task the task
   * @return what its layers do, which gradients reach its parameters, and what is wrong
   * @throws IllegalArgumentException if there is no sample
   */
  public Diagnosis diagnose(TrainingTask task) {
    requireSamples(task.samples());
    int[] samples = identity(Math.min(batchSize, task.samples()));
    return Diagnose.of(task, samples, workspace, evaluations.split("diagnosis"));
  }

  private static void requireSamples(int samples) {
    if (samples < 1) {
      throw new IllegalArgumentException("samples: expected at least one, got none");
    }
  }

  private PassResult pass(TrainingTask task, int[] order, String label, boolean learn) {
    int samples = order.length;
    requireSamples(samples);
    RandomStream random = evaluations.split(task.name());
    listener.started(label, task);
    long start = System.nanoTime();
    double loss = 0;
    double metric = 0;
    for (int from = 0; from < samples; from += batchSize) {
      int done = Math.min(samples, from + batchSize);
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
      int[] batch = Arrays.copyOfRange(order, from, done);
      Scores scores =
          learn
              ? learn(task, batch, done == samples)
              : score(task, batch, random.split(from), label + ", samples from " + from + " on");
      loss += scores.loss * batch.length;
      metric += scores.metric;
      listener.progressed(done, loss / done, metric / done);
    }
    listener.ended();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new PassResult(samples, loss / samples, metric / samples, seconds);
  }

  /** What is left of a {@link BatchResult} when its scope has closed. */
  private record Scores(double loss, double metric) {
    Scores(BatchResult result) {
      this(result.loss().item(), result.metric());
    }
  }

  private Scores learn(TrainingTask task, int[] samples, boolean last) {
    long step = optimizer.steps();
    boolean look = !looked && (++learned == LOOK_AFTER || last);
    Scores scores;
    RandomStream random = learning.split(step);
    try {
      try (Tape tape = new Tape(workspace, random.split("network"))) {
        BatchResult result = task.run(new Batch(tape, random.split("encoder"), samples));
        scores = new Scores(result);
        tape.backward(result.loss());
      }
      if (clipNorm > 0) {
        GradientClipping.clipNorm(optimizer.parameters(), clipNorm);
      }
      if (look) {
        looked = true;
        TrainingCheck check = new TrainingCheck(task, optimizer);
        optimizer.step();
        RandomStream draws = random.split("look");
        // A workspace of its own: nothing of this look is counted or kept.
        Workspace own = new Workspace(workspace.parallel());
        try (Scope scope = new Scope(own, draws.split("network"))) {
          check.warn(new Batch(scope, draws.split("encoder"), samples), listener);
        }
      } else {
        optimizer.step();
      }
    } catch (ArithmeticException e) {
      throw named("training step " + (step + 1), e);
    }
    return scores;
  }

  private Scores score(TrainingTask task, int[] samples, RandomStream random, String where) {
    try (Scope scope = new Scope(workspace, random.split("network"))) {
      Scores scores = new Scores(task.run(new Batch(scope, random.split("encoder"), samples)));
      if (!Double.isFinite(scores.loss)) {
        throw new ArithmeticException("loss: expected a finite number, got " + scores.loss);
      }
      return scores;
    } catch (ArithmeticException e) {
      throw named(where, e);
    }
  }

  private static ArithmeticException named(String where, ArithmeticException e) {
    ArithmeticException named = new ArithmeticException(where + ": " + e.getMessage());
    named.initCause(e);
    return named;
  }

  private static int[] identity(int n) {
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    return order;
  }
}
