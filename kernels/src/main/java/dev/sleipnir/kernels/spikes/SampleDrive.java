package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.gemm.Tile;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.tuning.Tuning;

/**
 * A drive whose units are samples, each with its outputs in stored order. What is left to say is
 * how the sums of a sample are made ({@link #begin}, {@link #drive}, {@link #end}) and, where there
 * are parameters, how their gradients are.
 */
public abstract class SampleDrive extends SpikeDrive {
  private final int outputs;
  private final int batch;
  private final int samplesOfTask;

  /**
   * A drive of these sizes.
   *
   * @param outputs neurons driven in a sample
   * @param batch samples of a time step
   * @throws IllegalArgumentException if a size is not positive
   */
  protected SampleDrive(int outputs, int batch) {
    Require.positive("outputs", outputs);
    Require.positive("batch", batch);
    this.outputs = outputs;
    this.batch = batch;
    samplesOfTask = Tile.count(batch, Tuning.EVENT_IMAGE_GROUPS);
  }

  /**
   * Samples of a time step: row t * batch + s of the spikes is sample s in step t.
   *
   * @return at least 1
   */
  protected final int batch() {
    return batch;
  }

  /**
   * The task of a sample. Gradients of parameters that are added up task by task, in order, do not
   * depend on the number of threads.
   *
   * @param sample which sample
   * @return its task
   */
  protected final int task(int sample) {
    return sample / samplesOfTask;
  }

  @Override
  public final int tasks() {
    return Tile.count(batch, samplesOfTask);
  }

  @Override
  public final int firstUnit(int task) {
    return Math.min(batch, task * samplesOfTask);
  }

  @Override
  public int neurons() {
    return outputs;
  }

  @Override
  public boolean isSample() {
    return true;
  }

  @Override
  public int blockSteps() {
    return Math.max(1, Tuning.EVENT_IMAGE_BLOCK_FLOATS / outputs);
  }

  @Override
  public void toUnit(int unit, float[] all, int allAt, float[] own, int ownAt) {
    System.arraycopy(all, allAt + unit * outputs, own, ownAt, outputs);
  }

  @Override
  public void fromUnit(int unit, float[] own, int ownAt, float[] all, int allAt) {
    System.arraycopy(own, ownAt, all, allAt + unit * outputs, outputs);
  }

  @Override
  public void pack(int unit, SpikeRows own, int first, int steps, SpikeRows out) {
    for (int t = 0; t < steps; t++) {
      SpikeMoves.copy(own, t, 0, outputs, out, (first + t) * batch + unit, 0);
    }
  }

  /** Does nothing: there are no parameters, unless overridden. */
  @Override
  public void beginGradients(int workers) {}

  /** Does nothing: there are no parameters, unless overridden. */
  @Override
  public void addGradients(int unit, int first, int steps, float[] gradient, int worker) {}

  /** Does nothing: there are no parameters, unless overridden. */
  @Override
  public void endGradients(float[][] gradients) {}

  /** None, unless overridden. */
  @Override
  public long allocatedBytes() {
    return 0;
  }
}
