package dev.sleipnir.bench;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.network.ConvNet4;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Batch;
import dev.sleipnir.model.train.ImageClassification;
import java.util.Arrays;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The digit classifier 32C5-64C5-1024-10 on built-in digits: training steps and inference. */
// The read-out's loops are short: they reach the optimising compiler after some 35 steps.
@Warmup(iterations = 12, time = 5)
@Measurement(iterations = 5, time = 5)
public class TrainingBenchmark extends Threaded {
  private static final LabeledImages IMAGES = Strokes.generate(1, 256);

  /** Time steps for each image. */
  @Param({"64"})
  public int steps;

  /** Images of one step. */
  @Param({"32"})
  public int batch;

  private Workspace workspace = new Workspace(parallel);
  private SequentialState network = ConvNet4.create(1, 28, 10f);
  private ImageClassification task = task(1);
  private Optimizer optimizer = new Adam(network.parameters(), 1e-4);
  private final RandomStream random = new RandomStream(1, 1);
  private int next;

  /** What JMH divides by the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /** Images; reported per second. */
    public double images;

    /** Called by JMH. */
    public Work() {}
  }

  /** Called by JMH. */
  public TrainingBenchmark() {}

  /** Makes network, optimiser and threads. */
  @Setup
  public void start() {
    parallel = Parallel.of(threads);
    workspace = new Workspace(parallel);
    network = ConvNet4.create(1, 28, 10f);
    task = task(steps);
    optimizer = new Adam(network.parameters(), 1e-4).parallel(parallel);
  }

  private ImageClassification task(int timeSteps) {
    return new ImageClassification(IMAGES, new ConstantCurrentLifEncoder(timeSteps), network)
        .pixels(4f, 0f);
  }

  private Batch batch(dev.sleipnir.model.tensor.Scope scope) {
    int[] samples = new int[batch];
    int from = next % (IMAGES.size() / batch) * batch;
    Arrays.setAll(samples, n -> from + n);
    next++;
    return new Batch(scope, random, samples);
  }

  /**
   * One training step: forward, backward through time, update.
   *
   * @param work counts the images
   * @return the loss
   */
  @Benchmark
  public float train(Work work) {
    float value;
    try (Tape tape = new Tape(workspace)) {
      Tensor loss = task.run(batch(tape)).loss();
      value = loss.item();
      tape.backward(loss);
    }
    optimizer.step();
    if (!Float.isFinite(value)) {
      throw new IllegalStateException("loss: expected a finite number, got " + value);
    }
    work.images += batch;
    return value;
  }

  /**
   * One batch of inference.
   *
   * @param work counts the images
   * @return a score
   */
  @Benchmark
  public float infer(Work work) {
    try (dev.sleipnir.model.tensor.Scope scope = new dev.sleipnir.model.tensor.Scope(workspace)) {
      Tensor outputs = task.network().forward(task.input(batch(scope)));
      float score = outputs.maxOverTime().get(0, 0);
      work.images += batch;
      return score;
    }
  }
}
