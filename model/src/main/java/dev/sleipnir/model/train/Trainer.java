package dev.sleipnir.model.train;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.data.Example;
import dev.sleipnir.model.optimize.GradientClipping;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
  private Workspace workspace;
  private int batchSize = 32;
  private long seed;
  private int microBatch;
  private double clipNorm;
  private double clipValue;
  private int loaders = 1;
  private TrainingListener listener = TrainingListener.NONE;
  private Replicas replicas = new Replicas(new Alone(), 0);
  private int learned;
  private boolean looked;

  /**
   * A trainer with batches of 32 samples, each computed at once, seed 0, no bound on gradients, one
   * thread that prepares batches, a workspace of its own, and nobody who listens.
   *
   * @param optimizer updates the network's parameters
   */
  public Trainer(Optimizer optimizer) {
    this.optimizer = optimizer;
    workspace = new Workspace();
  }

  private Trainer(Trainer other) {
    optimizer = other.optimizer;
    workspace = other.workspace;
    batchSize = other.batchSize;
    seed = other.seed;
    microBatch = other.microBatch;
    clipNorm = other.clipNorm;
    clipValue = other.clipValue;
    loaders = other.loaders;
    listener = other.listener;
    replicas = other.replicas;
  }

  /** Where one kind of random numbers comes from. */
  private RandomStream stream(String kind) {
    return new RandomStream(seed).split("training").split(kind);
  }

  /** The same but for one setting, at its beginning. No trainer changes once it is handed out. */
  private Trainer with(Consumer<Trainer> setting) {
    Trainer other = new Trainer(this);
    setting.accept(other);
    return other;
  }

  /**
   * The same with other threads, buffers and propagation.
   *
   * @param others the workspace it runs in
   * @return another trainer, at its beginning
   */
  public Trainer workspace(Workspace others) {
    return with(other -> other.workspace = others);
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
    return with(other -> other.batchSize = samples);
  }

  /**
   * The same with batches that are computed in parts, one after the other, whose gradients are
   * added: the update is that of the whole batch, and memory that of a part. What is a matter of
   * all samples together, such as the statistics of a batch normalisation, is one of a part then;
   * what is random is drawn for each part.
   *
   * @param samples samples of one part, at least 1; unless set, or if not less than those of the
   *     batch, a batch is computed at once
   * @return another trainer, at its beginning
   * @throws IllegalArgumentException if it is less than 1
   */
  public Trainer microBatch(int samples) {
    Require.atLeast("microBatch", 1, samples);
    return with(other -> other.microBatch = samples);
  }

  /**
   * The same with another {@linkplain GradientClipping#clipValue bound on each gradient}, which are
   * clipped before their norm is.
   *
   * @param bound the bound; 0, the default, for none
   * @return another trainer, at its beginning
   * @throws IllegalArgumentException if it is negative or NaN
   */
  public Trainer clipValue(double bound) {
    if (!(bound >= 0)) {
      throw new IllegalArgumentException("clipValue: expected a number >= 0, got " + bound);
    }
    return with(other -> other.clipValue = bound);
  }

  /**
   * The same with another number of threads that {@linkplain TrainingTask#prepare prepare} batches
   * while others are computed. The results are the same for any.
   *
   * @param threads how many, at least 0, which is none but the one that trains; 1 unless set
   * @return another trainer, at its beginning
   * @throws IllegalArgumentException if it is negative
   */
  public Trainer loaders(int threads) {
    Require.atLeast("loaders", 0, threads);
    return with(other -> other.loaders = threads);
  }

  /**
   * The same with another seed.
   *
   * @param number where the order of the samples and all that is random comes from; 0 unless set
   * @return another trainer, at its beginning
   */
  public Trainer seed(long number) {
    return with(other -> other.seed = number);
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
    return with(other -> other.clipNorm = maxNorm);
  }

  /**
   * The same as one of several replicas that learn together, each from its share of each batch. All
   * have equal weights, optimisers, settings and tasks at first, and call {@link #epoch} for the
   * same epochs; then all have equal weights at the end, and the bits depend on the number of
   * replicas alone. Each sums gradients, and takes the same step as the others: synchronous
   * data-parallel training, whose update is that of the whole batch. What is a matter of all
   * samples together, such as the statistics of a batch normalisation, is one of a share; what is
   * random is drawn for each share. The result of a pass is that of all replicas; listeners hear of
   * the replica's own.
   *
   * @param communicator how this replica reaches the others
   * @return another trainer, at its beginning
   * @throws IllegalArgumentException if its rank is not less than its size
   */
  public Trainer replicas(Communicator communicator) {
    return replicas(new Replicas(communicator, 0));
  }

  /**
   * The same as one of several replicas that take steps of their own, each from its share of each
   * batch, and every so many steps go on from the mean of their weights and of their optimisers'
   * memories: local SGD (Stich 2019). They do so at the end of each pass, too.
   *
   * @param communicator how this replica reaches the others
   * @param localSteps steps between two means, at least 1
   * @return another trainer, at its beginning
   * @throws IllegalArgumentException if it is less than 1, or the rank is not less than the size
   */
  public Trainer replicas(Communicator communicator, int localSteps) {
    Require.atLeast("localSteps", 1, localSteps);
    return replicas(new Replicas(communicator, localSteps));
  }

  private Trainer replicas(Replicas others) {
    return with(other -> other.replicas = others);
  }

  /**
   * The same with another listener.
   *
   * @param hears how it goes
   * @return another trainer, at its beginning
   */
  public Trainer listener(TrainingListener hears) {
    return with(other -> other.listener = hears);
  }

  /**
   * The same with one more listener, which hears after the others.
   *
   * @param hears how it goes
   * @return another trainer, at its beginning
   */
  public Trainer alsoTell(TrainingListener hears) {
    return listener(listener == TrainingListener.NONE ? hears : listener.andThen(hears));
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

  double clipValue() {
    return clipValue;
  }

  /** Samples of one part of a batch; 0 where a batch is computed at once. */
  int microBatch() {
    return microBatch < batchSize ? microBatch : 0;
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
    stream("order").split(epoch).shuffle(order);
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
    return Diagnose.of(task, samples, workspace, stream("evaluation").split("diagnosis"));
  }

  private static void requireSamples(int samples) {
    if (samples < 1) {
      throw new IllegalArgumentException("samples: expected at least one, got none");
    }
  }

  private PassResult pass(TrainingTask task, int[] order, String label, boolean learn) {
    int samples = order.length;
    requireSamples(samples);
    RandomStream random = stream("evaluation").split(task.name());
    RandomStream learning = stream("learning");
    listener.started(label, task);
    long start = System.nanoTime();
    double loss = 0;
    double metric = 0;
    long firstStep = optimizer.steps();
    List<Part> parts = learn ? parts(samples) : batches(samples);
    try (var loader =
        new Loader(
            task,
            loaders,
            parts.size(),
            p -> {
              Part part = parts.get(p);
              RandomStream stream =
                  learn
                      ? part(learning.split(firstStep + part.from / batchSize), part.number)
                      : random.split(part.from);
              return new Loader.Request(Arrays.copyOfRange(order, part.from, part.end), stream);
            })) {
      int own = 0;
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
        int first = learn ? replicas.from(from, done) : from;
        int end = learn ? replicas.end(from, done) : done;
        int[] batch = Arrays.copyOfRange(order, first, end);
        Scores scores =
            learn
                ? learn(task, batch, done - from, loader, done == samples)
                : score(
                    task,
                    batch,
                    loader.next(),
                    random.split(from),
                    label + ", samples from " + from + " on");
        loss += scores.loss * batch.length;
        metric += scores.metric;
        own += batch.length;
        listener.progressed(done, loss / Math.max(1, own), metric / Math.max(1, own));
      }
    }
    if (learn) {
      double[] sums = replicas.sums(loss, metric);
      loss = sums[0];
      metric = sums[1];
    }
    listener.ended();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new PassResult(samples, loss / samples, metric / samples, seconds);
  }

  /** Samples that are computed at once, places in the order of a pass. */
  private record Part(int from, int end, int number) {}

  /** The parts of this replica's share of all batches. */
  private List<Part> parts(int samples) {
    int atOnce = microBatch() > 0 ? microBatch() : batchSize;
    List<Part> parts = new ArrayList<>();
    for (int from = 0; from < samples; from += batchSize) {
      int done = Math.min(samples, from + batchSize);
      int end = replicas.end(from, done);
      int number = replicas.firstPart(batchSize, atOnce);
      for (int part = replicas.from(from, done); part < end; part += atOnce) {
        parts.add(new Part(part, Math.min(end, part + atOnce), number++));
      }
    }
    return parts;
  }

  private List<Part> batches(int samples) {
    List<Part> batches = new ArrayList<>();
    for (int from = 0; from < samples; from += batchSize) {
      batches.add(new Part(from, Math.min(samples, from + batchSize), 0));
    }
    return batches;
  }

  /** The stream of a part of a batch: of the first, which may be the only one, the batch's own. */
  private static RandomStream part(RandomStream step, int number) {
    return number == 0 ? step : step.split("part").split(number);
  }

  /** What is left of a {@link BatchResult} when its scope has closed. */
  private record Scores(double loss, double metric) {
    Scores(BatchResult result) {
      this(result.loss().item(), result.metric());
    }
  }

  private Scores learn(TrainingTask task, int[] samples, int ofBatch, Loader loader, boolean last) {
    long step = optimizer.steps();
    boolean look =
        listener != TrainingListener.NONE && !looked && (++learned == LOOK_AFTER || last);
    Scores scores;
    RandomStream random = stream("learning").split(step);
    try {
      scores = gradients(task, samples, ofBatch, loader, random);
      replicas.sumGradients(optimizer);
      if (clipValue > 0) {
        GradientClipping.clipValue(optimizer.parameters(), clipValue);
      }
      if (clipNorm > 0) {
        GradientClipping.clipNorm(optimizer.parameters(), clipNorm);
      }
      listener.updating(step + 1, scores.loss, scores.metric / Math.max(1, samples.length));
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
      replicas.average(optimizer, last);
    } catch (ArithmeticException e) {
      throw named("training step " + (step + 1), e);
    }
    return scores;
  }

  /** Adds the gradients of a batch, part by part; the loss is the mean over all its samples. */
  private Scores gradients(
      TrainingTask task, int[] samples, int ofBatch, Loader loader, RandomStream random) {
    int of = replicas.samplesOfGradient(ofBatch, samples.length);
    int first = replicas.firstPart(batchSize, microBatch() > 0 ? microBatch() : batchSize);
    int atOnce = microBatch() > 0 ? microBatch() : samples.length;
    double loss = 0;
    double metric = 0;
    for (int from = 0; from < samples.length; from += atOnce) {
      int[] part = Arrays.copyOfRange(samples, from, Math.min(from + atOnce, samples.length));
      RandomStream own = part(random, first + from / atOnce);
      Example example = loader.next();
      try (Tape tape = new Tape(workspace, own.split("network"))) {
        BatchResult result = task.run(new Batch(tape, own.split("encoder"), part, example));
        Scores scores = new Scores(result);
        boolean whole = part.length == of;
        float share = (float) part.length / of;
        tape.backward(whole ? result.loss() : result.loss().scale(share));
        if (whole) {
          return scores;
        }
        loss += scores.loss * ((float) part.length / samples.length);
        metric += scores.metric;
      } catch (RuntimeException e) {
        optimizer.clearGradients(); // those of the parts before
        throw e;
      }
    }
    return new Scores(loss, metric);
  }

  private Scores score(
      TrainingTask task,
      int[] samples,
      @Nullable Example example,
      RandomStream random,
      String where) {
    try (Scope scope = new Scope(workspace, random.split("network"))) {
      Batch batch = new Batch(scope, random.split("encoder"), samples, example);
      Scores scores = new Scores(task.run(batch));
      if (!Double.isFinite(scores.loss)) {
        throw new ArithmeticException("loss: expected a finite number, got " + scores.loss);
      }
      return scores;
    } catch (ArithmeticException e) {
      throw named(where, e);
    }
  }

  /** A training of one process. */
  private static final class Alone implements Communicator {
    @Override
    public int rank() {
      return 0;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public void allReduce(float[] values) {}
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
