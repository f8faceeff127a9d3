package dev.sleipnir.bench;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.EventLinear;
import dev.sleipnir.kernels.spikes.SpikeRows;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * A dense layer that spikes drive, 1024 inputs to 1024 outputs, 64 steps of 32 samples: its drive
 * and the gradient of its weights.
 */
public class EventLinearBenchmark extends EventBenchmark {
  private static final int STEPS = 64;
  private static final int BATCH = 32;
  private static final int INPUTS = 1024;
  private static final int OUTPUTS = 1024;

  /** Part of the inputs that spike in a step. */
  @Param({"0.01", "0.05", "0.2", "0.5"})
  public float density;

  /** Called by JMH. */
  public EventLinearBenchmark() {
    super(call(Parallel.of(1), SpikeRows.silent(BATCH, INPUTS), 1));
  }

  /** Starts the threads, draws the spikes, and fails where a result is wrong. */
  @Setup
  public void start() {
    parallel = Parallel.of(threads);
    SpikeRows spikes = DrawnSpikes.rows(1, STEPS * BATCH, INPUTS, density);
    EventCall call = call(parallel, spikes, STEPS);
    begin(call, spikes.count(0, spikes.rows()) * OUTPUTS);
  }

  private static EventCall call(Parallel parallel, SpikeRows spikes, int steps) {
    EventLinear kernel = new EventLinear(INPUTS, OUTPUTS, BATCH, parallel);
    return new EventCall(kernel, spikes, steps, OUTPUTS * INPUTS, parallel);
  }
}
