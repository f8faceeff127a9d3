package dev.sleipnir.bench;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.EventConvolution;
import dev.sleipnir.kernels.spikes.SpikeRows;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The two convolutions of the digit classifier, driven by spikes, 4 steps of 32 images: their drive
 * and the gradient of their weights.
 */
public class EventConvBenchmark extends EventBenchmark {
  private static final int STEPS = 4;
  private static final int BATCH = 32;

  /** 1: 1 to 32 channels on 28x28; 2: 32 to 64 channels on 12x12; kernels 5x5. */
  @Param({"1", "2"})
  public int layer;

  /** Part of the inputs that spike in a step. */
  @Param({"0.01", "0.05", "0.35"})
  public float density;

  /** Called by JMH. */
  public EventConvBenchmark() {
    super(call(Parallel.of(1), ConvBenchmark.shape(1), SpikeRows.silent(BATCH, 28 * 28), 1));
  }

  /** Starts the threads, draws the spikes, and fails where a result is wrong. */
  @Setup
  public void start() {
    parallel = Parallel.of(threads);
    ConvShape shape = ConvBenchmark.shape(layer);
    SpikeRows spikes = DrawnSpikes.rows(1, STEPS * BATCH, shape.inputSize(), density);
    EventCall call = call(parallel, shape, spikes, STEPS);
    begin(call, additions(shape, spikes));
  }

  private static EventCall call(Parallel parallel, ConvShape shape, SpikeRows spikes, int steps) {
    EventConvolution kernel = new EventConvolution(shape, BATCH, parallel);
    return new EventCall(kernel, spikes, steps, shape.weightSize(), parallel);
  }

  /** Windows that each spike lies in, times channels. */
  private static long additions(ConvShape shape, SpikeRows spikes) {
    long windows = 0;
    for (int r = 0; r < spikes.rows(); r++) {
      for (int f = 0; f < spikes.features(); f++) {
        if (spikes.get(r, f)) {
          int pixel = f / shape.inChannels();
          windows +=
              (long) windows(pixel / shape.width(), shape.kernelHeight(), shape.outputHeight())
                  * windows(pixel % shape.width(), shape.kernelWidth(), shape.outputWidth());
        }
      }
    }
    return windows * shape.outChannels();
  }

  /** Windows along an axis that a place lies in, at stride 1 and without padding. */
  private static int windows(int at, int kernel, int outputs) {
    return Math.min(at, outputs - 1) - Math.max(0, at - kernel + 1) + 1;
  }
}
