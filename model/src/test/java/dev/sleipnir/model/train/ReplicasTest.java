package dev.sleipnir.model.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ReplicasTest {
  /** What a replica has at the end. */
  private record Trained(List<float[]> weights, PassResult result) {}

  /** Threads that add up what they have. */
  private static final class Group {
    private final float[][] values;
    private final CyclicBarrier barrier;

    Group(int size) {
      values = new float[size][];
      barrier = new CyclicBarrier(size);
    }

    Communicator of(int rank) {
      return new Communicator() {
        @Override
        public int rank() {
          return rank;
        }

        @Override
        public int size() {
          return values.length;
        }

        @Override
        public void allReduce(float[] own) {
          values[rank] = own.clone();
          await();
          float[] sums = values[0].clone();
          for (int other = 1; other < values.length; other++) {
            for (int i = 0; i < sums.length; i++) {
              sums[i] += values[other][i];
            }
          }
          await();
          System.arraycopy(sums, 0, own, 0, own.length);
        }
      };
    }

    private void await() {
      try {
        barrier.await();
      } catch (InterruptedException | BrokenBarrierException e) {
        throw new IllegalStateException("another replica is gone", e);
      }
    }

    void leave() {
      barrier.reset();
    }
  }

  private static ImageClassification still(long weights) {
    RandomStream random = new RandomStream(weights, 0);
    var network =
        new SequentialState(
            new Flatten(),
            new Linear(random, 784, 20, true),
            new Lif().with("v_th", 0.3).cell(),
            new Linear(random, 20, 10, false),
            new Li().cell());
    return new ImageClassification(
        Strokes.generate(1, 40), new ConstantCurrentLifEncoder(8), network);
  }

  private static List<Trained> train(
      int replicas,
      Function<Long, ImageClassification> tasks,
      Function<ImageClassification, Optimizer> optimizers,
      BiFunction<Trainer, Communicator, Trainer> join)
      throws Exception {
    var group = new Group(replicas);
    List<Future<Trained>> running = new ArrayList<>();
    try (var executor = Executors.newFixedThreadPool(replicas)) {
      for (int rank = 0; rank < replicas; rank++) {
        Communicator own = group.of(rank);
        running.add(
            executor.submit(
                () -> {
                  try {
                    ImageClassification task = tasks.apply(3L);
                    Optimizer optimizer = optimizers.apply(task);
                    Trainer trainer =
                        join.apply(new Trainer(optimizer).batchSize(16).seed(11), own);
                    trainer.epoch(task, 1, "1");
                    PassResult result = trainer.epoch(task, 2, "2");
                    return new Trained(weights(optimizer), result);
                  } finally {
                    group.leave();
                  }
                }));
      }
    }
    List<Trained> trained = new ArrayList<>();
    for (var future : running) {
      trained.add(future.get());
    }
    return trained;
  }

  private static List<float[]> weights(Optimizer optimizer) {
    return optimizer.parameters().stream().map(parameter -> parameter.data().clone()).toList();
  }

  private static Trained alone(
      Function<Long, ImageClassification> tasks,
      Function<ImageClassification, Optimizer> optimizers,
      UnaryOperator<Trainer> settings) {
    ImageClassification task = tasks.apply(3L);
    Optimizer optimizer = optimizers.apply(task);
    Trainer trainer = settings.apply(new Trainer(optimizer).batchSize(16).seed(11));
    trainer.epoch(task, 1, "1");
    PassResult result = trainer.epoch(task, 2, "2");
    return new Trained(weights(optimizer), result);
  }

  private static Optimizer adam(ImageClassification task) {
    return new Adam(TinyClassifier.parameters(task), 5e-3);
  }

  private static Optimizer sgd(ImageClassification task) {
    return new Sgd(TinyClassifier.parameters(task), 0.1);
  }

  private static void assertEqual(Trained expected, Trained actual, float tolerance) {
    for (int p = 0; p < expected.weights.size(); p++) {
      assertArrayEquals(expected.weights.get(p), actual.weights.get(p), tolerance);
    }
    assertEquals(expected.result.loss(), actual.result.loss(), 1e-5);
    assertEquals(expected.result.metric(), actual.result.metric());
    assertEquals(expected.result.samples(), actual.result.samples());
  }

  @Test
  void oneReplicaIsTheTrainingItself() throws Exception {
    Trained plain = alone(TinyClassifier::dense, ReplicasTest::adam, trainer -> trainer);
    List<Trained> replica = train(1, TinyClassifier::dense, ReplicasTest::adam, Trainer::replicas);
    assertEqual(plain, replica.getFirst(), 0);
  }

  @Test
  void replicasTakeTheStepOfTheWholeBatch() throws Exception {
    Trained plain = alone(ReplicasTest::still, ReplicasTest::sgd, trainer -> trainer);
    for (int size : new int[] {2, 3}) {
      List<Trained> replicas =
          train(size, ReplicasTest::still, ReplicasTest::sgd, Trainer::replicas);
      for (Trained replica : replicas) {
        assertEqual(replicas.getFirst(), replica, 0);
        assertEqual(plain, replica, 2e-6f);
      }
    }
  }

  @Test
  void whatIsRandomIsDrawnForEachShareAndTheSameInEachRun() throws Exception {
    List<Trained> first = train(2, TinyClassifier::dense, ReplicasTest::adam, Trainer::replicas);
    List<Trained> second = train(2, TinyClassifier::dense, ReplicasTest::adam, Trainer::replicas);
    assertEqual(first.get(0), first.get(1), 0);
    assertEqual(first.get(0), second.get(1), 0);
  }

  @Test
  void sharesDrawWhatPartsDraw() throws Exception {
    List<Trained> shares =
        train(
            2,
            TinyClassifier::dense,
            ReplicasTest::sgd,
            (trainer, own) -> trainer.batchSize(20).replicas(own));
    Trained parts =
        alone(
            TinyClassifier::dense,
            ReplicasTest::sgd,
            trainer -> trainer.batchSize(20).microBatch(10));
    assertEqual(parts, shares.get(1), 2e-6f);
  }

  @Test
  void sharesAreComputedInParts() throws Exception {
    List<Trained> replicas =
        train(
            2,
            ReplicasTest::still,
            ReplicasTest::sgd,
            (trainer, own) -> trainer.microBatch(3).replicas(own));
    Trained plain = alone(ReplicasTest::still, ReplicasTest::sgd, trainer -> trainer);
    assertEqual(plain, replicas.get(1), 2e-6f);
  }

  @Test
  void moreReplicasThanSamplesOfABatch() throws Exception {
    List<Trained> replicas =
        train(
            3,
            ReplicasTest::still,
            ReplicasTest::sgd,
            (trainer, own) -> trainer.batchSize(2).replicas(own));
    Trained plain = alone(ReplicasTest::still, ReplicasTest::sgd, trainer -> trainer.batchSize(2));
    assertEqual(replicas.get(0), replicas.get(2), 0);
    assertEqual(plain, replicas.get(0), 1e-5f);
  }

  @Test
  void theMeanOfOneLocalStepIsTheSynchronousStep() throws Exception {
    List<Trained> synchronous = train(2, ReplicasTest::still, ReplicasTest::sgd, Trainer::replicas);
    List<Trained> local =
        train(
            2, ReplicasTest::still, ReplicasTest::sgd, (trainer, own) -> trainer.replicas(own, 1));
    assertEqual(local.get(0), local.get(1), 0);
    assertEqual(synchronous.get(0), local.get(0), 2e-6f);
  }

  @Test
  void localStepsEndTogether() throws Exception {
    List<Trained> local =
        train(
            2,
            TinyClassifier::dense,
            ReplicasTest::adam,
            (trainer, own) -> trainer.replicas(own, 2));
    assertEqual(local.get(0), local.get(1), 0);
    List<Trained> synchronous =
        train(2, TinyClassifier::dense, ReplicasTest::adam, Trainer::replicas);
    assertFalse(Arrays.equals(synchronous.get(0).weights.get(0), local.get(0).weights.get(0)));
  }

  @Test
  void aReplicaThatIsNoneIsRefused() {
    Trainer trainer = new Trainer(sgd(still(1)));
    var group = new Group(2);
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> trainer.replicas(group.of(2)))
                .getMessage());
    assertTrue(message.contains("expected 0 to 1, got 2"), message);
    assertThrows(IllegalArgumentException.class, () -> trainer.replicas(group.of(0), 0));
  }
}
