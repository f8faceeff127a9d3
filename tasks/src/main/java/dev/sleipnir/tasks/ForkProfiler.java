package dev.sleipnir.tasks;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;

/**
 * Measures nothing: the one piece of ours that JMH calls in its forks, which end with the parent.
 */
public final class ForkProfiler implements InternalProfiler {
  private boolean watching;

  /** For JMH. */
  public ForkProfiler() {}

  @Override
  public String getDescription() {
    return "Ends a fork with the process that started it.";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    if (!watching) {
      watching = true;
      Parent.endWithIt();
    }
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    return List.of();
  }
}
