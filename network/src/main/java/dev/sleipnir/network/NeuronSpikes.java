package dev.sleipnir.network;

import dev.sleipnir.kernels.network.PopulationSteps;
import dev.sleipnir.kernels.state.State;

/** Spikes of neurons that have equations. */
record NeuronSpikes(PopulationSteps steps) implements Spiking {
  @Override
  public void begin(long step) {
    steps.begin(step);
  }

  @Override
  public void update(int from, int to) {
    steps.update(from, to);
  }

  @Override
  public long cost() {
    return steps.cost();
  }

  @Override
  public void collect() {
    steps.collect();
  }

  @Override
  public int[] spikes() {
    return steps.spikes().neurons();
  }

  @Override
  public int spikeCount() {
    return steps.spikes().count();
  }

  @Override
  public void state(State state) {
    steps.state(state);
  }

  @Override
  public void reset() {
    steps.reset();
  }
}
