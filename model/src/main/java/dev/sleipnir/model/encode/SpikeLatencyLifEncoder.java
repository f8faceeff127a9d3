package dev.sleipnir.model.encode;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.neuron.LifParameters;
import dev.sleipnir.model.tensor.Tensor;

/** As {@link ConstantCurrentLifEncoder}, keeping only the first spike of each value. */
public final class SpikeLatencyLifEncoder implements Encoder {
  private final ConstantCurrentLifEncoder encoder;

  /**
   * An encoder with default parameters and a time step of 1 ms.
   *
   * @param steps number of time steps
   */
  public SpikeLatencyLifEncoder(int steps) {
    this(steps, LifParameters.defaults(), 0.001);
  }

  /**
   * An encoder.
   *
   * @param steps number of time steps
   * @param parameters the neurons' parameters; the synaptic time constant is not used
   * @param dt time step [s]
   */
  public SpikeLatencyLifEncoder(int steps, LifParameters parameters, double dt) {
    encoder = new ConstantCurrentLifEncoder(steps, parameters, dt, true);
  }

  /**
   * Encodes a batch; nothing is drawn at random.
   *
   * @param values the values, [batch, ...]
   * @return spikes, 0 or 1, [time, batch, ...]
   */
  public Tensor encode(Tensor values) {
    return encoder.encode(values);
  }

  @Override
  public Tensor encode(Tensor values, RandomStream random) {
    return encode(values);
  }
}
