package dev.sleipnir.bench;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.EventLinear;
import dev.sleipnir.kernels.spikes.SpikeRows;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * A dense layer that spikes drive, 1024 inputs to 1024 outputs, 64 steps of 32 samples: its drive
 * and the gradient of its weights.
 */
public class EventLinearBenchmark extends Threaded {
  private static final int STEPS = 64;
  private static final int BATCH = 32;
  private static final int INPUTS = 1024;
  private static final int OUTPUTS = 1024;

  /** Part of the inputs that spike in a step. */
  @Param({"0.01", "0.05", "0.2", "0.5"})
  public float density;

  private EventCall call = call(SpikeRows.silent(BATCH, INPUTS), 1);
  private long additions;

  /** Called by JMH. */
  public EventLinearBenchmark() {}

  /** Starts the threads, draws the spikes, and fails where a result is wrong. */
  @Setup
  public void start() {
    parallel = Parallel.of(threads);
    SpikeRows spikes = DrawnSpikes.rows(1, STEPS * BATCH, INPUTS, density);
    call = call(spikes, STEPS);
    additions = spikes.count(0, spikes.rows()) * OUTPUTS;
    // Not at the end: what the check allocates would count as the last iteration's.
    call.check(additions);
  }

  private EventCall call(SpikeRows spikes, int steps) {
    EventLinear kernel = new EventLinear(INPUTS, OUTPUTS, BATCH, parallel);
    return new EventCall(kernel, spikes, steps, OUTPUTS * INPUTS, parallel);
  }

  /**
   * The drive of all steps.
   *
   * @param work counts the additions
   */
  @Benchmark
  public void forward(Additions work) {
    call.forward();
    work.gigaAdditions += 1e-9 * additions;
  }

  /**
   * The gradient of the weights.
   *
   * @param work counts the additions
   */
  @Benchmark
  public void gradient(Additions work) {
    call.gradient();
    work.gigaAdditions += 1e-9 * additions;
  }
}
