package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.neuron.Stepper;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Scope;
import java.util.Arrays;

/**
 * A thread's copy of what belongs to one unit of a {@link SpikeDrive}: the neurons that it drives
 * together, in an order of its own. States, parameters, random numbers and sums of gradients go
 * from the population to the unit and back. A unit may be filled up with neurons that there are
 * not; what they do goes nowhere.
 */
final class UnitSteps {
  private final PopulationSteps population;
  private final SpikeDrive kernel;
  private final Stepper stepper;

  /** A block of drives, or of gradients. */
  private final float[] values;

  private final float[][] states;
  private final float[][] columns;
  private final float[][] randoms;
  private final float[][] sums;
  private final SpikeRows fired;
  private int unit;

  UnitSteps(
      Stepper.Way way, PopulationSteps population, SpikeDrive kernel, int steps, Scope scope) {
    this.population = population;
    this.kernel = kernel;
    int n = kernel.neurons();
    int blockSteps = Math.min(kernel.blockSteps(), steps);
    stepper = population.stepper(way, n);
    values = scope.take(blockSteps * n);
    states = take(population.states(), n, scope);
    columns = take(population.columns().length, n, scope);
    randoms = take(population.randoms().length, blockSteps * n, scope);
    sums = take(way == Stepper.Way.BACKWARD ? population.learned() : 0, n, scope);
    fired = scope.takeSpikes(blockSteps, n);
    stepper.input(0, values);
    if (way == Stepper.Way.BACKWARD) {
      stepper.output(values);
      stepper.sums(sums);
    }
    stepper.states(states);
    stepper.columns(columns);
    for (int r = 0; r < randoms.length; r++) {
      stepper.random(r, randoms[r]);
    }
  }

  private static float[][] take(int count, int length, Scope scope) {
    float[][] arrays = new float[count][];
    for (int k = 0; k < count; k++) {
      arrays[k] = scope.take(length);
    }
    return arrays;
  }

  /** A block of drives before its steps; gradients at the spikes before the steps backwards. */
  float[] values() {
    return values;
  }

  /** Takes a unit's neurons over. */
  void begin(int which, float[][] populationStates) {
    unit = which;
    toUnit(populationStates, 0, states, 0);
    toUnit(population.columns(), 0, columns, 0);
    for (float[] sum : sums) {
      Arrays.fill(sum, 0f);
    }
  }

  /** Gives what a block saves, or has saved. */
  void saved(float[][] arrays) {
    for (int s = 0; s < arrays.length; s++) {
      stepper.saved(s, arrays[s]);
    }
  }

  /** Steps forward through a block. */
  SpikeRows fire(int first, int count) {
    int n = stepper.neurons();
    int all = population.neurons();
    for (int t = 0; t < count && randoms.length > 0; t++) {
      toUnit(population.randoms(), (first + t) * all, randoms, t * n);
    }
    stepper.runBits(fired.bits(), 0, count);
    return fired;
  }

  /** Steps backwards through a block: gradients at the spikes become those at the drive. */
  void back(int count) {
    stepper.run(0, count);
  }

  /** Hands the unit's states and sums back. */
  void end(float[][] populationStates) {
    fromUnit(states, populationStates);
    GradientSums collected = population.sums();
    if (collected != null) {
      collected.collect(kernel, unit, sums);
    }
  }

  private void toUnit(float[][] all, int allAt, float[][] own, int ownAt) {
    for (int k = 0; k < own.length; k++) {
      kernel.toUnit(unit, all[k], allAt, own[k], ownAt);
    }
  }

  private void fromUnit(float[][] own, float[][] all) {
    for (int k = 0; k < own.length; k++) {
      kernel.fromUnit(unit, own[k], 0, all[k], 0);
    }
  }

  void giveBack(Scope scope) {
    scope.giveBack(values);
    for (float[][] arrays : new float[][][] {states, columns, randoms, sums}) {
      for (float[] array : arrays) {
        scope.giveBack(array);
      }
    }
    scope.giveBack(fired);
  }
}
