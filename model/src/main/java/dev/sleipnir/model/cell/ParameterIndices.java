package dev.sleipnir.model.cell;

import dev.sleipnir.model.tensor.Shape;
import java.util.Arrays;

/** Which value of a parameter each neuron of a sample reads. */
final class ParameterIndices {
  private ParameterIndices() {}

  /**
   * For each neuron of a sample, in the order it is stored, the index of its value.
   *
   * @param what the parameter, for the message
   * @param from shape of the parameter
   * @param population the neurons
   * @throws IllegalArgumentException if the shape does not broadcast to that of a sample
   */
  static int[] indices(String what, int[] from, NeuronBlocks population) {
    int[] shape = population.shape();
    int axes = shape.length - 1;
    require(what, from, population);
    int[] indices = new int[population.features()];
    int[] at = new int[axes];
    for (int n = 0; n < indices.length; n++) {
      coordinates(n, shape, population.isChannelsLast(), at);
      int index = 0;
      for (int a = 0; a < from.length; a++) {
        int i = from[a] == 1 ? 0 : at[axes - from.length + a];
        index = index * from[a] + i;
      }
      indices[n] = index;
    }
    return indices;
  }

  /**
   * Checks that the values of a parameter can be read by the neurons of a population.
   *
   * @param what the parameter, for the message
   * @param from shape of the parameter
   * @param population the neurons
   * @throws IllegalArgumentException if the shape does not broadcast to that of a sample
   */
  static void require(String what, int[] from, NeuronBlocks population) {
    int[] shape = population.shape();
    int axes = shape.length - 1;
    boolean fits = from.length <= axes;
    for (int a = 0; fits && a < from.length; a++) {
      fits = from[a] == 1 || from[a] == shape[shape.length - from.length + a];
    }
    if (!fits) {
      int[] sample = Arrays.copyOfRange(shape, 1, shape.length);
      throw new IllegalArgumentException(
          what
              + ": expected a shape that broadcasts to "
              + Shape.text(sample)
              + ", got "
              + Shape.text(from));
    }
  }

  /** Row-major coordinates in a sample of the neuron stored at a position. */
  private static void coordinates(int position, int[] shape, boolean channelsLast, int[] at) {
    int rest = position;
    int last = at.length - 1;
    if (channelsLast) {
      at[last - 2] = rest % shape[last - 1];
      rest /= shape[last - 1];
      at[last] = rest % shape[last + 1];
      rest /= shape[last + 1];
      at[last - 1] = rest % shape[last];
      rest /= shape[last];
      last -= 3;
    }
    for (int a = last; a >= 0; a--) {
      at[a] = rest % shape[a + 1];
      rest /= shape[a + 1];
    }
  }
}
