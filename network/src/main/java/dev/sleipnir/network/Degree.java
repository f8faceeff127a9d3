package dev.sleipnir.network;

import dev.sleipnir.kernels.random.RandomStream;

/** As many synapses at each neuron of one side. */
record Degree(int count, boolean ofReceivers, Partners partners) implements ByNeuron {
  @Override
  public int neurons(int pre, int post) {
    int neurons = ofReceivers ? post : pre;
    int others = ofReceivers ? pre : post;
    // The first neuron has the fewest.
    int available = partners.of(0, others);
    if (ofReceivers) {
      partners.require("in-degree", count, available, "sources");
    } else {
      partners.require("out-degree", count, available, "targets");
    }
    return neurons;
  }

  @Override
  public void connectOne(int neuron, int pre, int post, RandomStream random, Pairs into) {
    RandomStream own = random.split(neuron);
    if (ofReceivers) {
      partners.draw(neuron, pre, count, own, other -> into.add(other, neuron));
    } else {
      partners.draw(neuron, post, count, own, other -> into.add(neuron, other));
    }
  }

  @Override
  public Connectivity withoutAutapses() {
    return new Degree(count, ofReceivers, partners.withoutAutapses());
  }

  @Override
  public Connectivity withoutMultapses() {
    return new Degree(count, ofReceivers, partners.withoutMultapses());
  }
}
