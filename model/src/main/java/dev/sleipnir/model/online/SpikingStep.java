package dev.sleipnir.model.online;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import dev.sleipnir.kernels.neuron.CompiledNeuron;
import dev.sleipnir.kernels.neuron.NeuronModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Spiking neurons of a batch, one step at a time: forward, and the gradient of the spikes of this
 * step with respect to the current of this step, earlier steps left out. Works in arrays of its own
 * and allocates nothing.
 */
final class SpikingStep {
  private static final float[][] NO_COLUMNS = {};

  private final CompiledNeuron compiled;
  private final CompiledNeuron.Constants constants;
  private final int n;
  private final float[] spikes;
  private final float[][] states;
  private final float[][] forwardSeries;
  private final float[][] stateGradients;
  private final float[][] backwardSeries;

  /**
   * Neurons at rest, their state variables 0.
   *
   * @param parameters values of the model's parameters, then the time step and the surrogate's
   *     alpha
   */
  SpikingStep(NeuronModel model, Surrogate surrogate, double[] parameters, int n) {
    List<Boolean> none = Collections.nCopies(model.parameters().size(), false);
    compiled = model.compile(new NeuronForm(surrogate, none, none, false));
    constants = compiled.constants(parameters);
    this.n = n;
    spikes = new float[n];
    int carried = compiled.states().size();
    states = new float[carried][n];
    stateGradients = new float[carried][n];
    int saved = compiled.saved();
    forwardSeries = new float[2 + saved][];
    backwardSeries = new float[saved + 2][];
    forwardSeries[1] = spikes;
    for (int s = 0; s < saved; s++) {
      forwardSeries[2 + s] = new float[n];
      backwardSeries[s] = forwardSeries[2 + s];
    }
  }

  /** Surrogates that draw spikes at random have no place in a step that has no random numbers. */
  static void requireDeterministic(Surrogate surrogate) {
    if (surrogate.isStochastic()) {
      throw new IllegalArgumentException(
          "surrogate: expected one that draws no spikes at random, got " + surrogate);
    }
  }

  void forward(float[] current) {
    forwardSeries[0] = current;
    compiled.forwardSaving(constants, NO_COLUMNS, forwardSeries, states, 0, 1, n, 0, n, 0);
  }

  /** The last step backwards: gradient at the spikes in, gradient at the current out, in place. */
  void backward(float[] gradient) {
    for (float[] column : stateGradients) {
      Arrays.fill(column, 0f);
    }
    int saved = backwardSeries.length - 2;
    backwardSeries[saved] = gradient;
    backwardSeries[saved + 1] = gradient;
    compiled.backward(constants, NO_COLUMNS, backwardSeries, stateGradients, 0, 1, n, 0, n, 0);
  }

  /** The spikes of the last step. */
  float[] spikes() {
    return spikes;
  }

  /** What goes from step to step: live. */
  List<float[]> memory() {
    List<float[]> memory = new ArrayList<>(List.of(spikes));
    memory.addAll(List.of(states));
    return memory;
  }

  void reset() {
    Arrays.fill(spikes, 0f);
    for (float[] column : states) {
      Arrays.fill(column, 0f);
    }
  }
}
