package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.neuron.Stepper;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Scope;
import java.util.Arrays;

/**
 * A thread's copy of what belongs to one unit of a {@link SpikeDrive}, or of several with the same
 * units: the neurons that are driven together, in an order of their own. States, parameters, random
 * numbers and sums of gradients go from the population to the unit and back. A unit may be filled
 * up with neurons that there are not; what they do goes nowhere.
 */
final class UnitSteps {
  private final PopulationSteps population;
  private final SpikeDrive kernel;
  private final Stepper stepper;

  /** A block of drives for each input, or of gradients at them. */
  private final float[][] values;

  private final float[][] states;
  private final float[][] columns;
  private final float[][] randoms;
  private final float[][] sums;
  private final SpikeRows fired;
  private final boolean isSpiking;
  private int unit;

  UnitSteps(
      Stepper.Way way, PopulationSteps population, SpikeDrive kernel, int steps, Scope scope) {
    this.population = population;
    this.kernel = kernel;
    int n = kernel.neurons();
    int blockSteps = Math.min(kernel.blockSteps(), steps);
    stepper = population.stepper(way, n);
    values = take(population.inputs(), blockSteps * n, scope);
    states = take(population.states(), n, scope);
    columns = take(population.columns().length, n, scope);
    randoms = take(population.randoms().length, blockSteps * n, scope);
    sums = take(way == Stepper.Way.BACKWARD ? population.learned() : 0, n, scope);
    isSpiking = population.isSpiking();
    fired = scope.takeSpikes(isSpiking ? blockSteps : 0, n);
    for (int k = 0; k < values.length; k++) {
      stepper.input(k, values[k]);
    }
    stepper.output(values[0]);
    if (way == Stepper.Way.BACKWARD) {
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

  /**
   * For each input a block of drives, before its steps; after the steps backwards the gradients at
   * them. The first also holds potentials that were put out, and gradients at the output.
   */
  float[][] values() {
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

  /** The spikes of a block, where the output is spikes. */
  SpikeRows fired() {
    return fired;
  }

  /** Steps forward through a block. */
  void step(int first, int count) {
    int n = stepper.neurons();
    int all = population.neurons();
    for (int t = 0; t < count && randoms.length > 0; t++) {
      toUnit(population.randoms(), (first + t) * all, randoms, t * n);
    }
    if (isSpiking) {
      stepper.runBits(fired.bits(), 0, count);
    } else {
      stepper.run(0, count);
    }
  }

  /** Steps backwards through a block: gradients at the output become those at the drives. */
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
    for (float[][] arrays : new float[][][] {values, states, columns, randoms, sums}) {
      for (float[] array : arrays) {
        scope.giveBack(array);
      }
    }
    scope.giveBack(fired);
  }
}
