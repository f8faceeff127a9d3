package dev.sleipnir.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.ImageClassification;
import dev.sleipnir.model.train.PassResult;
import dev.sleipnir.model.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Images a second with one and two executors of one core, beside one process: a measurement, with
 * {@code -Dsleipnir.spark.scaling=true}.
 */
@EnabledIfSystemProperty(named = "sleipnir.spark.scaling", matches = "true")
class ScalingTest {
  private static final int IMAGES = 2048;
  private static final int EPOCHS = 3;

  private static Learner learner() {
    RandomStream random = new RandomStream(3, 0);
    var network =
        new SequentialState(
            new Conv2d(random, 1, 32, 5),
            new Lif().cell(),
            new MaxPool2d(2),
            new Conv2d(random, 32, 64, 5),
            new Lif().cell(),
            new MaxPool2d(2),
            new Flatten(),
            new Linear(random, 1024, 1024, true),
            new Lif().cell(),
            new Linear(random, 1024, 10, false),
            new Li().cell());
    var task =
        new ImageClassification(
            Strokes.generate(1, IMAGES), new ConstantCurrentLifEncoder(16), network);
    Trainer trainer =
        new Trainer(new Adam(network.parameters(), 1e-3))
            .batchSize(64)
            .workspace(new Workspace(Parallel.of(1)));
    return new Learner(task, trainer);
  }

  @Test
  void imagesASecond() throws Exception {
    Learner alone = learner();
    PassResult last = null;
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      last = alone.trainer().epoch(alone.task(), epoch, "epoch");
    }
    say("one process, one thread", Objects.requireNonNull(last));
    try (SparkSession session = Cluster.start()) {
      var spark = Cluster.context(session);
      for (int steps : new int[] {0, 8}) {
        for (int replicas = 1; replicas <= 2; replicas++) {
          List<PassResult> passes = new ArrayList<>();
          var training =
              new SparkTraining(spark, ScalingTest::learner)
                  .replicas(replicas)
                  .epochs(EPOCHS)
                  .each(passes::add);
          (steps == 0 ? training : training.localSteps(steps)).run();
          assertEquals(EPOCHS, passes.size());
          say(
              replicas + " executors, " + (steps == 0 ? "every step" : "every 8 steps"),
              passes.getLast());
        }
      }
    }
  }

  private static void say(String what, PassResult pass) {
    System.out.printf(
        Locale.ROOT,
        "%s: %.0f images/s (epoch %d of %d images, batches of 64, 16 time steps)%n",
        what,
        pass.samples() / pass.seconds(),
        EPOCHS,
        pass.samples());
  }
}
