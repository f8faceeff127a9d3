package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.update.UpdateModel;
import java.util.Map;

/** The update of an optimiser's text, with the numbers of the step in progress. */
final class TextStep {
  private final UpdateModel model;

  /** The parameters, then learning rate and number of the step. */
  private final double[] numbers;

  private final float[] constants;

  /**
   * An update.
   *
   * @param model the text
   * @param values of its parameters; the others take their defaults
   */
  TextStep(UpdateModel model, Map<String, Double> values) {
    this.model = model;
    numbers = model.numbers(values);
    constants = model.constants();
  }

  /** How many numbers the text remembers of each weight. */
  static int remembered(UpdateModel model) {
    return model.update().states().size() - 1;
  }

  /** What a memory starts from. */
  float initial(int memory) {
    return model.initialValue(memory + 1, numbers);
  }

  /** Computes what is the same for all weights. */
  void prepare(double learningRate, long step) {
    numbers[numbers.length - 2] = learningRate;
    numbers[numbers.length - 1] = step;
    model.prepare(numbers, constants);
  }

  /** As {@link ParameterUpdate#update}. */
  void update(float[] data, float[] gradient, float[][] memory, int from, int to) {
    float[][] states = new float[1 + memory.length][];
    states[0] = data;
    System.arraycopy(memory, 0, states, 1, memory.length);
    model.run(constants, new float[][] {gradient}, states, from, to);
  }
}
