package dev.sleipnir.bench;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.conv.Convolution;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The two convolutions of the digit classifier, 128 images, in all three directions. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConvBenchmark {
  private static final int IMAGES = 128;

  /** 1: 1 to 32 channels on 28x28; 2: 32 to 64 channels on 12x12; kernels 5x5. */
  @Param({"1", "2"})
  public int layer;

  /** Threads of one call. */
  @Param({"1", "2"})
  public int threads;

  private Parallel parallel = Parallel.of(1);
  private ConvShape shape = shape(1);
  private Convolution convolution = new Convolution(shape, parallel, new FloatPool());
  private float[] input = {};
  private float[] output = {};
  private float[] weights = {};
  private float[] bias = {};

  /** What JMH divides by the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /** Floating-point operations, in 10^9; reported per second. */
    public double gigaflops;

    /** Called by JMH. */
    public Work() {}
  }

  /** Called by JMH. */
  public ConvBenchmark() {}

  /** Sizes of a layer. */
  static ConvShape shape(int layer) {
    return layer == 1
        ? new ConvShape(1, 28, 28, 32, 5, 5, 1, 1, 0, 0, 1, 1)
        : new ConvShape(32, 12, 12, 64, 5, 5, 1, 1, 0, 0, 1, 1);
  }

  /** Starts the threads and fills the arrays. */
  @Setup
  public void start() {
    parallel = Parallel.of(threads);
    shape = shape(layer);
    convolution = new Convolution(shape, parallel, new FloatPool());
    input = new float[IMAGES * shape.inputSize()];
    output = new float[IMAGES * shape.outputSize()];
    weights = new float[shape.weightSize()];
    bias = new float[shape.outChannels()];
    Arrays.fill(input, 0.5f);
    Arrays.fill(output, 0.25f);
    Arrays.fill(weights, 1e-3f);
  }

  /** Ends the threads. */
  @TearDown
  public void end() {
    parallel.close();
  }

  private double work() {
    return 2e-9 * IMAGES * shape.positions() * shape.depth() * shape.outChannels();
  }

  /**
   * Images to outputs.
   *
   * @param work counts the operations
   */
  @Benchmark
  public void forward(Work work) {
    convolution.forward(IMAGES, input, weights, bias, output);
    work.gigaflops += work();
  }

  /**
   * Gradient at the images.
   *
   * @param work counts the operations
   */
  @Benchmark
  public void backwardData(Work work) {
    convolution.backwardData(IMAGES, output, weights, input);
    work.gigaflops += work();
  }

  /**
   * Gradient at the weights.
   *
   * @param work counts the operations
   */
  @Benchmark
  public void backwardWeights(Work work) {
    Arrays.fill(weights, 0f);
    Arrays.fill(bias, 0f);
    convolution.backwardWeights(IMAGES, input, output, weights, bias);
    work.gigaflops += work();
  }
}
