package dev.sleipnir.model.online;

import dev.sleipnir.kernels.online.Eligibility;
import dev.sleipnir.kernels.online.EligibilityKernels;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.ArrayList;
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

  private final EligibilityKernels kernels;
  private final int batch;
  private final int pre;
  private final int post;
  private final int blockRows;

  /** The signal, then {@link #preSynaptic}. */
  private final float[][] traceSeries;

  /** The traces before the step, those after it, the signal: [batch][pre]. */
  private final float[][] preSynaptic;

  /** Matrices and the filtered eligibility, [batch][post][pre]; slopes, [batch][post]. */
  private final float[][] series;

  private final Parallel.Task followTask = this::follow;
  private final Parallel.Task accumulateTask = this::accumulate;
  private float[] vector = NONE;
  private float[] gradient = NONE;

  SynapseTraces(EligibilityKernels kernels, float[][] slopes, int batch, int pre, int post) {
    this.kernels = kernels;
    this.batch = batch;
    this.pre = pre;
    this.post = post;
    blockRows = Math.max(1, BLOCK / Math.max(1, pre));
    preSynaptic = new float[2 * kernels.traces() + 1][batch * pre];
    traceSeries = new float[1 + preSynaptic.length][];
    int synapses = Math.multiplyExact(batch * post, pre);
    series = new float[kernels.matrices() + 1 + slopes.length][];
    for (int m = 0; m <= kernels.matrices(); m++) {
      series[m] = new float[synapses];
    }
    System.arraycopy(slopes, 0, series, kernels.matrices() + 1, slopes.length);
  }

  /** The pre-synaptic signal of a step reaches the neurons. */
  void arrive(float[] signal) {
    traceSeries[0] = signal;
    System.arraycopy(preSynaptic, 0, traceSeries, 1, preSynaptic.length);
    kernels.stepTraces(traceSeries, batch * pre);
    traceSeries[0] = NONE;
  }

  /** The eligibility traces of a step, after its slopes. */
  void follow(Parallel parallel) {
    parallel.forEach(blocks(), followTask);
    int traces = kernels.traces();
    for (int t = 0; t < traces; t++) {
      float[] before = preSynaptic[t];
      preSynaptic[t] = preSynaptic[traces + t];
      preSynaptic[traces + t] = before;
    }
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
    List<float[]> memory = new ArrayList<>(Arrays.asList(preSynaptic).subList(0, kernels.traces()));
    memory.addAll(Arrays.asList(series).subList(0, kernels.matrices() + 1));
    return memory;
  }

  void reset() {
    memory().forEach(array -> Arrays.fill(array, 0f));
  }

  private int blocks() {
    return (post + blockRows - 1) / blockRows;
  }

  private void follow(int block, int worker) {
    int from = block * blockRows;
    int to = Math.min(post, from + blockRows);
    for (int b = 0; b < batch; b++) {
      kernels.stepSynapses(preSynaptic, series, b, post, pre, from, to);
    }
  }

  private void accumulate(int block, int worker) {
    int from = block * blockRows;
    int to = Math.min(post, from + blockRows);
    float[] filtered = series[kernels.matrices()];
    for (int b = 0; b < batch; b++) {
      Eligibility.accumulate(vector, b * post, filtered, b * post * pre, gradient, pre, from, to);
    }
  }
}
