package dev.sleipnir.bench;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.plasticity.DenseSynapses;
import dev.sleipnir.plasticity.Stdp;
import dev.sleipnir.plasticity.TraceState;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Time steps of additive STDP on a dense matrix: traces and weights; 2 % of the neurons of either
 * side spike in a step.
 */
public class StdpDenseBenchmark extends Threaded {
  /** Neurons on either side. */
  @Param({"1000", "2000"})
  public int n;

  /** Samples. */
  @Param({"1"})
  public int batch;

  private Parameter weights = new Parameter("w", Tensor.zeros(0));
  private float[] before = {};
  private DenseSynapses synapses = Stdp.additive().dense(new Parameter("w", Tensor.zeros(1, 1)));
  private TraceState state = synapses.initialState(1);
  private DrawnSpikes pre = new DrawnSpikes(1, 0);
  private DrawnSpikes post = new DrawnSpikes(2, 0);

  /** Called by JMH. */
  public StdpDenseBenchmark() {}

  /** Draws spikes and weights. */
  @Setup
  public void start() {
    parallel = Parallel.of(threads);
    weights = new Parameter("w", Tensor.zeros(n, n));
    pre = new DrawnSpikes(1, batch * n);
    post = new DrawnSpikes(2, batch * n);
    DrawnSpikes.initialise(weights);
    before = weights.data().clone();
    synapses = Stdp.additive().dense(weights, parallel);
    state = synapses.initialState(batch);
  }

  /** Fails where the weights are not such as STDP leaves. */
  @TearDown
  public void check() {
    DrawnSpikes.check(before, weights);
  }

  /**
   * One time step.
   *
   * @return the weights
   */
  @Benchmark
  public float[] step() {
    synapses.step(pre.next(), post.next(), state);
    return weights.data();
  }
}
