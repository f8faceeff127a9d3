package dev.sleipnir.bench;

import org.openjdk.jmh.annotations.Benchmark;

/** The drive of a layer that spikes drive, and the gradient of its weights. */
public abstract class EventBenchmark extends Threaded {
  private EventCall call;
  private long additions;

  /** A call before the first, of no use but to be there. */
  EventBenchmark(EventCall call) {
    this.call = call;
  }

  /** Takes over what is to be measured, and fails where a result of it is wrong. */
  final void begin(EventCall next, long count) {
    call = next;
    additions = count;
    // Not at the end: what the check allocates would count as the last iteration's.
    call.check(additions);
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
