package dev.sleipnir.tasks.sequence;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Tensor;

/**
 * Networks of the tasks on sequences: one recurrent layer of spiking neurons and leaky integrators
 * that read it. Times are in steps, so that time constants are learned at the rate of weights.
 */
final class RecurrentNetwork {
  /** Bounds of learned rates, per step: from a memory of 1,000 steps to nearly none. */
  private static final double SLOWEST = 0.001;

  private static final double FASTEST = 0.95;

  private RecurrentNetwork() {}

  /**
   * These neurons with a rate that is learned, drawn for each so that the logarithm of its time
   * constant is uniform.
   *
   * @param rate a parameter in 1 / step
   * @param shortest least time constant, in steps
   * @param longest largest time constant, in steps
   */
  static Neuron learned(
      Neuron neurons,
      String rate,
      RandomStream random,
      int count,
      double shortest,
      double longest) {
    Tensor rates = Tensor.zeros(count);
    RandomStream draws = random.split(rate);
    for (int n = 0; n < count; n++) {
      double tau = shortest * StrictMath.pow(longest / shortest, draws.nextFloat());
      rates.data()[n] = (float) Math.clamp(1 / tau, SLOWEST, FASTEST);
    }
    return neurons.with(rate, rates).learn(rate, SLOWEST, FASTEST);
  }

  /**
   * Recurrent neurons whose weights are normal.
   *
   * @param ofInput deviation of what all inputs together give, if each is of deviation 1
   * @param ofSpikes the same of spikes
   */
  static NetworkModule recurrent(
      Neuron neurons,
      RandomStream random,
      int inputs,
      int hidden,
      double ofInput,
      double ofSpikes) {
    RandomStream draws = random.split("recurrent");
    return neurons.recurrentCell(
        new RecurrentWeights(
            Tensor.randn(draws, hidden, inputs).scale((float) (ofInput / Math.sqrt(inputs))),
            Tensor.randn(draws, hidden, hidden).scale((float) (ofSpikes / Math.sqrt(hidden))),
            true));
  }

  /** Leaky integrators, one for each class, with rates that are learned, behind a layer. */
  static SequentialState read(
      NetworkModule layer, RandomStream random, int hidden, int classes, double tau) {
    Neuron readout = new Li().dt(1).with("tau_syn_inv", FASTEST);
    return new SequentialState(
        layer,
        new Linear(random.split("readout"), hidden, classes, true),
        learned(readout, "tau_mem_inv", random.split("integrators"), classes, tau, tau).cell());
  }
}
