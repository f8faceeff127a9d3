package dev.sleipnir.bench;

import dev.sleipnir.kernels.pool.MaxPool;
import dev.sleipnir.kernels.pool.PoolShape;
import dev.sleipnir.kernels.pool.SpikePool;
import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Pooling of spikes, 2x2, behind the convolutions of the digit classifier, 128 images. */
public class SpikePoolBenchmark extends PerSecond {
  private static final int IMAGES = 128;
  private static final float DENSITY = 0.05f;

  /** 1: 32 channels on 24x24; 2: 64 channels on 8x8. */
  @Param({"1", "2"})
  public int layer;

  private PoolShape shape = shape(1);
  private SpikeRows in = SpikeRows.silent(0, 0);
  private SpikeRows out = SpikeRows.silent(0, 0);
  private float[] gradOut = {};
  private float[] gradIn = {};

  /** Called by JMH. */
  public SpikePoolBenchmark() {}

  private static PoolShape shape(int layer) {
    return layer == 1
        ? new PoolShape(32, 24, 24, 2, 2, 2, 2, 0, 0, 1, 1)
        : new PoolShape(64, 8, 8, 2, 2, 2, 2, 0, 0, 1, 1);
  }

  /** Draws the spikes, and fails where a result is wrong. */
  @Setup
  public void start() {
    shape = shape(layer);
    in = DrawnSpikes.rows(1, IMAGES, shape.inputSize(), DENSITY);
    out = SpikeRows.silent(IMAGES, shape.outputSize());
    gradOut = new float[IMAGES * shape.outputSize()];
    Arrays.fill(gradOut, 0.5f);
    gradIn = new float[IMAGES * shape.inputSize()];
    // Not at the end: what the check allocates would count as the last iteration's.
    check();
  }

  /** Fails where a result is not what pooling of floats gives. */
  private void check() {
    float[] floats = new float[IMAGES * shape.inputSize()];
    float[] pooled = new float[IMAGES * shape.outputSize()];
    byte[] argMax = new byte[pooled.length];
    float[] gradient = new float[floats.length];
    for (int image = 0; image < IMAGES; image++) {
      int at = image * shape.inputSize();
      SpikePacking.unpack(in.bits(), image * in.words(), shape.inputSize(), floats, at);
    }
    MaxPool.forward(shape, floats, 0, pooled, 0, argMax, 0, 0, IMAGES);
    MaxPool.backward(shape, gradOut, 0, argMax, 0, gradient, 0, 0, IMAGES);
    forward();
    backward();
    for (int e = 0; e < pooled.length; e++) {
      int image = e / shape.outputSize();
      if (out.get(image, e % shape.outputSize()) != (pooled[e] == 1)) {
        throw new IllegalStateException("pooled " + e + ": expected " + pooled[e]);
      }
    }
    if (!Arrays.equals(gradient, gradIn)) {
      throw new IllegalStateException("gradient: expected that of floats, got another");
    }
  }

  private double work() {
    return 1e-9 * IMAGES * shape.inputSize();
  }

  /**
   * Whether any neuron of a window spikes.
   *
   * @param work counts the neurons
   * @return the spikes
   */
  @Benchmark
  public long[] forward(Neurons work) {
    forward();
    work.gigaNeurons += work();
    return out.bits();
  }

  private void forward() {
    SpikePool.forward(shape, in, out, 0, IMAGES);
  }

  /**
   * The gradient at the neurons.
   *
   * @param work counts the neurons
   * @return the gradient
   */
  @Benchmark
  public float[] backward(Neurons work) {
    backward();
    work.gigaNeurons += work();
    return gradIn;
  }

  private void backward() {
    for (int image = 0; image < IMAGES; image++) {
      SpikePool.backward(shape, in, out, image, gradOut, gradIn, image * shape.inputSize());
    }
  }
}
