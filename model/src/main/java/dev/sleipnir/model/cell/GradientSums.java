package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.model.tensor.Scope;

/**
 * What the neurons of a population add to the gradients of learned parameters, collected in an
 * order that depends on no thread.
 */
final class GradientSums {
  private static final float[] NOTHING = {};

  /** Neurons that a thread sums at a time. */
  private static final int SUMMED_AT_ONCE = 1 << 14;

  private final int neurons;

  /** For each parameter, a value for each neuron; nothing where units are summed as they end. */
  private final float[][] ofNeuron;

  /** For each unit, the sum of each parameter. */
  private final double[][] ofUnit;

  /**
   * Room for sums.
   *
   * @param byNeuron for each learned parameter, whether it has values by neuron
   * @param neurons neurons of the population
   * @param units units that are samples, each summed as it ends; 0 for sums of the population
   * @param scope lends the room
   */
  GradientSums(boolean[] byNeuron, int neurons, int units, Scope scope) {
    this.neurons = neurons;
    ofNeuron = new float[byNeuron.length][];
    for (int k = 0; k < byNeuron.length; k++) {
      ofNeuron[k] = units == 0 || byNeuron[k] ? scope.takeZeroed(neurons) : NOTHING;
    }
    ofUnit = new double[units][byNeuron.length];
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
        ofUnit[unit][k] = sum(own[k], 0, kernel.neurons());
      }
    }
  }

  /** The sum over all neurons. */
  double total(int k, Parallel parallel) {
    float[] values = ofNeuron[k];
    double total = 0;
    if (values.length == 0) {
      for (double[] unit : ofUnit) {
        total += unit[k];
      }
      return total;
    }
    double[] ofBlock = new double[Math.ceilDiv(neurons, SUMMED_AT_ONCE)];
    parallel.forEach(
        ofBlock.length,
        (block, worker) -> {
          int from = block * SUMMED_AT_ONCE;
          ofBlock[block] = sum(values, from, Math.min(neurons, from + SUMMED_AT_ONCE));
        });
    for (double block : ofBlock) {
      total += block;
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
