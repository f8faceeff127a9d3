package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.neuron.Stepper;
import dev.sleipnir.kernels.pool.PoolShape;
import dev.sleipnir.kernels.pool.SpikePool;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.layer.Drive;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some steps of neurons behind connections, one for each input: the drives of a block of steps are
 * computed, consumed and forgotten while they are in the cache. Forward when made, backward when
 * the tape runs back.
 */
final class DrivenSteps extends Node {
  private static final float[] NOTHING = {};

  private final NeuronCell cell;
  private final List<Drive> drives;
  private final PopulationSteps population;
  private final Tensor fired;
  private final @Nullable PoolShape pool;
  private final NeuronState state;
  private final int steps;

  /** Neurons of a time step. */
  private final int row;

  /** Saved values of each unit and block. */
  private float[][][] saved = {};

  /**
   * Neurons behind connections.
   *
   * @param cell the neurons
   * @param population all of them, each with parameters of its own
   * @param drives what the connections compute, all with the same units
   * @param fired receives the neurons' spikes or potentials
   * @param output the same, or, where pooling follows, receives the pooled ones
   * @param state the neurons' state
   */
  DrivenSteps(
      NeuronCell cell,
      NeuronBlocks population,
      List<Drive> drives,
      Tensor fired,
      Tensor output,
      NeuronState state) {
    super(output, drives.stream().map(Drive::input).toArray(Tensor[]::new));
    this.cell = cell;
    this.drives = drives;
    this.population = new PopulationSteps(cell, population);
    this.fired = fired;
    pool = drives.getFirst().pool();
    this.state = state;
    steps = drives.getFirst().steps();
    row = population.neurons();
  }

  void forward(boolean saving, Scope scope) {
    SpikeDrive[] kernels = begin();
    SpikeDrive kernel = kernels[0];
    if (saving) {
      saved = takeSaved(kernel, scope);
    }
    Stepper.Way way = saving ? Stepper.Way.SAVING : Stepper.Way.FORWARD;
    population.takeRandoms(steps, scope);
    population.begin(way, kernel, scope);
    population.draw(state, steps, scope);
    float[][] columns = state.columns();
    UnitSteps[] own = takeUnits(way, kernel, scope);
    scope
        .parallel()
        .forEach(
            kernel.tasks(),
            (task, worker) -> {
              for (int unit = kernel.firstUnit(task); unit < kernel.firstUnit(task + 1); unit++) {
                forward(kernels, unit, columns, own[worker], worker);
              }
            });
    giveBack(own, scope);
    population.end(scope);
    end(kernels);
  }

  /** The kernels of all drives. The first stands for all where it is about their units. */
  private SpikeDrive[] begin() {
    SpikeDrive[] kernels = new SpikeDrive[drives.size()];
    for (int k = 0; k < kernels.length; k++) {
      kernels[k] = drives.get(k).begin();
    }
    return kernels;
  }

  private static void end(SpikeDrive[] kernels) {
    for (SpikeDrive kernel : kernels) {
      kernel.end();
    }
  }

  private int blocks(SpikeDrive kernel) {
    return (steps + kernel.blockSteps() - 1) / kernel.blockSteps();
  }

  private int count(SpikeDrive kernel, int block) {
    return Math.min(kernel.blockSteps(), steps - block * kernel.blockSteps());
  }

  private float[][][] takeSaved(SpikeDrive kernel, Scope scope) {
    int blocks = blocks(kernel);
    int values = cell.compiled().saved();
    float[][][] all = new float[kernel.firstUnit(kernel.tasks()) * blocks][values][];
    for (int b = 0; b < all.length; b++) {
      for (int s = 0; s < values; s++) {
        all[b][s] = scope.take(count(kernel, b % blocks) * kernel.neurons());
      }
    }
    return all;
  }

  /** For each worker. */
  private UnitSteps[] takeUnits(Stepper.Way way, SpikeDrive kernel, Scope scope) {
    UnitSteps[] own = new UnitSteps[scope.parallel().threads()];
    for (int w = 0; w < own.length; w++) {
      own[w] = new UnitSteps(way, population, kernel, steps, scope);
    }
    return own;
  }

  private static void giveBack(UnitSteps[] own, Scope scope) {
    for (UnitSteps unit : own) {
      unit.giveBack(scope);
    }
  }

  private void forward(
      SpikeDrive[] kernels, int unit, float[][] columns, UnitSteps own, int worker) {
    SpikeDrive kernel = kernels[0];
    float[][] values = own.values();
    own.begin(unit, columns);
    for (int block = 0; block < blocks(kernel); block++) {
      int first = block * kernel.blockSteps();
      int count = count(kernel, block);
      for (int k = 0; k < kernels.length; k++) {
        kernels[k].drive(unit, first, count, values[k], worker);
        scale(k, count * kernel.neurons(), values[k]);
      }
      if (saved.length > 0) {
        own.saved(saved[unit * blocks(kernel) + block]);
      }
      own.step(first, count);
      putOut(kernel, unit, first, count, own);
    }
    own.end(columns);
  }

  private void putOut(SpikeDrive kernel, int unit, int first, int count, UnitSteps own) {
    SpikeRows spikes = fired.spikes();
    if (spikes == null) {
      float[] out = fired.data();
      for (int t = 0; t < count; t++) {
        kernel.fromUnit(unit, own.values()[0], t * kernel.neurons(), out, (first + t) * row);
      }
      return;
    }
    kernel.pack(unit, own.fired(), first, count, spikes);
    PoolShape p = pool;
    for (int t = 0; p != null && t < count; t++) {
      int image = image(first + t, unit);
      SpikePool.forward(p, spikes, output().bits(), image, image + 1);
    }
  }

  private void scale(int k, int length, float[] values) {
    float factor = drives.get(k).factor();
    if (factor != 1f) {
      Elementwise.scale(values, 0, factor, values, 0, length);
    }
  }

  /** Row of the spikes of a sample that is a unit. */
  private int image(int step, int unit) {
    return step * (fired.bits().rows() / steps) + unit;
  }

  @Override
  protected @Nullable NeuronState state() {
    return state;
  }

  @Override
  protected List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    for (Drive drive : drives) {
      all.addAll(drive.parameters());
    }
    all.addAll(cell.parameters());
    return all;
  }

  @Override
  protected boolean hasOtherGradient() {
    return state.hasGradient();
  }

  @Override
  protected void discard(Tape tape) {
    for (float[][] block : saved) {
      for (float[] values : block) {
        tape.giveBack(values);
      }
    }
    saved = new float[0][][];
  }

  @Override
  protected void backward(float[] gradient, Tape tape) {
    SpikeDrive[] kernels = begin();
    SpikeDrive kernel = kernels[0];
    for (SpikeDrive each : kernels) {
      each.beginGradients(tape.parallel().threads());
    }
    population.begin(Stepper.Way.BACKWARD, kernel, tape);
    float[][] columns = state.gradientColumns(tape);
    UnitSteps[] own = takeUnits(Stepper.Way.BACKWARD, kernel, tape);
    float[][] atDrives = takeAtDrives(gradient, tape);
    tape.parallel()
        .forEach(
            kernel.tasks(),
            (task, worker) -> {
              for (int unit = kernel.firstUnit(task); unit < kernel.firstUnit(task + 1); unit++) {
                backward(kernels, unit, columns, gradient, atDrives, own[worker], worker);
              }
            });
    giveBack(own, tape);
    population.endBackward(tape);
    drives.forEach(Drive::endGradients);
    end(kernels);
    discard(tape);
    for (int k = drives.size() - 1; k >= 0; k--) {
      addInputGradient(k, atDrives[k], tape);
    }
    tape.giveBack(gradient);
  }

  /**
   * What receives the gradients at the drives, all steps: that at the output, where nothing reads
   * it after them. Empty where nobody asks for them.
   */
  private float[][] takeAtDrives(float[] gradient, Tape tape) {
    float[][] atDrives = new float[drives.size()][];
    for (int k = 0; k < atDrives.length; k++) {
      boolean further = tape.needsGradient(drives.get(k).input());
      float[] room = k == 0 && pool == null ? gradient : null;
      atDrives[k] = !further ? NOTHING : room != null ? room : tape.take(steps * row);
    }
    return atDrives;
  }

  private void addInputGradient(int k, float[] atDrive, Tape tape) {
    if (atDrive.length == 0) {
      return;
    }
    drives.get(k).addInputGradient(atDrive, tape);
    if (k > 0 || pool != null) {
      tape.giveBack(atDrive);
    }
  }

  private void backward(
      SpikeDrive[] kernels,
      int unit,
      float[][] columns,
      float[] gradient,
      float[][] atDrives,
      UnitSteps own,
      int worker) {
    SpikeDrive kernel = kernels[0];
    int n = kernel.neurons();
    float[][] values = own.values();
    own.begin(unit, columns);
    for (int block = blocks(kernel) - 1; block >= 0; block--) {
      int first = block * kernel.blockSteps();
      int count = count(kernel, block);
      gradientAtOutput(kernel, unit, first, count, gradient, values[0]);
      own.saved(saved[unit * blocks(kernel) + block]);
      own.back(count);
      for (int k = 0; k < kernels.length; k++) {
        scale(k, count * n, values[k]);
        kernels[k].addGradients(unit, first, count, values[k], worker);
        for (int t = 0; atDrives[k].length > 0 && t < count; t++) {
          kernel.fromUnit(unit, values[k], t * n, atDrives[k], (first + t) * row);
        }
      }
    }
    own.end(columns);
  }

  private void gradientAtOutput(
      SpikeDrive kernel, int unit, int first, int count, float[] gradient, float[] values) {
    int n = kernel.neurons();
    for (int t = 0; t < count; t++) {
      if (pool == null) {
        kernel.toUnit(unit, gradient, (first + t) * row, values, t * n);
      } else {
        int image = image(first + t, unit);
        SpikePool.backward(pool, fired.bits(), output().bits(), image, gradient, values, t * n);
      }
    }
  }
}
