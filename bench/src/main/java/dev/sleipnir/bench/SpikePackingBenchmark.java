package dev.sleipnir.bench;

import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Spikes from floats to bits and back, in cache and from memory, on one thread. */
public class SpikePackingBenchmark extends PerSecond {
  private static final float DENSITY = 0.05f;

  /** Number of neurons: 16 KiB of floats, or 64 MiB. */
  @Param({"4096", "16777216"})
  public int neurons;

  private float[] values = {};
  private float[] drawn = {};
  private long[] bits = {};

  /** Called by JMH. */
  public SpikePackingBenchmark() {}

  /** Draws the spikes. */
  @Setup
  public void start() {
    drawn = new float[neurons];
    Philox.bernoulli(1, 0, 0, DENSITY, drawn, 0, neurons);
    values = drawn.clone();
    bits = new long[SpikeRows.words(neurons)];
    SpikePacking.pack(drawn, 0, neurons, bits, 0);
  }

  /** Fails where bits or floats are no longer the spikes drawn. */
  @TearDown
  public void end() {
    for (int n = 0; n < neurons; n++) {
      if (values[n] != drawn[n] || (bits[n >>> 6] >>> n & 1) != drawn[n]) {
        throw new IllegalStateException("neuron " + n + ": expected " + drawn[n]);
      }
    }
  }

  /**
   * Floats to bits.
   *
   * @param work counts the neurons
   * @return the bits
   */
  @Benchmark
  public long[] pack(Neurons work) {
    SpikePacking.pack(values, 0, neurons, bits, 0);
    work.gigaNeurons += 1e-9 * neurons;
    return bits;
  }

  /**
   * Bits to floats.
   *
   * @param work counts the neurons
   * @return the floats
   */
  @Benchmark
  public float[] unpack(Neurons work) {
    SpikePacking.unpack(bits, 0, neurons, values, 0);
    work.gigaNeurons += 1e-9 * neurons;
    return values;
  }

  /**
   * Floats set to 0 where there is no spike.
   *
   * @param work counts the neurons
   * @return the floats
   */
  @Benchmark
  public float[] keep(Neurons work) {
    SpikePacking.keep(bits, 0, neurons, values, 0);
    work.gigaNeurons += 1e-9 * neurons;
    return values;
  }
}
