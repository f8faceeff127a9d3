package dev.sleipnir.model.network;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.BatchNorm2d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Tensor;
import java.util.function.IntFunction;

/** What a network under construction is given: sizes, neurons, and initial values. */
final class NetworkParts {
  private static final float DEVIATION = 0.01f; // of the weights of classifiers

  final int channels;
  final int height;
  final int width;
  final int classes;
  final double multiplier; // of the numbers of channels
  final Neuron readOut;
  private final IntFunction<? extends NetworkModule> neurons;
  private final RandomStream random;
  private int layers;
  private int draws;

  NetworkParts(
      int channels,
      int height,
      int width,
      int classes,
      double multiplier,
      IntFunction<? extends NetworkModule> neurons,
      Neuron readOut,
      RandomStream random) {
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.classes = classes;
    this.multiplier = multiplier;
    this.neurons = neurons;
    this.readOut = readOut;
    this.random = random;
  }

  /** Channels or neurons of a layer, of what the architecture says. */
  int scaled(int size) {
    return Math.max(1, Math.toIntExact(Math.round(size * multiplier)));
  }

  /** The stream of the next layer that draws values. */
  RandomStream random() {
    draws++;
    return random.split(draws);
  }

  /** The next layer of neurons. */
  NetworkModule neurons() {
    NetworkModule next = neurons.apply(layers);
    layers++;
    return next;
  }

  /** A convolution with weights that keep the variance of gradients (He et al. 2015), bias 0. */
  Conv2d convolution(int in, int out, Window window, int groups, boolean withBias) {
    int outputs = out * window.height() * window.width();
    Tensor weight = Tensor.randn(random(), out, in / groups, window.height(), window.width());
    Tensor bias = withBias ? Tensor.zeros(out) : null;
    return new Conv2d(weight.scale((float) Math.sqrt(2.0 / outputs)), bias, window, groups);
  }

  /** A dense layer of a classifier: small weights, bias 0. */
  Linear linear(int in, int out) {
    return new Linear(Tensor.randn(random(), out, in).scale(DEVIATION), Tensor.zeros(out));
  }

  /** A convolution without bias, its batch normalisation, and neurons. */
  SequentialState normalized(int in, int out, Window window, int groups) {
    return new SequentialState(
        convolution(in, out, window, groups, false), new BatchNorm2d(out), neurons());
  }
}
