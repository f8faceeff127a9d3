package dev.sleipnir.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How benchmarks are measured unless they say otherwise, and what they count. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public abstract class PerSecond {
  /** Called by JMH. */
  protected PerSecond() {}

  /** What JMH divides by the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Additions {
    /** Weights added, or added to, in 10^9; reported per second. */
    public double gigaAdditions;

    /** Called by JMH. */
    public Additions() {}
  }

  /** What JMH divides by the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Flops {
    /** Floating-point operations, in 10^9; reported per second. */
    public double gigaflops;

    /** Called by JMH. */
    public Flops() {}
  }

  /** What JMH divides by the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Neurons {
    /** Neurons, in 10^9; reported per second. */
    public double gigaNeurons;

    /** Called by JMH. */
    public Neurons() {}
  }

  /** What JMH divides by the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Elements {
    /** Elements of tensors, in 10^9; reported per second. */
    public double gigaElements;

    /** Called by JMH. */
    public Elements() {}
  }

  /** What JMH divides by the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Events {
    /** Synaptic events: spikes at a synapse; reported per second. */
    public double events;

    /** Called by JMH. */
    public Events() {}
  }
}
