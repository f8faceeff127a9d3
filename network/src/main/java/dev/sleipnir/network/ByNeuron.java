package dev.sleipnir.network;

import dev.sleipnir.kernels.random.RandomStream;

/** A rule that makes the synapses of each neuron of one side apart from those of the others. */
interface ByNeuron extends Connectivity {
  /** How many neurons of that side there are; rejects populations that do not fit. */
  int neurons(int pre, int post);

  /** Adds the synapses of one of them, whose chance is a child of the stream. */
  void connectOne(int neuron, int pre, int post, RandomStream random, Pairs into);

  @Override
  default void connect(int pre, int post, RandomStream random, Pairs into) {
    connectPart(pre, post, random, 0, 1, into);
  }

  @Override
  default void connectPart(
      int pre, int post, RandomStream random, int part, int parts, Pairs into) {
    long neurons = neurons(pre, post);
    int to = (int) (neurons * (part + 1) / parts);
    for (int neuron = (int) (neurons * part / parts); neuron < to; neuron++) {
      connectOne(neuron, pre, post, random, into);
    }
  }

  /** A rule that makes the synapses a neuron sends, at most one to each other neuron. */
  @FunctionalInterface
  interface OfSender extends ByNeuron {
    @Override
    default int neurons(int pre, int post) {
      return pre;
    }

    @Override
    default Connectivity withoutMultapses() {
      return this;
    }
  }
}
