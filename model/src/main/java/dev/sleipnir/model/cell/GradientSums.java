package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.model.tensor.Scope;

/**
 * What the neurons of a population add to the gradients of learned parameters: summed sample by
 * sample, whatever units and threads the neurons ran in.
 */
final class GradientSums {
  private static final float[] NOTHING = {};

  /** Neurons that a thread sums at a time, about. */
  private static final int SUMMED_AT_ONCE = 1 << 14;

  private final NeuronBlocks population;

  /** For each parameter, a value for each neuron; nothing where samples are summed as they end. */
  private final float[][] ofNeuron;

  /** For each parameter, a sum for each sample. */
  private final double[][] ofSample;

  /**
   * Room for sums.
   *
   * @param byNeuron for each learned parameter, whether it has values by neuron
   * @param population the neurons
   * @param asTheyEnd whether samples are units, each collected as it ends
   * @param scope lends the room
   */
  GradientSums(boolean[] byNeuron, NeuronBlocks population, boolean asTheyEnd, Scope scope) {
    this.population = population;
    ofNeuron = new float[byNeuron.length][];
    for (int k = 0; k < byNeuron.length; k++) {
      ofNeuron[k] = asTheyEnd && !byNeuron[k] ? NOTHING : scope.takeZeroed(population.neurons());
    }
    ofSample = new double[byNeuron.length][population.shape()[0]];
  }

  /** For each learned parameter what a stepper of the population adds to. */
  float[][] columns() {
    return ofNeuron;
  }

  /** Takes the sums of a unit over. */
  void collect(SpikeDrive kernel, int unit, float[][] own) {
    for (int k = 0; k < own.length; k++) {
      if (ofNeuron[k].length > 0) {
        kernel.fromUnit(unit, own[k], 0, ofNeuron[k], 0);
      } else {
        ofSample[k][unit] = sum(own[k], 0, kernel.neurons());
      }
    }
  }

  /** The sum over all neurons. */
  double total(int k, Parallel parallel) {
    float[] values = ofNeuron[k];
    double[] sums = ofSample[k];
    int features = population.features();
    if (values.length > 0) {
      int samplesOfBlock = Math.max(1, SUMMED_AT_ONCE / Math.max(1, features));
      parallel.forEach(
          Math.ceilDiv(sums.length, samplesOfBlock),
          (block, worker) -> {
            int end = Math.min(sums.length, (block + 1) * samplesOfBlock);
            for (int b = block * samplesOfBlock; b < end; b++) {
              sums[b] = sum(values, b * features, (b + 1) * features);
            }
          });
    }
    double total = 0;
    for (double sum : sums) {
      total += sum;
    }
    return total;
  }

  /** In four lanes, so that additions need not wait for each other. */
  private static double sum(float[] values, int from, int to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int whole = to - (to - from) % 4;
    for (int i = from; i < whole; i += 4) {
      a += values[i];
      b += values[i + 1];
      c += values[i + 2];
      d += values[i + 3];
    }
    for (int i = whole; i < to; i++) {
      a += values[i];
    }
    return (a + c) + (b + d);
  }

  void giveBack(Scope scope) {
    for (float[] values : ofNeuron) {
      if (values.length > 0) {
        scope.giveBack(values);
      }
    }
  }
}
