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
 * Some steps of neurons behind a connection: the drive of a block of steps is computed, consumed
 * and forgotten while it is in the cache. Forward when made, backward when the tape runs back.
 */
final class DrivenSteps extends Node {
  private final NeuronCell cell;
  private final Drive drive;
  private final PopulationSteps population;
  private final SpikeRows spikes;
  private final @Nullable PoolShape pool;
  private final NeuronState state;
  private final int steps;

  /** Neurons of a time step. */
  private final int row;

  /** Saved values of each unit and block. */
  private float[][][] saved = {};

  /**
   * Neurons behind a connection.
   *
   * @param cell the neurons
   * @param population all of them, each with parameters of its own
   * @param drive what the connection computes
   * @param spikes receives the neurons' spikes
   * @param output the same, or, where pooling follows, receives the pooled ones
   * @param state the neurons' state
   */
  DrivenSteps(
      NeuronCell cell,
      NeuronBlocks population,
      Drive drive,
      Tensor spikes,
      Tensor output,
      NeuronState state) {
    super(output, drive.input());
    this.cell = cell;
    this.drive = drive;
    this.population = new PopulationSteps(cell, population);
    this.spikes = spikes.bits();
    pool = drive.pool();
    this.state = state;
    steps = drive.steps();
    row = population.neurons();
  }

  void forward(boolean saving, Scope scope) {
    SpikeDrive kernel = drive.begin();
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
                forward(kernel, unit, columns, own[worker], worker);
              }
            });
    giveBack(own, scope);
    population.end(scope);
    kernel.end();
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

  private void forward(SpikeDrive kernel, int unit, float[][] columns, UnitSteps own, int worker) {
    float[] values = own.values();
    own.begin(unit, columns);
    for (int block = 0; block < blocks(kernel); block++) {
      int first = block * kernel.blockSteps();
      int count = count(kernel, block);
      kernel.drive(unit, first, count, values, worker);
      scale(kernel, count, values);
      if (saved.length > 0) {
        own.saved(saved[unit * blocks(kernel) + block]);
      }
      SpikeRows fired = own.fire(first, count);
      kernel.pack(unit, fired, first, count, spikes);
      PoolShape p = pool;
      for (int t = 0; p != null && t < count; t++) {
        int image = image(first + t, unit);
        SpikePool.forward(p, spikes, output().bits(), image, image + 1);
      }
    }
    own.end(columns);
  }

  private void scale(SpikeDrive kernel, int count, float[] values) {
    if (drive.factor() != 1f) {
      Elementwise.scale(values, 0, drive.factor(), values, 0, count * kernel.neurons());
    }
  }

  /** Row of the spikes of a sample that is a unit. */
  private int image(int step, int unit) {
    return step * (spikes.rows() / steps) + unit;
  }

  @Override
  protected @Nullable NeuronState state() {
    return state;
  }

  @Override
  protected List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(drive.parameters());
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
    SpikeDrive kernel = drive.begin();
    kernel.beginGradients(tape.parallel().threads());
    boolean further = tape.needsGradient(drive.input());
    population.begin(Stepper.Way.BACKWARD, kernel, tape);
    float[][] columns = state.gradientColumns(tape);
    UnitSteps[] own = takeUnits(Stepper.Way.BACKWARD, kernel, tape);
    float[] atDrive = further && pool != null ? tape.take(steps * row) : gradient;
    tape.parallel()
        .forEach(
            kernel.tasks(),
            (task, worker) -> {
              for (int unit = kernel.firstUnit(task); unit < kernel.firstUnit(task + 1); unit++) {
                backward(
                    kernel, unit, columns, gradient, further ? atDrive : null, own[worker], worker);
              }
            });
    giveBack(own, tape);
    population.endBackward(tape);
    drive.endGradients();
    kernel.end();
    discard(tape);
    if (further) {
      drive.addInputGradient(atDrive, tape);
    }
    if (further && pool != null) {
      tape.giveBack(atDrive);
    }
    tape.giveBack(gradient);
  }

  private void backward(
      SpikeDrive kernel,
      int unit,
      float[][] columns,
      float[] gradient,
      float @Nullable [] atDrive,
      UnitSteps own,
      int worker) {
    int n = kernel.neurons();
    float[] values = own.values();
    own.begin(unit, columns);
    for (int block = blocks(kernel) - 1; block >= 0; block--) {
      int first = block * kernel.blockSteps();
      int count = count(kernel, block);
      gradientAtSpikes(kernel, unit, first, count, gradient, values);
      own.saved(saved[unit * blocks(kernel) + block]);
      own.back(count);
      scale(kernel, count, values);
      kernel.addGradients(unit, first, count, values, worker);
      for (int t = 0; atDrive != null && t < count; t++) {
        kernel.fromUnit(unit, values, t * n, atDrive, (first + t) * row);
      }
    }
    own.end(columns);
  }

  private void gradientAtSpikes(
      SpikeDrive kernel, int unit, int first, int count, float[] gradient, float[] values) {
    int n = kernel.neurons();
    for (int t = 0; t < count; t++) {
      if (pool == null) {
        kernel.toUnit(unit, gradient, (first + t) * row, values, t * n);
      } else {
        int image = image(first + t, unit);
        SpikePool.backward(pool, spikes, output().bits(), image, gradient, values, t * n);
      }
    }
  }
}
