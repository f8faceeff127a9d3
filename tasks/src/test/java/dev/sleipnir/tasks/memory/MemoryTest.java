package dev.sleipnir.tasks.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.data.StoreRecall;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.ExpFilter;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.online.EpropNetwork;
import dev.sleipnir.model.online.Feedback;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Batch;
import dev.sleipnir.model.train.BatchResult;
import dev.sleipnir.model.train.Supervised;
import dev.sleipnir.model.train.TrainingTask;
import dev.sleipnir.tasks.training.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MemoryTest {
  private static final List<String> SMALL =
      List.of(
          "memory",
          "--quiet",
          "--epochs=1",
          "--steps=20",
          "--schedule=constant",
          "--periods=4",
          "--train-samples=9",
          "--test-samples=5",
          "--batch-size=4",
          "--hidden=7");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"lsnn, bptt", "lif, bptt", "lsnnlif, bptt", "lsnn, eprop", "lif, eprop"})
  void theReportSaysWhatIsRecalledAfterWhichDelay(String neuron, String learning)
      throws IOException {
    Path report = folder.resolve("memory.json");
    CommandRun run =
        CommandRun.of(
            SMALL, "--neuron", neuron, "--learning", learning, "--report", report.toString());
    assertEquals(0, run.status(), run.err());
    assertTrue(run.out().contains("epoch 1/1: training loss 0."), run.out());
    JsonNode delays =
        JsonMapper.shared().readTree(report.toFile()).get("findings").get("recallByDelay");
    int recalls = 0;
    for (JsonNode delay : delays) {
      recalls += delay.get("recalls").intValue();
      double periods = delay.get("seconds").doubleValue() / 0.02;
      assertTrue(periods > 0.99 && periods < 3.01, delays.toString());
      assertTrue(delay.get("accuracy").doubleValue() <= 1);
    }
    assertEquals(5, recalls);
    for (String picture : List.of("curve", "raster", "recall", "delay")) {
      assertTrue(Files.size(folder.resolve("memory-" + picture + ".png")) > 1000);
    }
  }

  @ParameterizedTest
  @CsvSource({"bptt", "eprop"})
  void weightsDoNotDependOnThreadsNorOnAnInterruption(String learning) throws IOException {
    List<byte[]> weights = new ArrayList<>();
    for (String[] way : new String[][] {{"1", "1"}, {"2", "1"}, {"1", "2"}}) {
      Path file = folder.resolve(String.join("-", way));
      String[] options = {
        "--learning", learning, "--threads", way[0], "--checkpoint", file.toString()
      };
      List<String> again = new ArrayList<>(SMALL);
      again.set(2, "--epochs=2");
      if (way[1].equals("2")) {
        assertEquals(0, CommandRun.of(SMALL, options).status());
        again.add("--resume");
      }
      CommandRun run = CommandRun.of(again, options);
      assertEquals(0, run.status(), run.err());
      weights.add(Files.readAllBytes(file));
    }
    assertArrayEquals(weights.get(0), weights.get(1));
    assertArrayEquals(weights.get(0), weights.get(2));
  }

  @ParameterizedTest
  @CsvSource({
    "--learning=eprop, --neuron=lsnnlif, --learning: expected bptt",
    "--neuron=lif, --beta=1, --beta: expected --neuron lsnn",
    "--rate=1001, --quiet, --rate: expected a number in (0\\, 1000.0]",
    "--periods=1, --quiet, --periods: expected at least 2",
    "--hidden=1, --neuron=lsnnlif, --hidden: expected at least 2",
  })
  void wrongUsageIsNamed(String first, String second, String message) {
    CommandRun run = CommandRun.of(List.of("memory"), first, second);
    assertEquals(2, run.status());
    assertTrue(run.err().contains(message.replace("\\", "")), run.err());
  }

  @Test
  void theLossIsTheCrossEntropyOfTheMeansAtRecalls() {
    // Two periods of two steps, two samples, of which the first recalls in the second period.
    Tensor outputs =
        Tensor.of(new float[] {1, 2, 3, 4, 3, 6, 5, 8, 0, 1, 2, 2, 0, 2, 4, 4}, 4, 2, 2);
    Tensor targets = Tensor.of(new float[] {0, 0, 1, 0, 0, 1, 0, 0}, 2, 2, 2);
    Tensor means = new Recall.MeanOfPeriods(2).decode(outputs);
    assertArrayEquals(new float[] {2, 4, 4, 6, 0, 1.5f, 3, 3}, means.toArray());
    double first = Math.log(1 + Math.exp(2)); // bit 0 of 4 and 6
    double second = Math.log(1 + Math.exp(-1.5)); // bit 1 of 0 and 1.5
    assertEquals((first + second) / 2, new Recall.CrossEntropy().of(means, targets).item(), 1e-6);
    // One of two: per sample 1/2, and the sum over the batch.
    assertEquals(1, new Recall.Accuracy().of(means, targets), 0);
  }

  /** A task by both ways of learning, with the same weights. */
  private record Both(Supervised bptt, EpropRecall eprop) {
    static Both of(boolean recurrent) {
      var random = new RandomStream(4);
      var data = new StoreRecall(6, 15, 4, 1, 2, 200, 0.001, 1);
      RecurrentWeights drawn = RecurrentWeights.random(random, data.inputs(), 5, false);
      var weights =
          new RecurrentWeights(
              drawn.input().value(), drawn.recurrent().value().scale(recurrent ? 1 : 0), false);
      Linear readout = Linear.readout(random, 5, 2);
      Neuron neuron =
          Lsnn.learningToAdapt()
              .with("v_th", 0.3)
              .with("beta", 0.1)
              .with("tau_adapt_inv", 0.5)
              .surrogate(Surrogate.TRIANGLE, 0.3f);
      var network =
          new SequentialState(
              neuron.recurrentCell(weights),
              readout,
              new ExpFilter().with("tau_filter_inv", 50).cell());
      var bptt =
          new Supervised("recall", data, network)
              .traces()
              .decoder(new Recall.MeanOfPeriods(15))
              .loss(new Recall.CrossEntropy())
              .metric(new Recall.Accuracy());
      var eprop = EpropNetwork.of(neuron, 0.02, weights, readout, Feedback.SYMMETRIC);
      return new Both(bptt, new EpropRecall(bptt, eprop, 15));
    }

    /** Loss and gradients, the loss times a factor. */
    List<float[]> gradients(TrainingTask task, float factor, int... samples) {
      List<Parameter> parameters = task.network().module().parameters();
      parameters.forEach(Parameter::clearGradient);
      List<float[]> all = new ArrayList<>();
      try (var tape = new Tape(new Workspace(), new RandomStream(1))) {
        BatchResult result = task.run(new Batch(tape, new RandomStream(2), samples));
        all.add(new float[] {result.loss().item(), (float) result.metric()});
        tape.backward(result.loss().scale(factor));
      }
      parameters.forEach(p -> all.add(p.gradient().clone()));
      return all;
    }
  }

  @Test
  void gradientsOfEpropAreAddedAsAnyOthersAndTimesTheFactorOfTheLoss() {
    Both both = Both.of(true);
    List<float[]> once = both.gradients(both.eprop, 1, 0, 1, 2);
    List<float[]> half = both.gradients(both.eprop, 0.5f, 0, 1, 2);
    for (int p = 1; p < once.size(); p++) {
      assertTrue(norm(once.get(p)) > 0, "parameter " + p);
      for (int i = 0; i < once.get(p).length; i++) {
        assertEquals(0.5f * once.get(p)[i], half.get(p)[i], 0);
      }
    }
    assertArrayEquals(once.get(0), half.get(0));
    try (var tape = new Tape(new Workspace(), new RandomStream(1))) {
      var _ = both.eprop.run(new Batch(tape, new RandomStream(2), 0, 1, 2)); // without backward
    }
    for (int p = 1; p < half.size(); p++) {
      assertArrayEquals(
          half.get(p), both.eprop.network().module().parameters().get(p - 1).gradient());
    }
  }

  @Test
  void epropPointsWhereBackPropagationDoes() {
    // Without recurrent weights only the reset is left out, and losses of steps differ from one of
    // their mean.
    Both both = Both.of(false);
    List<float[]> bptt = both.gradients(both.bptt, 1, 0, 1, 2, 3, 4, 5);
    List<float[]> eprop = both.gradients(both.eprop, 1, 0, 1, 2, 3, 4, 5);
    assertTrue(cosine(bptt.get(1), eprop.get(1)) > 0.9, "input weights");
    assertTrue(cosine(bptt.get(3), eprop.get(3)) > 0.9, "read-out");
    assertEquals(bptt.get(0)[1], eprop.get(0)[1], "recalled rightly");
  }

  @Test
  void theJumpOfTheThresholdTeachesWhatWasLongAgo() {
    // Gradient at the weights of the input in the first step, of a loss long after.
    float[] learning = inputGradient(Lsnn.learningToAdapt());
    float[] detached = inputGradient(new Lsnn());
    assertTrue(norm(learning) > 1e-4, Arrays.toString(learning));
    assertFalse(norm(detached) > 1e-7, Arrays.toString(detached));
  }

  /**
   * One input, which is on in the first ten steps and again much later, behind which the loss is.
   */
  private static float[] inputGradient(Neuron kind) {
    Neuron neuron =
        kind.with("v_th", 0.5)
            .with("tau_adapt_inv", 0.5)
            .with("beta", 0.1)
            .surrogate(Surrogate.TRIANGLE, 0.3f);
    var weights =
        new RecurrentWeights(Tensor.of(new float[] {0.6f, 0.6f}, 1, 2), Tensor.zeros(1, 1), true);
    var layer = neuron.recurrent(weights);
    Tensor x = Tensor.zeros(400, 1, 2);
    for (int t = 0; t < 10; t++) {
      x.data()[2 * t] = 1; // input 0 early
      x.data()[2 * (380 + t) + 1] = 1; // input 1 late
    }
    try (var tape = new Tape(new Workspace())) {
      Tensor spikes = layer.forward(tape.enter(x));
      assertTrue(spikes.rows(0, 40).sum().item() > 0);
      tape.backward(spikes.rows(380, 400).sum());
    }
    float[] gradient = weights.input().gradient();
    return new float[] {gradient[0]};
  }

  private static double norm(float[] values) {
    return Math.sqrt(dot(values, values));
  }

  private static double cosine(float[] a, float[] b) {
    return dot(a, b) / norm(a) / norm(b);
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
