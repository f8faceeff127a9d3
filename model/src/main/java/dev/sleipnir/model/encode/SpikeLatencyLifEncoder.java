package dev.sleipnir.model.encode;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.neuron.LifCurrentEncoder;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Tensor;

/**
 * As {@link ConstantCurrentLifEncoder}, keeping only the first spike of each value. Where a
 * gradient is to go through them, on a tape, the spikes are stored as numbers, not as bits.
 */
public final class SpikeLatencyLifEncoder implements Encoder {
  private final ConstantCurrentLifEncoder encoder;
  private final SpikeLatencyEncoder firsts = new SpikeLatencyEncoder();

  /**
   * An encoder with default neurons and a time step of 1 ms.
   *
   * @param steps number of time steps
   */
  public SpikeLatencyLifEncoder(int steps) {
    this(steps, new LifCurrentEncoder());
  }

  /**
   * An encoder.
   *
   * @param steps number of time steps
   * @param neuron neurons that spike when driven by a current
   */
  public SpikeLatencyLifEncoder(int steps, Neuron neuron) {
    encoder = new ConstantCurrentLifEncoder(steps, neuron);
  }

  /** Encodes a batch. Nothing is drawn at random, unless the neurons are stochastic. */
  @Override
  public Tensor encode(Tensor values) {
    return firsts.encode(encoder.encode(values));
  }

  @Override
  public Tensor encode(Tensor values, RandomStream random) {
    return firsts.encode(encoder.encode(values, random));
  }

  @Override
  public String text() {
    return "first spike of " + encoder.text();
  }
}
