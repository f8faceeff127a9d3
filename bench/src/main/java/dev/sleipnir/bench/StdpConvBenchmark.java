package dev.sleipnir.bench;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.plasticity.ConvSynapses;
import dev.sleipnir.plasticity.Stdp;
import dev.sleipnir.plasticity.TraceState;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Time steps of additive STDP on the kernels of a convolution: traces and weights; 2 % of the
 * neurons of either side spike in a step.
 */
public class StdpConvBenchmark extends Threaded {
  private static final int IN = 16;
  private static final int OUT = 32;
  private static final int SIZE = 28;
  private static final int KERNEL = 5;
  private static final int OUTPUT = SIZE - KERNEL + 1;

  /** Samples. */
  @Param({"1", "8"})
  public int batch;

  private Conv2d layer = new Conv2d(Tensor.zeros(1, 1, 1, 1), null, 1, 0, 1);
  private float[] before = {};
  private ConvSynapses synapses = Stdp.additive().conv(layer, 1, 1);
  private TraceState state = synapses.initialState(1);
  private DrawnSpikes pre = new DrawnSpikes(1, 0);
  private DrawnSpikes post = new DrawnSpikes(2, 0);

  /** Called by JMH. */
  public StdpConvBenchmark() {}

  /** Draws spikes and weights. */
  @Setup
  public void start() {
    parallel = Parallel.of(threads);
    layer = new Conv2d(Tensor.zeros(OUT, IN, KERNEL, KERNEL), null, 1, 0, 1);
    pre = new DrawnSpikes(1, batch * IN * SIZE * SIZE);
    post = new DrawnSpikes(2, batch * OUT * OUTPUT * OUTPUT);
    DrawnSpikes.initialise(layer.weight());
    before = layer.weight().data().clone();
    synapses = Stdp.additive().conv(layer, SIZE, SIZE, parallel);
    state = synapses.initialState(batch);
  }

  /** Fails where the weights are not such as STDP leaves. */
  @TearDown
  public void check() {
    DrawnSpikes.check(before, layer.weight());
  }

  /**
   * One time step.
   *
   * @return the weights
   */
  @Benchmark
  public float[] step() {
    synapses.step(pre.next(), post.next(), state);
    return layer.weight().data();
  }
}
