package dev.sleipnir.bench;

import dev.sleipnir.kernels.neuron.LifConstants;
import dev.sleipnir.kernels.neuron.LifStep;
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
import org.openjdk.jmh.annotations.Warmup;

/** One step of LIF neurons in place, spikes written over the input, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LifBenchmark {
  private static final LifConstants CONSTANTS = new LifConstants(0.1f, 0.2f, 0f, 1f, 0f, 100f);

  /** Read and written: input or spikes, potential, current. */
  private static final double GIGABYTES_PER_NEURON = 6 * Float.BYTES / 1e9;

  /** Neurons: 24 KiB of state and input in the first-level cache, 384 MiB in no cache. */
  @Param({"2048", "33554432"})
  public int neurons;

  private float[] x = {};
  private float[] v = {};
  private float[] i = {};

  /** What JMH divides by the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /** Neuron updates, in 10^9; reported per second. */
    public double gigaUpdates;

    /** Bytes moved, in 10^9; reported per second. */
    public double gigabytesPerSecond;

    /** Called by JMH. */
    public Work() {}
  }

  /** Called by JMH. */
  public LifBenchmark() {}

  /** Fills the columns, so that their pages exist before the clock runs. */
  @Setup
  public void fill() {
    x = new float[neurons];
    v = new float[neurons];
    i = new float[neurons];
    Arrays.fill(x, 0.1f);
    Arrays.fill(v, 0.3f);
    Arrays.fill(i, 0.2f);
  }

  /**
   * One step.
   *
   * @param work counts what was done
   * @return the spikes
   */
  @Benchmark
  public float[] step(Work work) {
    LifStep.forward(CONSTANTS, 1, neurons, x, v, i, x, 0, neurons);
    work.gigaUpdates += neurons / 1e9;
    work.gigabytesPerSecond += neurons * GIGABYTES_PER_NEURON;
    return x;
  }
}
