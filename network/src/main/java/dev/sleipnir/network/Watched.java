package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The neurons of a population that a monitor looks at, and which of them spike in this step. */
final class Watched {
  private final Population population;

  /** Of which events. */
  private final String name;

  private final Spikes source;

  /** In the order that was asked for. */
  private final int[] neurons;

  /** A neuron's place among those that are watched, or -1; null if all are. */
  private final int @Nullable [] placeOf;

  private final int[] spiking;
  private int count;

  Watched(Population population, String name, Spikes source, int[] neurons) {
    this.population = population;
    this.name = name;
    this.source = source;
    int size = population.size();
    this.neurons = neurons.length == 0 ? new int[size] : neurons.clone();
    if (neurons.length == 0) {
      Arrays.setAll(this.neurons, i -> i);
      placeOf = null;
      spiking = new int[0];
      return;
    }
    placeOf = new int[size];
    Arrays.fill(placeOf, -1);
    for (int k = 0; k < neurons.length; k++) {
      if (neurons[k] < 0 || neurons[k] >= size) {
        throw new IllegalArgumentException(
            population.name()
                + ": expected neurons from 0 to "
                + (size - 1)
                + ", got "
                + neurons[k]);
      }
      if (placeOf[neurons[k]] >= 0) {
        throw new IllegalArgumentException(
            population.name() + ": expected each neuron once, got " + neurons[k] + " twice");
      }
      placeOf[neurons[k]] = k;
    }
    spiking = new int[neurons.length];
  }

  Population population() {
    return population;
  }

  int[] neurons() {
    return neurons;
  }

  int size() {
    return neurons.length;
  }

  /** Finds who spikes in this step. */
  void look() {
    count = source.spikeCount();
    if (placeOf == null) {
      return;
    }
    int found = 0;
    int[] all = source.spikes();
    for (int s = 0; s < count; s++) {
      if (placeOf[all[s]] >= 0) {
        spiking[found++] = all[s];
      }
    }
    count = found;
  }

  int count() {
    return count;
  }

  /** Who spikes, by its number in the population; only the first {@link #count} count. */
  int[] spiking() {
    return placeOf == null ? source.spikes() : spiking;
  }

  /** Another's record of other neurons is not to be taken for this one. */
  void state(State state) {
    if (placeOf != null) {
      state.require("recorded neurons", Arrays.toString(neurons));
    }
  }

  @Override
  public String toString() {
    return name + (placeOf == null ? "" : " at " + neurons.length + " neurons");
  }

  /** The place of a neuron among those that are watched. */
  int place(int neuron) {
    return placeOf == null ? neuron : placeOf[neuron];
  }
}
