package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.layout.ChannelsLast;
import java.util.Arrays;

/**
 * What output spikes change at the kernels of a convolution, [outChannels][kernelHeight]
 * [kernelWidth][inChannels]: the synapses of a spike to a row of pixels lie side by side. Kernels
 * of one output channel depend on no other channel's.
 */
final class OutputKernels {
  private final ConvStep step;
  private final CompiledRule rule;
  private final CompiledLoop rowBesideFans;
  private final ConvShape shape;
  private final int inChannels;
  private final int kernelHeight;
  private final int kernelWidth;

  /** The weights, and the sums of their changes. */
  private final float[][] kernels;

  OutputKernels(ConvStep step) {
    this.step = step;
    rule = step.rule;
    rowBesideFans = rule.rowBesideFans();
    shape = step.shape;
    inChannels = step.inChannels;
    kernelHeight = step.kernelHeight;
    kernelWidth = step.kernelWidth;
    kernels = new float[2][shape.weightSize()];
  }

  /**
   * Sums up the changes of some output channels' kernels.
   *
   * @param invariants the calling thread's
   * @param from first output channel
   * @param to one past the last
   */
  void change(float[] invariants, int from, int to) {
    int size = kernelHeight * kernelWidth;
    int depth = size * inChannels;
    float[][] weights = step.weights;
    if (rule.readsWeights()) {
      ChannelsLast.fromChannelsFirst(weights[0], 0, kernels[0], 0, inChannels, size, from, to);
    }
    Arrays.fill(kernels[1], from * depth, to * depth, 0f);
    SpikeList spikes = step.postSpikes;
    int positions = step.positions;
    for (int sample = step.firstSample; sample < step.endSample; sample++) {
      int first = sample * step.outChannels * positions;
      int end = first + to * positions;
      int s = spikes.firstFrom(first + from * positions);
      for (; s < spikes.count() && spikes.get(s) < end; s++) {
        int unit = spikes.get(s);
        rule.setPost(invariants, step.postTraces, unit);
        spike(invariants, sample, unit - first);
      }
    }
    ChannelsLast.toChannelsFirst(kernels[1], 0, weights[1], 0, inChannels, size, from, to);
  }

  private void spike(float[] invariants, int sample, int unit) {
    int channel = unit / step.positions;
    int position = unit - channel * step.positions;
    int outputRow = position / shape.outputWidth();
    int top = outputRow * shape.strideHeight() - shape.paddingHeight();
    int outputColumn = position - outputRow * shape.outputWidth();
    int left = outputColumn * shape.strideWidth() - shape.paddingWidth();
    int dilation = shape.dilationWidth();
    for (int i = 0; i < kernelHeight; i++) {
      int row = top + i * shape.dilationHeight();
      if (row < 0 || row >= shape.height()) {
        continue;
      }
      int kernelRow = (channel * kernelHeight + i) * kernelWidth;
      int pixelRow = sample * step.pixels + row * shape.width();
      if (dilation == 1) {
        int first = Math.max(0, -left);
        int last = Math.min(kernelWidth, shape.width() - left);
        run(invariants, kernelRow + first, pixelRow + left + first, last - first);
        continue;
      }
      for (int j = 0; j < kernelWidth; j++) {
        int column = left + j * dilation;
        if (column >= 0 && column < shape.width()) {
          run(invariants, kernelRow + j, pixelRow + column, 1);
        }
      }
    }
  }

  /** Kernel elements side by side that read pixels side by side. */
  private void run(float[] invariants, int element, int pixel, int count) {
    if (count > 0) {
      int from = element * inChannels;
      int to = from + count * inChannels;
      rowBesideFans.runShort(
          invariants, step.preColumns, kernels, from, to, from - pixel * inChannels);
    }
  }
}
