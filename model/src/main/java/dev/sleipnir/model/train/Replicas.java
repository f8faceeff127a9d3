package dev.sleipnir.model.train;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.tensor.Parameter;
import java.util.ArrayList;
import java.util.List;

/** What a replica learns of each batch, and how it stays together with the others. */
final class Replicas {
  private final Communicator communicator;
  private final int localSteps;

  /**
   * Replicas.
   *
   * @param localSteps steps of each replica between two averages of weights; 0 to sum the gradients
   *     of each step
   */
  Replicas(Communicator communicator, int localSteps) {
    Require.atLeast("localSteps", 0, localSteps);
    Require.atLeast("size", 1, communicator.size());
    if (communicator.rank() < 0 || communicator.rank() >= communicator.size()) {
      throw new IllegalArgumentException(
          "rank: expected 0 to " + (communicator.size() - 1) + ", got " + communicator.rank());
    }
    this.communicator = communicator;
    this.localSteps = localSteps;
  }

  /** The first of this replica's samples of a batch whose samples lie from one place to another. */
  int from(int from, int end) {
    return border(from, end, communicator.rank());
  }

  /** The end of this replica's samples. */
  int end(int from, int end) {
    return border(from, end, communicator.rank() + 1);
  }

  private int border(int from, int end, int rank) {
    return from + (int) ((long) (end - from) * rank / communicator.size());
  }

  /** The number of the first part of this replica: parts of all replicas have other numbers. */
  int firstPart(int batchSize, int atOnce) {
    int largest = (batchSize + communicator.size() - 1) / communicator.size();
    return communicator.rank() * ((largest + atOnce - 1) / atOnce);
  }

  /** Of how many samples a gradient is the mean: of all replicas', or of this one's own. */
  int samplesOfGradient(int batch, int own) {
    return localSteps == 0 ? batch : own;
  }

  /** Behind the backward pass: the gradients become those of the batch, on each replica. */
  void sumGradients(Optimizer optimizer) {
    if (localSteps == 0 && communicator.size() > 1) {
      List<float[]> gradients = new ArrayList<>();
      optimizer.parameters().forEach(parameter -> gradients.add(parameter.gradient()));
      reduce(gradients, 1);
    }
  }

  /**
   * Behind a step: weights and the optimiser's memory become the replicas' means, where it is time.
   */
  void average(Optimizer optimizer, boolean last) {
    if (communicator.size() == 1
        || localSteps == 0
        || !(last || optimizer.steps() % localSteps == 0)) {
      return;
    }
    List<float[]> arrays = new ArrayList<>();
    List<float[]> values = new ArrayList<>();
    for (Parameter parameter : optimizer.parameters()) {
      values.add(parameter.data().clone());
    }
    arrays.addAll(values);
    arrays.addAll(optimizer.memory());
    reduce(arrays, communicator.size());
    Parameter.setAll(optimizer.parameters(), values, "the mean of replicas");
  }

  /** The sums of two figures over all replicas. */
  double[] sums(double first, double second) {
    if (communicator.size() == 1) {
      return new double[] {first, second};
    }
    // Each in two parts: a float alone would lose what small shares add to a large sum.
    float[] parts = {
      (float) first,
      (float) (first - (float) first),
      (float) second,
      (float) (second - (float) second)
    };
    communicator.allReduce(parts);
    return new double[] {(double) parts[0] + parts[1], (double) parts[2] + parts[3]};
  }

  private void reduce(List<float[]> arrays, float divisor) {
    float[] all = new float[arrays.stream().mapToInt(array -> array.length).sum()];
    int place = 0;
    for (float[] array : arrays) {
      System.arraycopy(array, 0, all, place, array.length);
      place += array.length;
    }
    communicator.allReduce(all);
    place = 0;
    for (float[] array : arrays) {
      for (int i = 0; i < array.length; i++) {
        array[i] = all[place + i] / divisor;
      }
      place += array.length;
    }
  }
}
