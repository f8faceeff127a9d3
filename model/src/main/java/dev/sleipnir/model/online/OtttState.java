package dev.sleipnir.model.online;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.layer.Linear;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a network that learns by OTTT carries from step to step, for a batch: neurons, pre-synaptic
 * traces, read-out, and the buffers of a step. Its size does not depend on the number of steps: a
 * trace is a number for each sample and pre-synaptic neuron. Made by {@link
 * OtttNetwork#initialState}; for one thread at a time.
 */
public final class OtttState {
  private static final String KIND = "OTTT state";

  final OtttNetwork network;
  final TracedLinear[] layers;
  final SpikingStep[] neurons;

  /** For each layer, the current into its neurons and then the gradient there, [batch, outputs]. */
  final float[][] currents;

  private final int batch;
  private final Parallel parallel;
  private final float[] readout;

  OtttState(OtttNetwork network, List<Linear> linears, int batch, Parallel parallel) {
    this.network = network;
    this.batch = batch;
    this.parallel = parallel;
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
    readout = new float[layers[spiking].outputs()];
  }

  /**
   * Samples in the batch.
   *
   * @return at least 1
   */
  public int batch() {
    return batch;
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

  /**
   * The read-out after the last step.
   *
   * @return y, [batch, outputs]; live, not to be written to
   */
  public float[] readout() {
    return readout;
  }

  /**
   * A state with the same values and memory of its own, for the same network and threads.
   *
   * @return the copy
   */
  public OtttState copy() {
    OtttState copy = network.initialState(batch, parallel);
    Memory.copy(memory(), copy.memory());
    return copy;
  }

  /**
   * Writes the state to a file; not the network's parameters.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @throws IOException if it cannot be written; the message names the file
   */
  public void save(Path file) throws IOException {
    Memory.save(file, KIND, memory());
  }

  /**
   * Reads what {@link #save} wrote. If anything does not fit, nothing changes.
   *
   * @param file the file
   * @throws IOException if it is not the whole and undamaged state of such a network and batch; the
   *     message names the file, what was expected and what came
   */
  public void load(Path file) throws IOException {
    Memory.load(file, KIND, memory());
  }

  private List<float[]> memory() {
    List<float[]> memory = new ArrayList<>();
    for (SpikingStep layer : neurons) {
      memory.addAll(layer.memory());
    }
    for (TracedLinear layer : layers) {
      memory.addAll(layer.memory());
    }
    memory.addAll(List.of(currents));
    memory.add(readout);
    return memory;
  }

  /** Back to rest, with empty traces: before a new sequence. */
  public void reset() {
    for (SpikingStep layer : neurons) {
      layer.reset();
    }
    for (TracedLinear layer : layers) {
      layer.reset();
    }
    Arrays.fill(readout, 0f);
  }
}
