package consumer;

import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.network.Network;
import dev.sleipnir.network.Neurons;

/** A layer of a model, and a network of one population. */
public final class Main {
  private Main() {}

  /** Prints how many spikes the layer emitted, and how many the network did. */
  public static void main(String[] args) {
    Tensor currents = Tensor.full(2f, 100, 1, 3); // steps, samples, neurons
    int count = 0;
    for (float spike : new Lif().layer().forward(currents).toArray()) {
      count += (int) spike;
    }
    System.out.println("layer: " + count + " spikes");

    var network = new Network(0.1, 1); // a step of 0.1 ms, a seed
    var neurons = network.population("neurons", Neurons.lifExp(), 10);
    network.poissonInput(
        neurons, "Ie", 100, 0.02, 100); // 100 sources of 20 spikes a second, 100 pA each
    var spikes = network.record(neurons).spikes();
    network.run(100);
    System.out.println("network: " + spikes.count() + " spikes");
  }
}

// Prints:
// layer: 147 spikes
// network: 32 spikes
