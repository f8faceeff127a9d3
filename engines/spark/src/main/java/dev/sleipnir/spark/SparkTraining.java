package dev.sleipnir.spark;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.PassResult;
import dev.sleipnir.model.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * Data-parallel training: an epoch is a barrier stage, a replica a task of it, which learns from
 * its share of each batch ({@link Trainer#replicas}). Between epochs the driver has weights and the
 * optimiser's memory; a stage whose executor is lost is run again from there, with the result of an
 * undisturbed one. The bits depend on the number of replicas alone.
 *
 * <pre>{@code
 * Learner trained = new SparkTraining(spark, () -> digits(7)).replicas(2).epochs(3).run();
 * }</pre>
 *
 * <p>Each executor needs {@code --add-modules jdk.incubator.vector}, a free core for each of its
 * replicas, and ports that the others reach.
 */
public final class SparkTraining {
  private final JavaSparkContext spark;
  private final Learner.Factory factory;
  private final int replicas;
  private final int localSteps;
  private final int epochs;
  private final @Nullable Path checkpoint;
  private final Consumer<PassResult> listener;

  /**
   * A training of one epoch with two replicas that sum their gradients at each step.
   *
   * @param spark the cluster
   * @param factory makes the learner of a replica, on its executor, and of the driver
   */
  public SparkTraining(JavaSparkContext spark, Learner.Factory factory) {
    this(spark, factory, 2, 0, 1, null, result -> {});
  }

  private SparkTraining(
      JavaSparkContext spark,
      Learner.Factory factory,
      int replicas,
      int localSteps,
      int epochs,
      @Nullable Path checkpoint,
      Consumer<PassResult> listener) {
    this.spark = spark;
    this.factory = factory;
    this.replicas = replicas;
    this.localSteps = localSteps;
    this.epochs = epochs;
    this.checkpoint = checkpoint;
    this.listener = listener;
  }

  /**
   * The same with another number of replicas.
   *
   * @param number how many, at least 1; the cluster needs as many free cores at once
   * @return another training
   * @throws IllegalArgumentException if it is less than 1
   */
  public SparkTraining replicas(int number) {
    Require.atLeast("replicas", 1, number);
    return new SparkTraining(spark, factory, number, localSteps, epochs, checkpoint, listener);
  }

  /**
   * The same with replicas that take steps of their own and average their weights every so many.
   *
   * @param steps steps between two means, at least 1
   * @return another training
   * @throws IllegalArgumentException if it is less than 1
   */
  public SparkTraining localSteps(int steps) {
    Require.atLeast("localSteps", 1, steps);
    return new SparkTraining(spark, factory, replicas, steps, epochs, checkpoint, listener);
  }

  /**
   * The same with another number of epochs.
   *
   * @param number how many, at least 1
   * @return another training
   * @throws IllegalArgumentException if it is less than 1
   */
  public SparkTraining epochs(int number) {
    Require.atLeast("epochs", 1, number);
    return new SparkTraining(spark, factory, replicas, localSteps, number, checkpoint, listener);
  }

  /**
   * The same with a file of the driver that has the state behind each epoch. If it is there, the
   * training goes on with it.
   *
   * @param file a {@link Checkpoint}
   * @return another training
   */
  public SparkTraining checkpoint(Path file) {
    return new SparkTraining(spark, factory, replicas, localSteps, epochs, file, listener);
  }

  /**
   * The same with somebody who hears of each epoch, on the driver.
   *
   * @param hears of the pass of all replicas
   * @return another training
   */
  public SparkTraining each(Consumer<PassResult> hears) {
    return new SparkTraining(spark, factory, replicas, localSteps, epochs, checkpoint, hears);
  }

  /**
   * Trains.
   *
   * @return the driver's own learner with what was learned
   * @throws Exception what the factory, Spark or a replica threw
   */
  public Learner run() throws Exception {
    String training = UUID.randomUUID().toString();
    Learner own = factory.make();
    int first = 1;
    if (checkpoint != null && Files.exists(checkpoint)) {
      first =
          1
              + Checkpoint.resume(
                      checkpoint, own.task().name(), settings(), own.trainer().optimizer())
                  .epoch();
    }
    for (int epoch = first; epoch <= epochs; epoch++) {
      Broadcast<byte[]> before = spark.broadcast(State.of(own, epoch - 1, settings()));
      try {
        Epoch.Outcome outcome =
            new Epoch(training, factory, localSteps, epoch, settings(), before)
                .run(spark, replicas);
        State.load(outcome.state(), own, settings());
        if (checkpoint != null) {
          State.checkpoint(own, epoch, settings()).save(checkpoint, own.trainer().optimizer());
        }
        listener.accept(outcome.result());
      } finally {
        before.destroy();
      }
    }
    return own;
  }

  private Map<String, String> settings() {
    return Map.of("replicas", String.valueOf(replicas), "localSteps", String.valueOf(localSteps));
  }
}
