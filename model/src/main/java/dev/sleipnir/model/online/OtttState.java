package dev.sleipnir.model.online;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.layer.Linear;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a network that learns by OTTT carries from step to step, for a batch: neurons, pre-synaptic
 * traces, read-out, and the buffers of a step. Its size does not depend on the number of steps: a
 * trace is a number for each sample and pre-synaptic neuron. Made by {@link
 * OtttNetwork#initialState}; for one thread at a time.
 */
public final class OtttState extends OnlineState<OtttState> {
  final TracedLinear[] layers;
  final SpikingStep[] neurons;

  /** For each layer, the current into its neurons and then the gradient there, [batch, outputs]. */
  final float[][] currents;

  OtttState(OtttNetwork network, List<Linear> linears, int batch, Parallel parallel) {
    super(network, "OTTT state", batch, parallel, linears.getLast().weight().shape()[0]);
    long largest = linears.stream().mapToLong(l -> l.weight().size()).max().orElseThrow();
    Gemm gemm = StepProducts.of(parallel, batch * largest);
    int spiking = linears.size() - 1;
    layers = new TracedLinear[spiking + 1];
    neurons = new SpikingStep[spiking];
    currents = new float[spiking][];
    for (int l = 0; l < spiking; l++) {
      layers[l] = new TracedLinear(linears.get(l), network.neuron().decay(), batch, gemm);
      currents[l] = new float[layers[l].outputs()];
      neurons[l] = network.neuron().neurons(currents[l].length);
    }
    layers[spiking] = new TracedLinear(linears.get(spiking), network.readoutDecay(), batch, gemm);
  }

  /**
   * The spikes of a layer in the last step.
   *
   * @param layer a spiking layer, from 0
   * @return 0 or 1, [batch, neurons]; live, not to be written to
   * @throws IndexOutOfBoundsException if there is no such spiking layer
   */
  public float[] spikes(int layer) {
    return neurons[layer].spikes();
  }

  @Override
  List<float[]> memory() {
    List<float[]> memory = new ArrayList<>();
    for (SpikingStep layer : neurons) {
      memory.addAll(layer.memory());
    }
    for (TracedLinear layer : layers) {
      memory.addAll(layer.memory());
    }
    memory.addAll(List.of(currents));
    memory.add(y);
    return memory;
  }

  @Override
  public void reset() {
    for (SpikingStep layer : neurons) {
      layer.reset();
    }
    for (TracedLinear layer : layers) {
      layer.reset();
    }
    Arrays.fill(y, 0f);
  }
}
