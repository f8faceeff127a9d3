package dev.sleipnir.model.encode;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.neuron.LifCurrentEncoder;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.neuron.NeuronLayer;
import dev.sleipnir.model.tensor.Tensor;

/** As {@link ConstantCurrentLifEncoder}, keeping only the first spike of each value. */
public final class SpikeLatencyLifEncoder implements Encoder {
  private final ConstantCurrentLifEncoder encoder;
  private final NeuronLayer first =
      Neuron.parse(
              """
              model first_spike
              state fired = 0
              input x
              z = (1 - fired) * x
              fired = max(fired, x)
              output z
              """)
          .layer();

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

  /**
   * Encodes a batch; nothing is drawn at random.
   *
   * @param values the values, [batch, ...]
   * @return spikes, 0 or 1, [time, batch, ...]
   */
  public Tensor encode(Tensor values) {
    return first.forward(encoder.encode(values));
  }

  @Override
  public Tensor encode(Tensor values, RandomStream random) {
    return encode(values);
  }
}
