package dev.sleipnir.model.online;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import dev.sleipnir.kernels.neuron.CompiledNeuron;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.neuron.Stepper;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Spiking neurons of a batch, one step at a time: forward, and the gradient of the spikes of this
 * step with respect to the current of this step, earlier steps left out. Works in arrays of its own
 * and allocates nothing.
 */
final class SpikingStep {
  private final float[] spikes;
  private final float[][] states;
  private final float[][] stateGradients;
  private final Stepper forward;
  private final Stepper backward;

  /**
   * Neurons at rest, their state variables 0.
   *
   * @param parameters values of the model's parameters, then the time step and the surrogate's
   *     alpha
   */
  SpikingStep(NeuronModel model, Surrogate surrogate, double[] parameters, int n) {
    List<Boolean> none = Collections.nCopies(model.parameters().size(), false);
    CompiledNeuron compiled = model.compile(new NeuronForm(surrogate, none, none, false));
    CompiledNeuron.Constants constants = compiled.constants(parameters);
    spikes = new float[n];
    states = new float[compiled.states().size()][n];
    stateGradients = new float[states.length][n];
    forward = new Stepper(compiled, constants, Stepper.Way.SAVING, n);
    backward = new Stepper(compiled, constants, Stepper.Way.BACKWARD, n);
    forward.output(spikes);
    forward.states(states);
    backward.states(stateGradients);
    for (int s = 0; s < compiled.saved(); s++) {
      float[] saved = new float[n];
      forward.saved(s, saved);
      backward.saved(s, saved);
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
    forward.input(0, current);
    forward.run(0, 1);
  }

  /** The last step backwards: gradient at the spikes in, gradient at the current out, in place. */
  void backward(float[] gradient) {
    for (float[] column : stateGradients) {
      Arrays.fill(column, 0f);
    }
    backward.output(gradient);
    backward.input(0, gradient);
    backward.run(0, 1);
  }

  /** The spikes of the last step. */
  float[] spikes() {
    return spikes;
  }

  /** What goes from step to step: live. */
  List<float[]> memory() {
    return OnlineState.memory(spikes, states);
  }

  void reset() {
    Arrays.fill(spikes, 0f);
    for (float[] column : states) {
      Arrays.fill(column, 0f);
    }
  }
}
