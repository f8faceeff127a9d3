package dev.sleipnir.model.online;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.online.Eligibility;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;
import java.util.List;

/**
 * Eligibility traces of the synapses [post][pre] of every sample of a batch. Threads share the rows
 * and each goes through the samples in order, so that sums do not depend on their number.
 */
final class SynapseTraces {
  private static final float[] NONE = {};

  /** Synapses in one block of work, about. */
  private static final int BLOCK = 16 * 1024;

  private final int batch;
  private final int pre;
  private final int post;
  private final int blockRows;
  private final boolean adaptive;
  private final float alpha;
  private final float rho;
  private final float beta;
  private final float kappa;
  private final float[] spikeTrace;
  private final float[] adaptation;
  private final float[] filtered;
  private final Parallel.Task followTask = this::follow;
  private final Parallel.Task accumulateTask = this::accumulate;
  private float[] vector = NONE;
  private float[] gradient = NONE;

  SynapseTraces(EpropNeuron neuron, int batch, int pre, int post) {
    this.batch = batch;
    this.pre = pre;
    this.post = post;
    blockRows = Math.max(1, BLOCK / Math.max(1, pre));
    adaptive = neuron.isAdaptive();
    alpha = (float) neuron.membraneDecay();
    rho = (float) neuron.adaptationDecay();
    beta = (float) neuron.beta();
    kappa = (float) neuron.readoutDecay();
    spikeTrace = new float[batch * pre];
    filtered = new float[batch * post * pre];
    adaptation = adaptive ? new float[batch * post * pre] : NONE;
  }

  /** The pre-synaptic spikes of a step reach the neurons. */
  void arrive(float[] spikes) {
    Elementwise.scale(spikeTrace, 0, alpha, spikeTrace, 0, spikeTrace.length);
    Elementwise.add(spikeTrace, 0, spikes, 0, spikeTrace, 0, spikeTrace.length);
  }

  /** The eligibility traces of a step, after its pseudo-derivatives. */
  void follow(float[] psi, Parallel parallel) {
    vector = psi;
    parallel.forEach(blocks(), followTask);
    vector = NONE;
  }

  /** Adds learning signal times eligibility to a gradient, [post][pre]. */
  void addTo(float[] sums, float[] signal, Parallel parallel) {
    vector = signal;
    gradient = sums;
    parallel.forEach(blocks(), accumulateTask);
    vector = NONE;
    gradient = NONE;
  }

  /** What goes from step to step: live. */
  List<float[]> memory() {
    return List.of(spikeTrace, adaptation, filtered);
  }

  void reset() {
    Arrays.fill(spikeTrace, 0f);
    Arrays.fill(adaptation, 0f);
    Arrays.fill(filtered, 0f);
  }

  private int blocks() {
    return (post + blockRows - 1) / blockRows;
  }

  private void follow(int block, int worker) {
    int from = block * blockRows;
    int to = Math.min(post, from + blockRows);
    for (int b = 0; b < batch; b++) {
      int matrix = b * post * pre;
      if (adaptive) {
        Eligibility.alif(
            kappa,
            rho,
            beta,
            vector,
            b * post,
            spikeTrace,
            b * pre,
            adaptation,
            filtered,
            matrix,
            pre,
            from,
            to);
      } else {
        Eligibility.lif(
            kappa, vector, b * post, spikeTrace, b * pre, filtered, matrix, pre, from, to);
      }
    }
  }

  private void accumulate(int block, int worker) {
    int from = block * blockRows;
    int to = Math.min(post, from + blockRows);
    for (int b = 0; b < batch; b++) {
      Eligibility.accumulate(vector, b * post, filtered, b * post * pre, gradient, pre, from, to);
    }
  }
}
