package dev.sleipnir.model.network;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.Neuron;

/**
 * The {@linkplain ImageNetwork#convNet4 convolutional classifier} of small grey images that tasks
 * and benchmarks train, 32C5-P2-64C5-P2-1024-10: LIF neurons with thresholds 0.7, 0.7 and 1, and a
 * surrogate gradient of their choice.
 */
public final class ConvNet4 {
  private ConvNet4() {}

  /**
   * The network.
   *
   * @param seed what the initial weights are drawn from
   * @param side height and width of the images, at least 16: 28 for MNIST
   * @param alpha steepness of the SuperSpike surrogate gradient
   * @return spikes [batch, 1, side, side] to read-out potentials [batch, 10]
   * @throws IllegalArgumentException if the images are too small
   */
  public static SequentialState create(long seed, int side, float alpha) {
    return create(seed, side, alpha, Double.POSITIVE_INFINITY);
  }

  /**
   * The network with the {@linkplain Neuron#sparseGradient sparse spiking gradient}.
   *
   * @param seed what the initial weights are drawn from
   * @param side height and width of the images, at least 16: 28 for MNIST
   * @param alpha steepness of the SuperSpike surrogate gradient
   * @param window distance from the threshold beyond which spikes have no gradient; infinite for
   *     none
   * @return spikes [batch, 1, side, side] to read-out potentials [batch, 10]
   * @throws IllegalArgumentException if the images are too small or the window is not positive
   */
  public static SequentialState create(long seed, int side, float alpha, double window) {
    Neuron lif = new Lif().surrogate(Surrogate.SUPER, alpha).sparseGradient(window);
    return ImageNetwork.convNet4()
        .images(1, side, side)
        .neurons(layer -> neuron(lif, layer).cell())
        .seed(seed)
        .create();
  }

  /** Neurons with the threshold of a layer: 0.7 in front of poolings. */
  static Neuron neuron(Neuron kind, int layer) {
    return layer < 2 ? kind.with("v_th", 0.7) : kind;
  }
}
