package dev.sleipnir.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.network.Model;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.tasks.sweep.Axis;
import dev.sleipnir.tasks.sweep.SearchSpace;
import dev.sleipnir.tasks.sweep.Sweep;
import dev.sleipnir.tasks.sweep.SweepTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkTest {
  private static SparkSession session;
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() throws IOException {
    session = Cluster.start();
    spark = Cluster.context(session);
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  private static List<float[]> weights(Learner learner) {
    return learner.trainer().optimizer().parameters().stream().map(p -> p.data().clone()).toList();
  }

  private static void assertEqualWeights(List<float[]> expected, Learner actual) {
    for (int p = 0; p < expected.size(); p++) {
      assertArrayEquals(expected.get(p), weights(actual).get(p));
    }
  }

  @Test
  void replicasLearnWhatOneProcessLearns() throws Exception {
    Learner alone = Digits.sgd();
    var parts = alone.trainer().microBatch(10);
    double loss = 0;
    for (int epoch = 1; epoch <= 3; epoch++) {
      loss = parts.epoch(alone.task(), epoch, "epoch").loss();
    }
    List<Double> losses = new ArrayList<>();
    Learner trained =
        new SparkTraining(spark, Digits::sgd).epochs(3).each(r -> losses.add(r.loss())).run();
    assertEquals(3, losses.size());
    assertEquals(loss, losses.getLast(), 1e-4);
    assertTrue(losses.getLast() < losses.getFirst(), losses.toString());
    for (int p = 0; p < weights(alone).size(); p++) {
      assertArrayEquals(weights(alone).get(p), weights(trained).get(p), 1e-5f);
    }
    List<float[]> first = weights(trained);
    assertEqualWeights(first, new SparkTraining(spark, Digits::sgd).epochs(3).run());
  }

  @Test
  void aTrainingThatLosesAnExecutorEndsLikeOneThatDoesNot(@TempDir Path folder) throws Exception {
    List<float[]> undisturbed = weights(new SparkTraining(spark, Digits::learner).epochs(2).run());
    String mark = folder.resolve("killed").toString();
    Learner.Factory fatal =
        () -> {
          // The first executor that comes here for the second time dies as if it were killed.
          if (isExecutor() && Files.notExists(Path.of(mark))) {
            Files.createFile(Path.of(mark));
            Runtime.getRuntime().halt(137);
          }
          return Digits.learner();
        };
    assertEqualWeights(undisturbed, new SparkTraining(spark, fatal).epochs(2).run());
    assertTrue(Files.exists(Path.of(mark)), "no executor was killed");
  }

  private static boolean isExecutor() {
    return org.apache.spark.TaskContext.get() != null;
  }

  @Test
  void aTrainingGoesOnFromItsCheckpoint(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("spark.ckpt");
    List<float[]> whole =
        weights(new SparkTraining(spark, Digits::learner).localSteps(3).epochs(2).run());
    new SparkTraining(spark, Digits::learner).localSteps(3).checkpoint(file).epochs(1).run();
    assertEqualWeights(
        whole,
        new SparkTraining(spark, Digits::learner).localSteps(3).checkpoint(file).epochs(2).run());
    IOException other =
        assertThrows(
            IOException.class,
            () -> new SparkTraining(spark, Digits::learner).checkpoint(file).epochs(2).run());
    assertTrue(String.valueOf(other.getMessage()).contains("localSteps"), other.getMessage());
  }

  @Test
  void aSweepRunsItsTrialsOnExecutors(@TempDir Path folder) throws Exception {
    String mark = folder.resolve("killed").toString();
    SearchSpace space = SearchSpace.grid(Axis.grid("rate=1,2,3"), Axis.grid("seed=1,2"));
    SparkTrial trial =
        (point, own) -> {
          if (!isExecutor()) {
            throw new IllegalStateException("expected an executor");
          }
          if (point.number() == 2 && Files.notExists(Path.of(mark))) {
            Files.createFile(Path.of(mark));
            Runtime.getRuntime().halt(137);
          }
          if (point.number() == 5) {
            throw new IllegalArgumentException("no such rate");
          }
          Files.writeString(own.resolve("scratch"), "x");
          var figures = new LinkedHashMap<String, Double>();
          figures.put("product", point.number("rate") * point.number("seed"));
          return figures;
        };
    SweepTable table =
        new Sweep("product", space, folder.resolve("sweep"), SparkSweep.runner(spark, trial))
            .parallel(2)
            .run();
    assertEquals(6, table.results().size());
    assertEquals(
        List.of(1.0, 2.0, 2.0, 4.0),
        table.results().subList(0, 4).stream().map(r -> r.figures().get("product")).toList());
    assertEquals("no such rate", table.results().get(4).error());
    assertEquals(6.0, table.results().get(5).figures().get("product"));
    assertTrue(Files.exists(Path.of(mark)), "no executor was killed");
  }

  @Test
  void aNetworkScoresAColumn(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("digits.slp");
    var network = Digits.network();
    Model.save(network, file, 1, 28, 28);
    int count = 37;
    float[] pixels = new float[count * 784];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i * 31 % 97) / 97f;
    }
    List<Row> rows = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      Float[] own = new Float[784];
      for (int i = 0; i < 784; i++) {
        own[i] = pixels[r * 784 + i];
      }
      rows.add(RowFactory.create(r, own));
    }
    var floats = DataTypes.createArrayType(DataTypes.FloatType);
    var schema = new StructType().add("id", DataTypes.IntegerType).add("pixels", floats);
    Dataset<Row> table = session.createDataset(rows, Encoders.row(schema)).repartition(3);
    SparkInference.Rows score =
        (net, some) ->
            Lift.of(net)
                .forward(
                    new ConstantCurrentLifEncoder(16)
                        .encode(some.reshape(some.shape()[0], 1, 28, 28)))
                .maxOverTime();
    var inference = new SparkInference(file, score).batch(5);
    List<Row> scored = inference.add(table, "pixels", "scores").orderBy("id").collectAsList();
    float[] expected =
        score.apply(Model.load(file).network(), Tensor.of(pixels, count, 784)).toArray();
    assertEquals(count, scored.size());
    for (int r = 0; r < count; r++) {
      List<Float> scores = scored.get(r).getList(2);
      assertEquals(10, scores.size());
      for (int i = 0; i < 10; i++) {
        assertEquals(expected[r * 10 + i], scores.get(i), 1e-6f);
      }
    }
    assertThrows(IllegalArgumentException.class, () -> inference.add(table, "nothing", "scores"));
    assertThrows(IllegalArgumentException.class, () -> inference.add(table, "id", "scores"));
    assertThrows(IllegalArgumentException.class, () -> inference.add(table, "pixels", "id"));
    assertFalse(
        inference.add(table.limit(0), "pixels", "scores").collectAsList().iterator().hasNext());
  }
}
