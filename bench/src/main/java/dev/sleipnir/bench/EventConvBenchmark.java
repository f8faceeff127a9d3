package dev.sleipnir.bench;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.EventConvolution;
import dev.sleipnir.kernels.spikes.SpikeRows;
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

/**
 * The two convolutions of the digit classifier, driven by spikes, 4 steps of 32 images: their drive
 * and the gradient of their weights.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EventConvBenchmark {
  private static final int STEPS = 4;
  private static final int BATCH = 32;

  /** 1: 1 to 32 channels on 28x28; 2: 32 to 64 channels on 12x12; kernels 5x5. */
  @Param({"1", "2"})
  public int layer;

  /** Part of the inputs that spike in a step. */
  @Param({"0.01", "0.05", "0.35"})
  public float density;

  /** Threads of one call. */
  @Param({"1", "2"})
  public int threads;

  private Parallel parallel = Parallel.of(1);
  private EventCall call = call(ConvBenchmark.shape(1), SpikeRows.silent(BATCH, 28 * 28), 1);
  private long additions;

  /** What JMH divides by the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /** Weights added, or added to, in 10^9; reported per second. */
    public double gigaAdditions;

    /** Called by JMH. */
    public Work() {}
  }

  /** Called by JMH. */
  public EventConvBenchmark() {}

  /** Starts the threads, draws the spikes, and fails where a result is wrong. */
  @Setup
  public void start() {
    parallel = Parallel.of(threads);
    ConvShape shape = ConvBenchmark.shape(layer);
    SpikeRows spikes = DrawnSpikes.rows(1, STEPS * BATCH, shape.inputSize(), density);
    call = call(shape, spikes, STEPS);
    additions = additions(shape, spikes);
    // Not at the end: what the check allocates would count as the last iteration's.
    call.check(additions);
  }

  private EventCall call(ConvShape shape, SpikeRows spikes, int steps) {
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

  /** Ends the threads. */
  @TearDown
  public void end() {
    parallel.close();
  }

  /**
   * The drive of all steps.
   *
   * @param work counts the additions
   */
  @Benchmark
  public void forward(Work work) {
    call.forward();
    work.gigaAdditions += 1e-9 * additions;
  }

  /**
   * The gradient of the weights.
   *
   * @param work counts the additions
   */
  @Benchmark
  public void gradient(Work work) {
    call.gradient();
    work.gigaAdditions += 1e-9 * additions;
  }
}
