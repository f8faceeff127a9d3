package dev.sleipnir.bench;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.plasticity.FixedSynapses;
import dev.sleipnir.plasticity.ShortTermPlasticity;
import dev.sleipnir.plasticity.ShortTermPreset;
import dev.sleipnir.plasticity.SparseConnectivity;
import dev.sleipnir.plasticity.SparseSynapses;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Sparse synapses that do not learn: 10,000 to 10,000 neurons that spike at 10 Hz, steps of 1 ms.
 */
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SparseDeliveryBenchmark extends Threaded {
  private static final int NEURONS = 10_000;
  private static final double SPIKES_PER_STEP = 0.01;

  /** Steps of spikes drawn before; they are given again and again. */
  private static final int STEPS = 997;

  /** Synapses of each post-synaptic neuron. */
  @Param({"1000"})
  public int inDegree;

  /** The greatest delay in time steps; the least is 1. */
  @Param({"1", "16"})
  public int maxDelay;

  private SparseConnectivity connectivity = SparseConnectivity.random(1, 1, 0, 0);
  private FixedSynapses fixed = new FixedSynapses(connectivity);
  private SparseSynapses shortTerm =
      ShortTermPlasticity.rule(ShortTermPreset.FACILITATING).sparse(connectivity);
  private final float[] currents = new float[NEURONS];
  private final float[] silent = new float[NEURONS];
  private float[][] spikes = {};
  private int next;

  /** Called by JMH. */
  public SparseDeliveryBenchmark() {}

  /** Makes synapses, spikes and threads. */
  @Setup
  public void start() {
    parallel = Parallel.of(threads);
    connectivity =
        SparseConnectivity.randomInDegree(NEURONS, NEURONS, inDegree, 1)
            .withWeights(0, 1, 2)
            .withDelays(1, maxDelay, 3);
    fixed = new FixedSynapses(connectivity, parallel);
    shortTerm =
        ShortTermPlasticity.rule(ShortTermPreset.FACILITATING).sparse(connectivity, parallel);
    RandomStream random = new RandomStream(4, 1);
    spikes = new float[STEPS][NEURONS];
    for (float[] step : spikes) {
      for (int n = 0; n < NEURONS; n++) {
        step[n] = random.nextFloat() < SPIKES_PER_STEP ? 1 : 0;
      }
    }
  }

  private float[] nextSpikes() {
    next = next + 1 == STEPS ? 0 : next + 1;
    return spikes[next];
  }

  /**
   * One time step of synapses without a rule.
   *
   * @param work counts the events
   * @return a current
   */
  @Benchmark
  public float fixed(Events work) {
    long before = fixed.events();
    fixed.step(nextSpikes(), currents);
    work.events += fixed.events() - before;
    return currents[0];
  }

  /**
   * One time step of Tsodyks-Markram synapses.
   *
   * @param work counts the events
   * @return a current
   */
  @Benchmark
  public float shortTerm(Events work) {
    long before = shortTerm.events();
    shortTerm.step(nextSpikes(), silent, currents);
    work.events += shortTerm.events() - before;
    return currents[0];
  }
}
