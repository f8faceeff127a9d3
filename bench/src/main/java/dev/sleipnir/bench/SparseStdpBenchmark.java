package dev.sleipnir.bench;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.plasticity.SparseConnectivity;
import dev.sleipnir.plasticity.SparseSynapses;
import dev.sleipnir.plasticity.Stdp;
import java.util.Locale;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/** Sparse pair STDP with delays: 10,000 to 10,000 neurons that spike at 10 Hz, steps of 1 ms. */
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 4)
public class SparseStdpBenchmark extends Threaded {
  private static final int NEURONS = 10_000;
  private static final double RATE = 10;
  private static final double DT = 1e-3;

  /** Steps of spikes drawn before; they are given again and again. */
  private static final int STEPS = 997;

  /** Synapses of each post-synaptic neuron. */
  @Param({"1000"})
  public int inDegree;

  /** The greatest delay in time steps; the least is 1. */
  @Param({"1", "16"})
  public int maxDelay;

  private SparseSynapses synapses =
      Stdp.additive().sparse(SparseConnectivity.random(1, 1, 0, 0), parallel);
  private final float[] currents = new float[NEURONS];
  private float[][] preSpikes = {};
  private float[][] postSpikes = {};
  private int next;

  /** Called by JMH. */
  public SparseStdpBenchmark() {}

  /** Makes synapses, spikes and threads. */
  @Setup
  public void start() {
    parallel = Parallel.of(threads);
    var connectivity =
        SparseConnectivity.randomInDegree(NEURONS, NEURONS, inDegree, 1)
            .withWeights(0, 1, 2)
            .withDelays(1, maxDelay, 3);
    synapses = Stdp.additive().jump(TraceJump.UNIT).dt(DT).sparse(connectivity, parallel);
    preSpikes = spikes(1);
    postSpikes = spikes(2);
    System.out.printf(
        Locale.ROOT, "%d synapses, %.2f bytes each%n", synapses.size(), synapses.bytesPerSynapse());
  }

  private static float[][] spikes(int stream) {
    RandomStream random = new RandomStream(4, stream);
    float[][] spikes = new float[STEPS][NEURONS];
    for (float[] step : spikes) {
      for (int n = 0; n < NEURONS; n++) {
        step[n] = random.nextFloat() < RATE * DT ? 1 : 0;
      }
    }
    return spikes;
  }

  /**
   * One time step.
   *
   * @param work counts the events
   * @return a current
   */
  @Benchmark
  public float step(Events work) {
    long before = synapses.events();
    synapses.step(preSpikes[next], postSpikes[next], currents);
    next = next + 1 == STEPS ? 0 : next + 1;
    work.events += synapses.events() - before;
    return currents[0];
  }
}
