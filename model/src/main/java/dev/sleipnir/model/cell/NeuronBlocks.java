package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.tuning.Tuning;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/**
 * The neurons of one call: a neuron for each value of a time step's input, and how their work is
 * cut into blocks.
 *
 * <p>Parameters with a value for each neuron repeat from one sample of the batch to the next.
 * Blocks therefore begin at a sample, or, where samples are small, at every some samples, for which
 * the parameters are laid out that many times: the period.
 */
final class NeuronBlocks {
  /** Parameters are laid out until they are about this long, so that blocks are not too short. */
  private static final int SHORTEST_PERIOD = 1024;

  private final int[] shape;
  private final boolean channelsLast;
  private final int neurons;
  private final int features;
  private final int period;
  private final int blocksPerPeriod;

  /**
   * The neurons of one time step.
   *
   * @param cell who asks, for the message
   * @param x input of all steps, [steps * batch, ...]
   * @param steps number of time steps
   * @param byNeuron whether parameters differ by neuron
   */
  NeuronBlocks(String cell, Tensor x, int steps, boolean byNeuron) {
    this(cell, x, steps, byNeuron ? SHORTEST_PERIOD : 0);
  }

  /** As the constructor does, every neuron with parameters laid out for it alone. */
  static NeuronBlocks laidOutWhole(String cell, Tensor x, int steps) {
    return new NeuronBlocks(cell, x, steps, Integer.MAX_VALUE);
  }

  /** Parameters are laid out until they are this long, or not at all. */
  private NeuronBlocks(String cell, Tensor x, int steps, int shortestPeriod) {
    shape = x.shape();
    Shape.requireSteps(cell, shape, steps);
    shape[0] /= steps;
    channelsLast = x.isChannelsLast();
    neurons = Shape.size(shape);
    features = shape[0] == 0 ? 0 : neurons / shape[0];
    if (shortestPeriod > 0 && neurons > 0) {
      int samples = Math.min(shape[0], Math.ceilDiv(shortestPeriod, features));
      period = samples * features;
    } else {
      period = Tuning.NEURONS_AT_ONCE;
    }
    blocksPerPeriod = (period + Tuning.NEURONS_AT_ONCE - 1) / Tuning.NEURONS_AT_ONCE;
  }

  /** Sizes of the axes of one time step. */
  int[] shape() {
    return shape;
  }

  boolean isChannelsLast() {
    return channelsLast;
  }

  int neurons() {
    return neurons;
  }

  /** Neurons of one sample of the batch. */
  int features() {
    return features;
  }

  /** Length of a column of parameters. */
  int period() {
    return period;
  }

  int blocks() {
    int periods = (neurons + period - 1) / period;
    return periods * blocksPerPeriod;
  }

  /** First neuron of a block's period: where the columns of parameters begin. */
  int base(int block) {
    return block / blocksPerPeriod * period;
  }

  int from(int block) {
    return Math.min(neurons, base(block) + block % blocksPerPeriod * Tuning.NEURONS_AT_ONCE);
  }

  int to(int block) {
    int end = Math.min(neurons, base(block) + period);
    return Math.min(end, from(block) + Tuning.NEURONS_AT_ONCE);
  }
}
