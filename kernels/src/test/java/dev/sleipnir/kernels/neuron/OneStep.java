package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** One neuron, one step: for models small enough to be checked by hand. */
final class OneStep {
  private final NeuronModel model;
  private final CompiledNeuron compiled;
  private final double[] values;

  OneStep(String text, Surrogate surrogate, boolean adjoint) {
    model = NeuronModel.parse(text);
    List<Boolean> none = Collections.nCopies(model.parameters().size(), false);
    compiled = model.compile(new NeuronForm(surrogate, none, none, adjoint));
    double[] parameters = model.parameterValues(Map.of());
    values = Arrays.copyOf(parameters, parameters.length + 2);
    values[parameters.length] = Trial.DT;
    values[parameters.length + 1] = surrogate.defaultAlpha();
  }

  CompiledNeuron compiled() {
    return compiled;
  }

  private static float[][] arrays(float[] numbers) {
    float[][] arrays = new float[numbers.length][1];
    for (int i = 0; i < numbers.length; i++) {
      arrays[i][0] = numbers[i];
    }
    return arrays;
  }

  private static float[] numbers(float[][] arrays) {
    float[] numbers = new float[arrays.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = arrays[i][0];
    }
    return numbers;
  }

  /** Inputs, and random numbers that are all 0. */
  private float[][] read(float[] inputs) {
    return Trial.concat(arrays(inputs), new float[compiled.randoms()][1]);
  }

  /** The output, the state updated. */
  float forward(float[] state, float... inputs) {
    float[][] carried = arrays(state);
    float[] output = new float[1];
    compiled.run(
        Stepper.Way.FORWARD,
        compiled.constants(values),
        Trial.NONE,
        Trial.concat(read(inputs), output),
        carried,
        0,
        1,
        1,
        0,
        1,
        0);
    System.arraycopy(numbers(carried), 0, state, 0, state.length);
    return output[0];
  }

  /** Gradients at the inputs, those at the state updated. */
  float[] backward(float[] state, float[] inputs, float atOutput, float[] atState) {
    var constants = compiled.constants(values);
    float[][] saved = new float[compiled.saved()][1];
    compiled.run(
        Stepper.Way.SAVING,
        constants,
        Trial.NONE,
        Trial.concat(Trial.concat(read(inputs), new float[1]), saved),
        arrays(state),
        0,
        1,
        1,
        0,
        1,
        0);
    float[][] gradients = new float[inputs.length][1];
    float[][] carried = arrays(atState);
    compiled.run(
        Stepper.Way.BACKWARD,
        constants,
        Trial.NONE,
        Trial.concat(Trial.concat(saved, new float[] {atOutput}), gradients),
        carried,
        0,
        1,
        1,
        0,
        1,
        0);
    System.arraycopy(numbers(carried), 0, atState, 0, atState.length);
    return numbers(gradients);
  }
}
