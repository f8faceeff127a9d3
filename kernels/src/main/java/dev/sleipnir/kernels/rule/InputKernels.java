package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.layout.Transpose;
import java.util.Arrays;

/**
 * What input spikes change at the kernels of a convolution, [inChannels][kernelHeight][kernelWidth,
 * last first][outChannels]: the synapses of a spike to a row of output positions lie side by side.
 * Kernels of one input channel depend on no other channel's.
 */
final class InputKernels {
  private final ConvStep step;
  private final CompiledRule rule;
  private final CompiledLoop fan;
  private final ConvShape shape;
  private final int outChannels;
  private final int kernelHeight;
  private final int kernelWidth;

  /** The weights, and the sums of their changes. */
  private final float[][] kernels;

  /** In between: [inChannels][kernelHeight][kernelWidth][outChannels]. */
  private final float[] turned;

  InputKernels(ConvStep step) {
    this.step = step;
    rule = step.rule;
    fan = rule.fan();
    shape = step.shape;
    outChannels = step.outChannels;
    kernelHeight = step.kernelHeight;
    kernelWidth = step.kernelWidth;
    kernels = new float[2][shape.weightSize()];
    turned = new float[shape.weightSize()];
  }

  /**
   * Sums up the changes of some input channels' kernels.
   *
   * @param invariants the calling thread's
   * @param from first input channel
   * @param to one past the last
   */
  void change(float[] invariants, int from, int to) {
    int depth = shape.depth();
    int element = from * kernelHeight * kernelWidth;
    int elements = (to - from) * kernelHeight * kernelWidth;
    int at = element * outChannels;
    int count = elements * outChannels;
    if (rule.readsWeights()) {
      Transpose.transpose(
          step.weights[0], element, depth, turned, at, outChannels, outChannels, elements);
      reverseRows(turned, kernels[0], at, count);
    }
    Arrays.fill(kernels[1], at, at + count, 0f);
    SpikeList spikes = step.preSpikes;
    int pixels = step.pixels;
    for (int sample = step.firstSample; sample < step.endSample; sample++) {
      int first = sample * step.inChannels * pixels;
      int end = first + to * pixels;
      int s = spikes.firstFrom(first + from * pixels);
      for (; s < spikes.count() && spikes.get(s) < end; s++) {
        int neuron = spikes.get(s);
        rule.setPre(invariants, step.preTraces, neuron);
        spike(invariants, sample, neuron - first);
      }
    }
    reverseRows(kernels[1], turned, at, count);
    Transpose.transpose(
        turned, at, outChannels, step.byInput, element, depth, elements, outChannels);
  }

  /** Copies kernels, each row of elements last first. */
  private void reverseRows(float[] from, float[] to, int at, int size) {
    int row = kernelWidth * outChannels;
    for (int first = at; first < at + size; first += row) {
      for (int j = 0; j < kernelWidth; j++) {
        int reversed = first + (kernelWidth - 1 - j) * outChannels;
        System.arraycopy(from, first + j * outChannels, to, reversed, outChannels);
      }
    }
  }

  private void spike(float[] invariants, int sample, int neuron) {
    int channel = neuron / step.pixels;
    int pixel = neuron - channel * step.pixels;
    int pixelRow = pixel / shape.width();
    int bottom = pixelRow + shape.paddingHeight();
    int right = pixel - pixelRow * shape.width() + shape.paddingWidth();
    int dilation = shape.dilationWidth();
    int stride = shape.strideWidth();
    int left = right - (kernelWidth - 1) * dilation;
    int leftmost = Math.floorDiv(left, stride);
    for (int i = 0; i < kernelHeight; i++) {
      int y = bottom - i * shape.dilationHeight();
      int row = y / shape.strideHeight();
      if (y < 0 || row * shape.strideHeight() != y || row >= shape.outputHeight()) {
        continue;
      }
      int kernelRow = (channel * kernelHeight + i) * kernelWidth;
      int positionRow = sample * step.positions + row * shape.outputWidth();
      if (dilation == stride) {
        if (leftmost * stride == left) {
          int first = Math.max(0, -leftmost);
          int last = Math.min(kernelWidth, shape.outputWidth() - leftmost);
          int position = positionRow + leftmost + first;
          run(invariants, kernelRow + first, position, last - first);
        }
        continue;
      }
      for (int j = 0; j < kernelWidth; j++) {
        int x = left + j * dilation;
        int position = x / stride;
        if (x >= 0 && position * stride == x && position < shape.outputWidth()) {
          run(invariants, kernelRow + j, positionRow + position, 1);
        }
      }
    }
  }

  /** Kernel elements side by side, last first, by which output positions side by side read. */
  private void run(float[] invariants, int element, int position, int count) {
    if (count > 0) {
      int from = element * outChannels;
      int to = from + count * outChannels;
      fan.runShort(invariants, step.postColumns, kernels, from, to, from - position * outChannels);
    }
  }
}
