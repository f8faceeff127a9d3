package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.graph.Calculation;
import dev.sleipnir.kernels.update.UpdateModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The update of an optimiser's text, with the numbers of the step in progress. */
final class TextStep {
  private final UpdateModel model;

  /** The parameters, then learning rate and number of the step. */
  private final double[] numbers;

  private final Calculation calculation;
  private final float[] constants;

  /** What has been updated so far, so that a step allocates nothing: replaced, never changed. */
  private volatile List<Arrays> known = List.of();

  /** The arrays of one update as the loop takes them. */
  @SuppressWarnings("ArrayRecordComponent") // two of them are never compared
  private record Arrays(float[] gradient, float[][] memory, float[][] inputs, float[][] states) {
    static Arrays of(float[] data, float[] gradient, float[][] memory) {
      float[][] states = new float[1 + memory.length][];
      states[0] = data;
      System.arraycopy(memory, 0, states, 1, memory.length);
      return new Arrays(gradient, memory, new float[][] {gradient}, states);
    }

    @SuppressWarnings("ReferenceEquality") // whether they are these very arrays is the question
    boolean are(float[] data, float[] itsGradient, float[][] itsMemory) {
      return data == states[0] && itsGradient == gradient && itsMemory == memory;
    }
  }

  /**
   * An update.
   *
   * @param model the text
   * @param values of its parameters; the others take their defaults
   */
  TextStep(UpdateModel model, Map<String, Double> values) {
    this.model = model;
    numbers = model.numbers(values);
    calculation = model.calculation();
    constants = new float[model.constants()];
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
    calculation.run(numbers, constants);
  }

  /** As {@link ParameterUpdate#update}. */
  void update(float[] data, float[] gradient, float[][] memory, int from, int to) {
    Arrays arrays = arrays(data, gradient, memory);
    model.run(constants, arrays.inputs, arrays.states, from, to);
  }

  private Arrays arrays(float[] data, float[] gradient, float[][] memory) {
    List<Arrays> all = known;
    for (int k = 0; k < all.size(); k++) {
      if (all.get(k).are(data, gradient, memory)) {
        return all.get(k);
      }
    }
    Arrays arrays = Arrays.of(data, gradient, memory);
    synchronized (this) {
      List<Arrays> more = new ArrayList<>(known);
      more.add(arrays);
      known = List.copyOf(more);
    }
    return arrays;
  }
}
