package dev.sleipnir.spark;

import dev.sleipnir.model.train.PassResult;
import dev.sleipnir.model.train.Trainer;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/** One pass of all replicas: what a task of the barrier stage does. */
final class Epoch extends AbstractFunction1<Iterator<Integer>, Iterator<Epoch.Outcome>>
    implements Serializable {
  private static final long serialVersionUID = 1;

  /** Learners of this process, by training and replica: data are read once for all epochs. */
  private static final Map<String, Learner> LEARNERS = new ConcurrentHashMap<>();

  private final String training;
  private final Learner.Factory factory;
  private final int localSteps;
  private final int number;
  private final TreeMap<String, String> settings;
  private final Broadcast<byte[]> before;

  /** What the replica of rank 0 sends to the driver. */
  static final class Outcome implements Serializable {
    private static final long serialVersionUID = 1;

    private final byte[] state;
    private final int samples;
    private final double loss;
    private final double metric;
    private final double seconds;

    Outcome(byte[] state, PassResult result) {
      this.state = state;
      samples = result.samples();
      loss = result.loss();
      metric = result.metric();
      seconds = result.seconds();
    }

    byte[] state() {
      return state;
    }

    PassResult result() {
      return new PassResult(samples, loss, metric, seconds);
    }
  }

  Epoch(
      String training,
      Learner.Factory factory,
      int localSteps,
      int number,
      Map<String, String> settings,
      Broadcast<byte[]> before) {
    this.training = training;
    this.factory = factory;
    this.localSteps = localSteps;
    this.number = number;
    this.settings = new TreeMap<>(settings);
    this.before = before;
  }

  Outcome run(JavaSparkContext spark, int replicas) {
    ClassTag<Outcome> tag = ClassTag$.MODULE$.apply(Outcome.class);
    var tasks = spark.parallelize(Collections.nCopies(replicas, number), replicas).rdd().barrier();
    // Behind a shuffle: a barrier stage that is the last one of its job is not run again.
    return JavaRDD.fromRDD(tasks.mapPartitions(this, false, tag), tag)
        .repartition(1)
        .collect()
        .getFirst();
  }

  @Override
  public Iterator<Outcome> apply(Iterator<Integer> nothing) {
    try {
      return CollectionConverters.asScala(learn().iterator());
    } catch (Exception e) {
      throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    }
  }

  private List<Outcome> learn() throws Exception {
    var context = BarrierTaskContext.get();
    String key = training + "/" + context.partitionId();
    LEARNERS.keySet().removeIf(other -> !other.startsWith(training));
    // Taken out while it learns: one that was torn off is not used again.
    Learner learner = LEARNERS.remove(key);
    if (learner == null) {
      learner = factory.make();
    }
    State.load(before.value(), learner, settings);
    PassResult result;
    try (var communicator = new BarrierCommunicator(context)) {
      Trainer trainer = learner.trainer();
      trainer =
          localSteps == 0
              ? trainer.replicas(communicator)
              : trainer.replicas(communicator, localSteps);
      result = trainer.epoch(learner.task(), number, "epoch " + number);
    }
    LEARNERS.put(key, learner);
    return context.partitionId() > 0
        ? List.of()
        : List.of(new Outcome(State.of(learner, number, settings), result));
  }
}
