package dev.sleipnir.bench;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.conv.Convolution;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The two convolutions of the digit classifier, 128 images, in all three directions. */
public class ConvBenchmark extends Threaded {
  private static final int IMAGES = 128;

  /** 1: 1 to 32 channels on 28x28; 2: 32 to 64 channels on 12x12; kernels 5x5. */
  @Param({"1", "2"})
  public int layer;

  private ConvShape shape = shape(1);
  private Convolution convolution = Convolution.of(shape, parallel, new FloatPool());
  private float[] input = {};
  private float[] output = {};
  private float[] weights = {};
  private float[] bias = {};

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
    convolution = Convolution.of(shape, parallel, new FloatPool());
    input = new float[IMAGES * shape.inputSize()];
    output = new float[IMAGES * shape.outputSize()];
    weights = new float[shape.weightSize()];
    bias = new float[shape.outChannels()];
    Arrays.fill(input, 0.5f);
    Arrays.fill(output, 0.25f);
    Arrays.fill(weights, 1e-3f);
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
  public void forward(Flops work) {
    convolution.forward(IMAGES, input, weights, bias, output);
    work.gigaflops += work();
  }

  /**
   * Gradient at the images.
   *
   * @param work counts the operations
   */
  @Benchmark
  public void backwardData(Flops work) {
    convolution.backwardData(IMAGES, output, weights, input);
    work.gigaflops += work();
  }

  /**
   * Gradient at the weights.
   *
   * @param work counts the operations
   */
  @Benchmark
  public void backwardWeights(Flops work) {
    Arrays.fill(weights, 0f);
    Arrays.fill(bias, 0f);
    convolution.backwardWeights(IMAGES, input, output, weights, bias);
    work.gigaflops += work();
  }
}
