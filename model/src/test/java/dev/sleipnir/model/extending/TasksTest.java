package dev.sleipnir.model.extending;

import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.Schedule;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Batch;
import dev.sleipnir.model.train.BatchResult;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.Diagnosis;
import dev.sleipnir.model.train.EpochResult;
import dev.sleipnir.model.train.ImageClassification;
import dev.sleipnir.model.train.Trainer;
import dev.sleipnir.model.train.TrainingListener;
import dev.sleipnir.model.train.TrainingRun;
import dev.sleipnir.model.train.TrainingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users' own tasks, optimisers and encoders train as ours do. */
class TasksTest {
  @TempDir private Path folder;

  private static SequentialState spiking(int inputs, int hidden, int outputs) {
    RandomStream random = new RandomStream(3, 0);
    return new SequentialState(
        new Linear(random, inputs, hidden, true),
        new Lif().with("v_th", 0.2).surrogate(Surrogate.SUPER, 10f).cell(),
        new Linear(random, hidden, outputs, true),
        new Li().cell());
  }

  private static Sine sine(int samples) {
    return new Sine(Lift.of(spiking(1, 64, 1)), "sine", samples);
  }

  private static List<Parameter> parameters(TrainingTask task) {
    return task.network().module().parameters();
  }

  private static Optimizer lion(List<Parameter> parameters, Parallel parallel) {
    return new Lion(parameters, 1e-3, 0.01, parallel);
  }

  @Test
  void aRegressionIsLearned() throws IOException {
    Sine training = sine(128);
    Sine test = new Sine(training.network(), "sine between", 50);
    Trainer trainer = new Trainer(new Adam(parameters(training), 0.01)).batchSize(16);
    double before = trainer.evaluate(test, "before").loss();
    List<EpochResult> history = new TrainingRun(trainer, training, test).epochs(30).run();
    assertEquals(30, history.size());
    double after = history.getLast().testLoss();
    assertTrue(after < 0.05 && after < 0.2 * before, () -> before + " to " + after);
    assertTrue(Double.isNaN(history.getLast().testMetric()));
  }

  @Test
  void sequencesOfAnyLengthAreLearned() throws IOException {
    SequentialState network = spiking(4, 50, 4);
    LastSpike training = new LastSpike(Lift.of(network), "last spike", 400, 1);
    LastSpike test = new LastSpike(Lift.of(network).checkpointEvery(8), "test", 100, 2);
    Trainer trainer =
        new Trainer(new Adam(network.parameters(), 0.01)).batchSize(20).seed(1).clipNorm(1);
    List<EpochResult> history = new TrainingRun(trainer, training, test).epochs(10).run();
    assertTrue(history.getLast().testMetric() > 0.6, history::toString);
  }

  @Test
  void trainingStopsEarlyByTheMetricOrTheLoss() throws IOException {
    LastSpike task = new LastSpike(Lift.of(spiking(4, 10, 4)), "last spike", 20, 1);
    Trainer still = new Trainer(new Adam(parameters(task), 0));
    assertEquals(4, new TrainingRun(still, task, task).epochs(9).patience(3).run().size());
    Sine sine = sine(20);
    Trainer unmoved = new Trainer(new Adam(parameters(sine), 0));
    assertEquals(3, new TrainingRun(unmoved, sine, sine).epochs(9).patience(2).run().size());
  }

  /** Four epochs, interrupted after some. */
  private List<float[]> run(
      Path file, int threads, int last, BiFunction<List<Parameter>, Parallel, Optimizer> make)
      throws IOException {
    // Weights of more than one block of an optimiser.
    SequentialState network = spiking(4, 5000, 4);
    LastSpike task = new LastSpike(Lift.of(network), "last spike", 24, 1);
    TrainingListener interrupting =
        new TrainingListener() {
          @Override
          public void started(String what, TrainingTask of) {
            if (what.equals("epoch " + (last + 1) + "/4")) {
              throw new IllegalStateException("interrupted");
            }
          }
        };
    try (Parallel parallel = Parallel.of(threads)) {
      Optimizer optimizer = make.apply(network.parameters(), parallel);
      optimizer.setSchedule(Schedule.cosine(12));
      Trainer trainer =
          new Trainer(optimizer)
              .workspace(new Workspace(parallel))
              .batchSize(8)
              .seed(5)
              .clipNorm(0.5)
              .listener(interrupting);
      new TrainingRun(trainer, task, task).epochs(4).checkpoint(file).run();
    }
    return SameBits.values(network.parameters());
  }

  @Test
  void anOwnOptimizerIsResumedBitForBitOnAnyNumberOfThreads() throws IOException {
    List<float[]> whole = run(folder.resolve("whole"), 1, 9, TasksTest::lion);
    Path parts = folder.resolve("parts");
    for (int last = 1; last < 4; last++) {
      int epochs = last;
      assertThrows(
          IllegalStateException.class, () -> run(parts, 1 + epochs % 3, epochs, TasksTest::lion));
      assertEquals(last, Checkpoint.read(parts).epoch());
    }
    assertSame("parameter", whole, run(parts, 3, 9, TasksTest::lion));
    assertEquals(-1, Files.mismatch(folder.resolve("whole"), parts));
    // another weight decay is another training
    var e =
        assertThrows(
            IOException.class,
            () -> run(parts, 1, 9, (p, parallel) -> new Lion(p, 1e-3, 0.5, parallel)));
    assertTrue(String.valueOf(e.getMessage()).contains("weight decay"), e.getMessage());
  }

  @Test
  void anOwnOptimizerFollowsItsEquations() throws IOException {
    Parameter w = new Parameter("w", Tensor.of(new float[] {1, -2}, 2));
    Lion lion = new Lion(List.of(w), 0.1, 0, Parallel.common());
    System.arraycopy(new float[] {1, -1}, 0, w.gradient(), 0, 2);
    lion.step();
    assertEquals(0.9f, w.data()[0]);
    assertEquals(-1.9f, w.data()[1]);
    // the mean of what was, not the gradient, says where
    System.arraycopy(new float[] {-0.05f, 0.05f}, 0, w.gradient(), 0, 2);
    lion.step();
    assertEquals(0.8f, w.data()[0], 1e-6f);
    Parameter other = new Parameter("w", Tensor.of(w.data().clone(), 2));
    Optimizer copy = lion.copy(List.of(other));
    System.arraycopy(new float[] {0.01f, 0}, 0, w.gradient(), 0, 2);
    System.arraycopy(w.gradient(), 0, other.gradient(), 0, 2);
    lion.step();
    copy.step();
    assertSame("copy", w.data(), other.data());
    lion.save(folder.resolve("lion"));
    copy.reset();
    copy.load(folder.resolve("lion"));
    assertEquals(3, copy.steps());
    assertSame("memory", lion.memory().getFirst(), copy.memory().getFirst());
    // what is not finite is refused before anything changes
    w.gradient()[1] = Float.NaN;
    float[] before = w.data().clone();
    assertThrows(ArithmeticException.class, lion::step);
    w.gradient()[1] = 1f;
    w.data()[1] = Float.MAX_VALUE;
    w.edited("the test");
    before[1] = Float.MAX_VALUE;
    Lion wild = new Lion(List.of(w), 1e9, 1e9, Parallel.common());
    assertThrows(ArithmeticException.class, wild::step);
    assertSame("w", before, w.data());
  }

  @Test
  void anOwnEncoderTrainsBitForBit() throws IOException {
    List<List<float[]>> results = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      RandomStream random = new RandomStream(1, 0);
      var network =
          new SequentialState(
              new Flatten(),
              new Linear(random, 784, 30, true),
              new Lif().with("v_th", 0.3).surrogate(Surrogate.SUPER, 20f).cell(),
              new Linear(random, 30, 10, false),
              new Li().cell());
      var task =
          new ImageClassification(Strokes.generate(1, 60), new JitterEncoder(12, 1.5), network);
      try (Parallel parallel = Parallel.of(threads)) {
        Trainer trainer =
            new Trainer(new Adam(network.parameters(), 5e-3).parallel(parallel))
                .workspace(new Workspace(parallel))
                .batchSize(16);
        List<EpochResult> history =
            new TrainingRun(trainer, task, task)
                .epochs(4)
                .checkpoint(folder.resolve("encoder" + threads))
                .run();
        assertTrue(history.getLast().testLoss() < history.getFirst().trainLoss());
      }
      results.add(SameBits.values(network.parameters()));
    }
    assertSame("parameter", results.get(0), results.get(1));
  }

  /** A task whose network acts on what it gets next: it moves a point to 0, from 0.5 to 1. */
  private record Homing(SequentialState acting, int samples) implements TrainingTask {
    @Override
    public String name() {
      return "homing";
    }

    @Override
    public Lift network() {
      return Lift.of(acting);
    }

    private Tensor start(Batch batch) {
      Tensor points = batch.scope().tensor(batch.size(), 1);
      for (int n = 0; n < batch.size(); n++) {
        points.data()[n] = 0.5f + 0.5f * batch.sample(n) / samples;
      }
      return points;
    }

    @Override
    public Tensor input(Batch batch) {
      return start(batch).reshape(1, batch.size(), 1); // what a diagnosis looks at
    }

    @Override
    public BatchResult score(Tensor points, Batch batch) {
      double near = 0;
      for (int n = 0; n < batch.size(); n++) {
        near -= Math.abs(points.get(n, 0));
      }
      Tensor home = Tensor.zeros(batch.size(), 1);
      return new BatchResult(Losses.meanSquaredError(points, home), near);
    }

    @Override
    public BatchResult run(Batch batch) {
      Tensor points = start(batch);
      @Nullable State state = null;
      for (int t = 0; t < 10; t++) {
        Step step = acting.step(points, state);
        state = step.state();
        points = points.add(step.output().scale(0.1f));
      }
      return score(points, batch);
    }

    @Override
    public String metric() {
      return "nearness";
    }
  }

  @Test
  void aTaskThatActsIsLearned() throws IOException {
    Homing task = new Homing(spiking(1, 20, 1), 40);
    Trainer trainer = new Trainer(new Adam(parameters(task), 0.01)).batchSize(8);
    assertEquals(1, trainer.diagnose(task).steps());
    List<EpochResult> history = new TrainingRun(trainer, task, task).epochs(15).run();
    assertTrue(history.getLast().testMetric() > -0.2, history::toString);
    assertTrue(history.getLast().testLoss() < history.getFirst().testLoss() / 4, history::toString);
  }

  @Test
  void anOwnTaskIsDiagnosed() {
    SequentialState silent =
        new SequentialState(
            new Linear(new RandomStream(1), 1, 8, true),
            new Lif().with("v_th", 1e6).cell(),
            new Linear(new RandomStream(2), 8, 1, true),
            new Li().cell());
    Sine task = new Sine(Lift.of(silent), "sine", 40);
    Trainer trainer = new Trainer(new Adam(silent.parameters(), 0.01)).batchSize(16);
    Diagnosis diagnosis = trainer.diagnose(task);
    assertEquals(16, diagnosis.samples());
    assertEquals(20, diagnosis.steps());
    assertEquals(4, diagnosis.gradients().size());
    assertTrue(diagnosis.warnings().getFirst().contains("never fires"), diagnosis::toString);
  }
}
