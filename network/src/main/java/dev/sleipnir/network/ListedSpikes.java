package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import java.util.Arrays;

/** Spikes that are given: which neuron at which step. */
final class ListedSpikes implements Spiking {
  private final long[] steps;
  private final int[] neurons;
  private final int[] spikes;
  private int next;
  private int count;

  ListedSpikes(String name, int size, long[] steps, int[] neurons) {
    if (steps.length != neurons.length) {
      throw new IllegalArgumentException(
          name
              + ": expected as many neurons as steps, "
              + steps.length
              + ", got "
              + neurons.length);
    }
    Integer[] order = new Integer[steps.length];
    Arrays.setAll(order, k -> k);
    Arrays.sort(
        order,
        (a, b) ->
            steps[a] != steps[b]
                ? Long.compare(steps[a], steps[b])
                : Integer.compare(neurons[a], neurons[b]));
    this.steps = new long[order.length];
    this.neurons = new int[order.length];
    for (int k = 0; k < order.length; k++) {
      this.steps[k] = steps[order[k]];
      this.neurons[k] = neurons[order[k]];
      boolean isThere = this.neurons[k] >= 0 && this.neurons[k] < size;
      if (this.steps[k] < 0 || !isThere) {
        throw new IllegalArgumentException(
            name
                + ": expected steps from 0 and neurons from 0 to "
                + (size - 1)
                + ", got step "
                + this.steps[k]
                + ", neuron "
                + this.neurons[k]);
      }
      if (k > 0 && this.steps[k - 1] == this.steps[k] && this.neurons[k - 1] == this.neurons[k]) {
        throw new IllegalArgumentException(
            name
                + ": expected each neuron at most once a step, got "
                + this.neurons[k]
                + " twice in step "
                + this.steps[k]);
      }
    }
    spikes = new int[size];
  }

  @Override
  public void begin(long step) {
    count = 0;
    while (next < steps.length && steps[next] < step) {
      next++;
    }
    while (next < steps.length && steps[next] == step) {
      spikes[count++] = neurons[next++];
    }
  }

  @Override
  public void state(State state) {
    state.restore(() -> next = 0); // a step looks for its own
  }

  @Override
  public int[] spikes() {
    return spikes;
  }

  @Override
  public int spikeCount() {
    return count;
  }
}
