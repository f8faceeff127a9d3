package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.layout.Transpose;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.RowSums;
import dev.sleipnir.model.tensor.Scope;

/**
 * What neurons send each other from one step to the next: the drive grows by their outputs of the
 * step before times the recurrent weights. Where few of them spiked, a row of the turned weights is
 * added for each that did, in the order of the dense product, so that both give the same bits.
 */
final class Feedback implements Parallel.Task {
  /** Up to this part of neurons that spiked rows are faster than the dense product. */
  private static final double CROSSOVER = 0.4;

  /** Neurons of a block of work, about. */
  private static final int NEURONS = 2048;

  private static final float[] NOTHING = {};
  private static final float[][] NOT_TURNED = {};

  private final int batch;
  private final int hidden;
  private final float[][] weights;
  private final float[][] drives;
  private final Scope scope;
  private final int samplesOfBlock;

  /** The weights with a row for each neuron that sends; made when first needed. */
  private float[][] turned = NOT_TURNED;

  /** For each thread, which neurons of a sample spiked. */
  private int[][] active = {};

  private float[] before = NOTHING;
  private int from;
  private int to;

  /**
   * Neurons that send each other spikes.
   *
   * @param batch samples
   * @param hidden neurons of a sample
   * @param weights of each drive, [hidden][hidden], row = neuron driven
   * @param drives what each adds to, the steps one behind the other
   * @param scope threads and scratch
   */
  Feedback(int batch, int hidden, float[][] weights, float[][] drives, Scope scope) {
    this.batch = batch;
    this.hidden = hidden;
    this.weights = weights;
    this.drives = drives;
    this.scope = scope;
    samplesOfBlock = Math.max(1, NEURONS / hidden);
  }

  /**
   * Adds to the drives of a step.
   *
   * @param spikes outputs of the step before, any values
   * @param spikesFrom where they begin
   * @param driveFrom where the step's drives begin
   */
  void add(float[] spikes, int spikesFrom, int driveFrom) {
    if (!isEventDriven(spikes, spikesFrom)) {
      for (int k = 0; k < weights.length; k++) {
        scope
            .gemm()
            .multiply(
                Gemm.Form.NT,
                batch,
                hidden,
                hidden,
                spikes,
                spikesFrom,
                weights[k],
                0,
                drives[k],
                driveFrom,
                true);
      }
      return;
    }
    turn();
    before = spikes;
    from = spikesFrom;
    to = driveFrom;
    scope.parallel().forEach((batch + samplesOfBlock - 1) / samplesOfBlock, this);
    before = NOTHING;
  }

  /** By the number of spikes alone; for one sample the dense product reads all weights as well. */
  private boolean isEventDriven(float[] spikes, int at) {
    return switch (scope.propagation()) {
      case EVENT -> true;
      case DENSE -> false;
      case AUTO -> {
        int neurons = batch * hidden;
        yield batch == 1 || RowSums.count(spikes, at, neurons) <= CROSSOVER * neurons;
      }
    };
  }

  private void turn() {
    if (turned.length > 0) {
      return;
    }
    turned = new float[weights.length][];
    for (int k = 0; k < turned.length; k++) {
      turned[k] = scope.take(hidden * hidden);
      Transpose.transpose(weights[k], 0, turned[k], 0, hidden, hidden);
    }
    active = new int[scope.parallel().threads()][hidden];
  }

  @Override
  public void run(int block, int worker) {
    int[] list = active[worker];
    int end = Math.min(batch, (block + 1) * samplesOfBlock);
    for (int b = block * samplesOfBlock; b < end; b++) {
      int sample = b * hidden;
      int count = RowSums.active(before, from + sample, hidden, list);
      for (int k = 0; k < drives.length; k++) {
        RowSums.add(
            before,
            from + sample,
            list,
            count,
            turned[k],
            hidden,
            drives[k],
            to + sample,
            0,
            hidden);
      }
    }
  }

  /** Gives the scratch back. */
  void end() {
    for (float[] matrix : turned) {
      scope.giveBack(matrix);
    }
    turned = NOT_TURNED;
  }
}
