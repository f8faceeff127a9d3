package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.TestArrays;
import java.util.Random;

/** Gradients of a randomly weighted sum of a trial's outputs and of its last state. */
final class Gradients {
  /** The weights: the gradients that a backward run starts from. */
  final float[] atOutput;

  final float[][] atStates;

  /** At the state before the first step. */
  final float[][] states;

  final float[][] learned;
  final float[][] inputs;

  private Gradients(Trial trial) {
    var random = new Random(5);
    int n = trial.n;
    atOutput = TestArrays.normal(random, trial.steps * n);
    atStates = new float[trial.initial.length][n];
    for (int s = 0; s < trial.model.equations().states().size(); s++) {
      atStates[s] = TestArrays.normal(random, n);
    }
    states = new float[atStates.length][];
    learned = new float[(int) trial.form.learned().stream().filter(l -> l).count()][];
    inputs = new float[trial.compiled.inputs()][trial.steps * n];
    float[][] carried = carriedBefore(trial);
    float[][] saved = trial.saving().saved;
    trial.compiled.run(
        Stepper.Way.BACKWARD,
        trial.constants(),
        trial.columns,
        Trial.concat(Trial.concat(saved, atOutput), inputs),
        carried,
        0,
        trial.steps,
        n,
        0,
        n,
        0);
    System.arraycopy(carried, 0, states, 0, states.length);
    System.arraycopy(carried, states.length, learned, 0, learned.length);
  }

  static Gradients of(Trial trial) {
    return new Gradients(trial);
  }

  /** Gradients at the states, then sums that are still zero. */
  float[][] carriedBefore(Trial trial) {
    return Trial.concat(Trial.copies(atStates), new float[learned.length][trial.n]);
  }

  /** The weighted sum of one neuron. */
  double weigh(double[] outputsAndStates, int neuron) {
    int n = atStates.length > 0 ? atStates[0].length : inputs[0].length;
    int steps = outputsAndStates.length - atStates.length;
    double sum = 0;
    for (int t = 0; t < steps; t++) {
      sum += atOutput[t * n + neuron] * outputsAndStates[t];
    }
    for (int s = 0; s < atStates.length; s++) {
      sum += atStates[s][neuron] * outputsAndStates[steps + s];
    }
    return sum;
  }
}
