package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.neuron.CompiledNeuron;
import dev.sleipnir.kernels.parallel.Parallel;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some steps of neurons behind a connection: the drive of a block of steps is computed, consumed
 * and forgotten while it is in the cache. Forward when made, backward when the tape runs back.
 */
final class DrivenSteps extends Node {
  private static final float[][] NO_COLUMNS = {};
  private static final float[] NOTHING = {};

  /** Neurons whose state stays in the first-level cache from step to step. */
  private static final int AT_ONCE = 2048;

  private final Drive drive;
  private final CompiledNeuron compiled;
  private final CompiledNeuron.Constants constants;
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
   * @param drive what the connection computes
   * @param spikes receives the neurons' spikes
   * @param output the same, or, where pooling follows, receives the pooled ones
   * @param state the neurons' state
   */
  DrivenSteps(NeuronCell cell, Drive drive, Tensor spikes, Tensor output, NeuronState state) {
    super(output, drive.input());
    this.drive = drive;
    this.spikes = spikes.bits();
    pool = drive.pool();
    this.state = state;
    compiled = cell.compiled();
    constants = cell.constants();
    steps = drive.steps();
    row = spikes.size() / steps;
  }

  void forward(boolean saving, Scope scope) {
    SpikeDrive kernel = drive.begin();
    SpikeRows pooled = output().bits();
    if (saving) {
      saved = takeSaved(kernel, scope);
    }
    Parallel parallel = scope.parallel();
    float[][][] own = takeOwn(kernel, scope);
    SpikeRows[] fired = new SpikeRows[parallel.threads()];
    for (int w = 0; w < fired.length; w++) {
      fired[w] = scope.takeSpikes(Math.min(kernel.blockSteps(), steps), kernel.neurons());
    }
    float[][] columns = state.columns();
    parallel.forEach(
        kernel.tasks(),
        (task, worker) -> {
          for (int unit = kernel.firstUnit(task); unit < kernel.firstUnit(task + 1); unit++) {
            forward(kernel, unit, columns, pooled, own[worker], fired[worker], worker);
          }
        });
    giveBack(own, scope);
    for (SpikeRows buffer : fired) {
      scope.giveBack(buffer);
    }
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
    float[][][] all = new float[kernel.firstUnit(kernel.tasks()) * blocks][compiled.saved()][];
    for (int b = 0; b < all.length; b++) {
      for (int s = 0; s < all[b].length; s++) {
        all[b][s] = scope.take(count(kernel, b % blocks) * kernel.neurons());
      }
    }
    return all;
  }

  /** For each worker: a block, and the columns of a unit. */
  private float[][][] takeOwn(SpikeDrive kernel, Scope scope) {
    int threads = scope.parallel().threads();
    int states = compiled.states().size();
    int n = kernel.neurons();
    float[][][] own = new float[threads][1 + states][];
    for (float[][] buffers : own) {
      buffers[0] = scope.take(Math.min(kernel.blockSteps(), steps) * n);
      for (int s = 0; s < states; s++) {
        buffers[1 + s] = scope.take(n);
      }
    }
    return own;
  }

  private static void giveBack(float[][][] own, Scope scope) {
    for (float[][] buffers : own) {
      for (float[] buffer : buffers) {
        scope.giveBack(buffer);
      }
    }
  }

  private void forward(
      SpikeDrive kernel,
      int unit,
      float[][] columns,
      SpikeRows pooled,
      float[][] own,
      SpikeRows fired,
      int worker) {
    int n = kernel.neurons();
    long[] bits = fired.bits();
    float[] values = own[0];
    float[][] carried = carriedIn(kernel, unit, columns, own);
    boolean saving = saved.length > 0;
    for (int block = 0; block < blocks(kernel); block++) {
      int first = block * kernel.blockSteps();
      int count = count(kernel, block);
      kernel.drive(unit, first, count, values, worker);
      if (drive.factor() != 1f) {
        Elementwise.scale(values, 0, drive.factor(), values, 0, count * n);
      }
      float[][] series = new float[2 + (saving ? compiled.saved() : 0)][];
      series[0] = values;
      // What would receive the output as floats.
      series[1] = NOTHING;
      if (saving) {
        System.arraycopy(saved[unit * blocks(kernel) + block], 0, series, 2, compiled.saved());
      }
      for (int from = 0; from < n; from += AT_ONCE) {
        int to = Math.min(n, from + AT_ONCE);
        if (saving) {
          compiled.forwardSavingBits(
              constants, NO_COLUMNS, series, carried, bits, 0, count, n, from, to, 0);
        } else {
          compiled.forwardBits(
              constants, NO_COLUMNS, series, carried, bits, 0, count, n, from, to, 0);
        }
      }
      kernel.pack(unit, fired, first, count, spikes);
      PoolShape p = pool;
      for (int t = 0; p != null && t < count; t++) {
        int image = (first + t) * (spikes.rows() / steps) + unit;
        SpikePool.forward(p, spikes, pooled, image, image + 1);
      }
    }
    carriedOut(kernel, unit, carried, columns);
  }

  private static float[][] carriedIn(
      SpikeDrive kernel, int unit, float[][] columns, float[][] own) {
    float[][] carried = new float[columns.length][];
    for (int s = 0; s < columns.length; s++) {
      carried[s] = own[1 + s];
      kernel.toUnit(unit, columns[s], 0, carried[s], 0);
    }
    return carried;
  }

  private static void carriedOut(
      SpikeDrive kernel, int unit, float[][] carried, float[][] columns) {
    for (int s = 0; s < columns.length; s++) {
      kernel.fromUnit(unit, carried[s], 0, columns[s], 0);
    }
  }

  @Override
  protected @Nullable NeuronState state() {
    return state;
  }

  @Override
  protected List<Parameter> parameters() {
    return drive.parameters();
  }

  @Override
  protected boolean hasOtherGradient() {
    return state.hasGradient();
  }

  @Override
  protected void discard(Tape tape) {
    giveBack(saved, tape);
    saved = new float[0][][];
  }

  @Override
  protected void backward(float[] gradient, Tape tape) {
    SpikeDrive kernel = drive.begin();
    kernel.beginGradients(tape.parallel().threads());
    boolean further = tape.needsGradient(drive.input());
    float[][][] own = takeOwn(kernel, tape);
    float[][] columns = state.gradientColumns(tape);
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
      float[][] own,
      int worker) {
    int n = kernel.neurons();
    float[] values = own[0];
    float[][] carried = carriedIn(kernel, unit, columns, own);
    for (int block = blocks(kernel) - 1; block >= 0; block--) {
      int first = block * kernel.blockSteps();
      int count = count(kernel, block);
      gradientAtSpikes(kernel, unit, first, count, gradient, values);
      float[][] series = new float[compiled.saved() + 2][];
      System.arraycopy(saved[unit * blocks(kernel) + block], 0, series, 0, compiled.saved());
      series[compiled.saved()] = values;
      series[compiled.saved() + 1] = values;
      for (int from = 0; from < n; from += AT_ONCE) {
        int to = Math.min(n, from + AT_ONCE);
        compiled.backward(constants, NO_COLUMNS, series, carried, 0, count, n, from, to, 0);
      }
      if (drive.factor() != 1f) {
        Elementwise.scale(values, 0, drive.factor(), values, 0, count * n);
      }
      kernel.addGradients(unit, first, count, values, worker);
      for (int t = 0; atDrive != null && t < count; t++) {
        kernel.fromUnit(unit, values, t * n, atDrive, (first + t) * row);
      }
    }
    carriedOut(kernel, unit, carried, columns);
  }

  private void gradientAtSpikes(
      SpikeDrive kernel, int unit, int first, int count, float[] gradient, float[] values) {
    int n = kernel.neurons();
    for (int t = 0; t < count; t++) {
      if (pool == null) {
        kernel.toUnit(unit, gradient, (first + t) * row, values, t * n);
      } else {
        int image = (first + t) * (spikes.rows() / steps) + unit;
        SpikePool.backward(pool, spikes, output().bits(), image, gradient, values, t * n);
      }
    }
  }
}
