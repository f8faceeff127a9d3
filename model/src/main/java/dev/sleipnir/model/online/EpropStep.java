package dev.sleipnir.model.online;

import dev.sleipnir.kernels.online.EligibilityKernels;
import java.util.Arrays;
import java.util.List;

/** The neurons of a batch, one step at a time, and the slopes that eligibilities are made with. */
final class EpropStep {
  private final EpropModel model;
  private final EligibilityKernels kernels;
  private final int n;
  private final float[] spikes;
  private final float[][] states;
  private final float[][] slopes;
  private final float[][] series;

  /** Neurons at rest. */
  EpropStep(EpropModel model, int n) {
    this.model = model;
    this.n = n;
    kernels = model.kernels();
    spikes = new float[n];
    states = new float[kernels.states()][n];
    slopes = new float[kernels.slopes()][n];
    series = new float[2 + slopes.length][];
    series[1] = spikes;
    System.arraycopy(slopes, 0, series, 2, slopes.length);
    reset();
  }

  void forward(float[] current) {
    series[0] = current;
    kernels.stepNeurons(series, states, n);
  }

  /** The spikes of the last step. */
  float[] spikes() {
    return spikes;
  }

  /** The slopes of the last step. */
  float[][] slopes() {
    return slopes;
  }

  /** What goes from step to step: live. */
  List<float[]> memory() {
    return OnlineState.memory(spikes, states);
  }

  void reset() {
    Arrays.fill(spikes, 0f);
    for (int s = 0; s < states.length; s++) {
      Arrays.fill(states[s], model.initialValue(s));
    }
  }
}
