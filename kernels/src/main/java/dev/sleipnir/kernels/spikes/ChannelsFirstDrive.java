package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.layout.ChannelsLast;
import java.util.Arrays;

/**
 * A drive of channels-last samples for neurons that are stored channels-first, as lines are: units,
 * sums and their order are those of the other drive; only what goes to neurons and comes from them
 * is turned round.
 */
public final class ChannelsFirstDrive extends SpikeDrive {
  private final SpikeDrive last;
  private final int batch;
  private final int channels;
  private final int positions;

  /** Neurons of a position in a unit: its channels, and what fills them up. */
  private final int stride;

  /**
   * The same drive for neurons in another order.
   *
   * @param last a drive whose units are samples, channels-last, the channels of a position filled
   *     up or not
   * @param batch samples of a time step
   * @param channels channels of a sample
   * @param positions places of a sample
   */
  public ChannelsFirstDrive(SpikeDrive last, int batch, int channels, int positions) {
    this.last = last;
    this.batch = batch;
    this.channels = channels;
    this.positions = positions;
    stride = last.neurons() / positions;
  }

  @Override
  public void begin(SpikeRows in, int steps, float[][] parameters, long version) {
    last.begin(in, steps, parameters, version);
  }

  @Override
  public void weigh(float[] events, int from) {
    last.weigh(events, from);
  }

  @Override
  public int tasks() {
    return last.tasks();
  }

  @Override
  public int firstUnit(int task) {
    return last.firstUnit(task);
  }

  @Override
  public int neurons() {
    return last.neurons();
  }

  /** They are not in stored order. */
  @Override
  public boolean isSample() {
    return false;
  }

  @Override
  public int blockSteps() {
    return last.blockSteps();
  }

  @Override
  public boolean hasUnitsOf(SpikeDrive other) {
    return other instanceof ChannelsFirstDrive first && last.hasUnitsOf(first.last);
  }

  @Override
  public void drive(int unit, int first, int steps, float[] out, int worker) {
    last.drive(unit, first, steps, out, worker);
  }

  @Override
  public void toUnit(int unit, float[] all, int allAt, float[] own, int ownAt) {
    int from = allAt + unit * channels * positions;
    if (stride == channels) {
      ChannelsLast.fromChannelsFirst(all, from, own, ownAt, channels, positions, 0, 1);
      return;
    }
    for (int p = 0; p < positions; p++) {
      int to = ownAt + p * stride;
      for (int c = 0; c < channels; c++) {
        own[to + c] = all[from + c * positions + p];
      }
      Arrays.fill(own, to + channels, to + stride, 0f);
    }
  }

  @Override
  public void fromUnit(int unit, float[] own, int ownAt, float[] all, int allAt) {
    int to = allAt + unit * channels * positions;
    if (stride == channels) {
      ChannelsLast.toChannelsFirst(own, ownAt, all, to, channels, positions, 0, 1);
      return;
    }
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < positions; p++) {
        all[to + c * positions + p] = own[ownAt + p * stride + c];
      }
    }
  }

  @Override
  public void pack(int unit, SpikeRows own, int first, int steps, SpikeRows out) {
    for (int t = 0; t < steps; t++) {
      int row = (first + t) * batch + unit;
      out.clear(row, row + 1);
      for (int i = own.next(t, 0); i >= 0; i = own.next(t, i + 1)) {
        int p = i / stride;
        int c = i - p * stride;
        if (c < channels) {
          out.or(row, c * positions + p, 1, 1L);
        }
      }
    }
  }

  @Override
  public void beginGradients(int workers) {
    last.beginGradients(workers);
  }

  @Override
  public void addGradients(int unit, int first, int steps, float[] gradient, int worker) {
    last.addGradients(unit, first, steps, gradient, worker);
  }

  @Override
  public void endGradients(float[][] gradients) {
    last.endGradients(gradients);
  }

  @Override
  public void end() {
    last.end();
  }

  @Override
  public long allocatedBytes() {
    return last.allocatedBytes();
  }
}
