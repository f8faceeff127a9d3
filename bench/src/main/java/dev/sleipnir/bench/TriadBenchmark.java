package dev.sleipnir.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * STREAM triad {@code a[i] = b[i] + s c[i]} on one core: the bandwidth no elementwise kernel can
 * beat. As STREAM does, it counts 12 bytes per element and not the read of {@code a}'s cache line
 * that most processors do before they write it.
 */
public class TriadBenchmark extends PerSecond {
  private static final double GIGABYTES_PER_ELEMENT = 3 * Float.BYTES / 1e9;

  /** Floats per array: 24 KiB in all stays in the first-level cache, 384 MiB in no cache. */
  @Param({"2048", "33554432"})
  public int floats;

  private float[] a = {};
  private float[] b = {};
  private float[] c = {};

  /** What JMH divides by the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Traffic {
    /** Bytes moved, in 10^9; reported per second. */
    public double gigabytesPerSecond;

    /** Called by JMH. */
    public Traffic() {}
  }

  /** Called by JMH. */
  public TriadBenchmark() {}

  /** Fills the arrays, so that their pages exist before the clock runs. */
  @Setup
  public void fill() {
    a = new float[floats];
    b = new float[floats];
    c = new float[floats];
    for (int i = 0; i < floats; i++) {
      b[i] = i % 7;
      c[i] = i % 5;
    }
  }

  /**
   * One sweep over the arrays.
   *
   * @param traffic counts what was moved
   * @return the array written to
   */
  @Benchmark
  public float[] triad(Traffic traffic) {
    float[] to = a;
    float[] x = b;
    float[] y = c;
    float s = 3f;
    for (int i = 0; i < to.length; i++) {
      to[i] = x[i] + s * y[i];
    }
    traffic.gigabytesPerSecond += GIGABYTES_PER_ELEMENT * to.length;
    return to;
  }

  /**
   * One sweep in place over one array, {@code a[i] = s a[i]}: as much is written as is read, which
   * memory likes less than the triad.
   *
   * @param traffic counts what was moved
   * @return the array written to
   */
  @Benchmark
  public float[] inPlace(Traffic traffic) {
    float[] to = a;
    float s = 0.999f;
    for (int i = 0; i < to.length; i++) {
      to[i] = s * to[i];
    }
    traffic.gigabytesPerSecond += 2 * Float.BYTES / 1e9 * to.length;
    return to;
  }
}
