package dev.sleipnir.model.online;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.StepProduct;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.tensor.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a network that learns by e-prop carries from step to step, for a batch: neurons, read-out
 * and eligibility traces, and the buffers of a step. Its size does not depend on the number of
 * steps: a number for each sample and synapse, and one more for each state of a neuron whose
 * derivatives differ by neuron or time, such as an adaptation that spikes raise. Made by {@link
 * EpropNetwork#initialState}; for one thread at a time.
 */
public final class EpropState extends OnlineState<EpropState> {
  final EpropStep neurons;

  // Of the batch: [batch, hidden].
  final float[] current;
  final float[] signal;
  final SynapseTraces input;
  final SynapseTraces recurrent;
  final TracedLinear readout;

  // The step's products: of inputs, of recurrent spikes, and of errors with the feedback weights.
  final StepProduct inputWeights;
  final StepProduct recurrentWeights;
  final StepProduct feedbackWeights;

  EpropState(EpropNetwork network, Linear readout, int batch, Parallel parallel) {
    super(network, "e-prop state 2", batch, parallel, readout.weight().shape()[0]);
    int hidden = batch * network.hidden();
    long largest = (long) hidden * Math.max(network.inputs(), network.hidden());
    Gemm gemm = StepProducts.of(parallel, largest);
    EpropModel model = network.model();
    neurons = new EpropStep(model, hidden);
    current = new float[hidden];
    signal = new float[hidden];
    this.readout = new TracedLinear(readout, model.kappa(), batch, gemm);
    input = traces(network, network.inputs());
    recurrent = traces(network, network.hidden());
    inputWeights = product(network.weights().input(), gemm);
    recurrentWeights = product(network.weights().recurrent(), gemm);
    feedbackWeights = product(network.feedbackWeight(), gemm);
  }

  private SynapseTraces traces(EpropNetwork of, int pre) {
    return new SynapseTraces(of.model().kernels(), neurons.slopes(), batch, pre, of.hidden());
  }

  private StepProduct product(Parameter weight, Gemm gemm) {
    int[] shape = weight.shape();
    return StepProduct.dense(batch, shape[1], shape[0], weight.data(), gemm);
  }

  /** {@return the spikes of the last step: 0 or 1, [batch, hidden]; live, not to be written to} */
  public float[] spikes() {
    return neurons.spikes();
  }

  @Override
  List<float[]> memory() {
    List<float[]> memory = new ArrayList<>(neurons.memory());
    memory.add(y);
    memory.addAll(input.memory());
    memory.addAll(recurrent.memory());
    memory.addAll(readout.memory());
    return memory;
  }

  @Override
  public void reset() {
    neurons.reset();
    input.reset();
    recurrent.reset();
    readout.reset();
    Arrays.fill(y, 0f);
  }
}
