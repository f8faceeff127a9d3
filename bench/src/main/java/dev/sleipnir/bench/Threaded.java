package dev.sleipnir.bench;

import dev.sleipnir.kernels.parallel.Parallel;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.TearDown;

/** A benchmark on one thread and on two. */
public abstract class Threaded extends PerSecond {
  /** Threads of one call. */
  @Param({"1", "2"})
  public int threads;

  /** Those threads, once a benchmark has started them. */
  Parallel parallel = Parallel.of(1);

  /** Called by JMH. */
  protected Threaded() {}

  /** Ends the threads. */
  @TearDown
  public void end() {
    parallel.close();
  }
}
