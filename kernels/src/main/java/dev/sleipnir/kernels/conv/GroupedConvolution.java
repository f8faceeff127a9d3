package dev.sleipnir.kernels.conv;

import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of several groups of several channels: each group's channels are taken out, go
 * through a convolution of their own, and are put back. The copies cost little beside sums over
 * whole windows of channels.
 */
final class GroupedConvolution extends Convolution {
  private static final float[] EMPTY = {};

  private final ConvShape shape;
  private final DenseConvolution one;
  private final Parallel parallel;
  private final FloatPool pool;
  private final Parallel.Task inTask = (image, worker) -> copy(image, true);
  private final Parallel.Task outTask = (image, worker) -> copy(image, false);

  // The copy in progress: channels [channel, channel + part) of images of a number of pixels.
  private float[] whole = EMPTY;
  private float[] own = EMPTY;
  private int pixels;
  private int channels;
  private int channel;
  private int part;

  GroupedConvolution(ConvShape shape, Parallel parallel, FloatPool pool) {
    super(shape);
    this.shape = shape;
    this.parallel = parallel;
    this.pool = pool;
    one = new DenseConvolution(shape.ofGroup(), parallel, pool);
  }

  @Override
  void multiply(
      int images, float[] input, float[] weights, float @Nullable [] bias, float[] output) {
    ConvShape group = one.shape();
    float[] in = pool.take(images * group.inputSize());
    float[] out = pool.take(images * group.outputSize());
    float[] kernels = pool.take(group.weightSize());
    float[] biases = bias == null ? null : pool.take(group.outChannels());
    for (int g = 0; g < shape.groups(); g++) {
      inputs(g, images, input, in, true);
      System.arraycopy(weights, g * group.weightSize(), kernels, 0, group.weightSize());
      if (biases != null && bias != null) {
        System.arraycopy(bias, g * group.outChannels(), biases, 0, group.outChannels());
      }
      one.multiply(images, in, kernels, biases, out);
      outputs(g, images, output, out, false);
    }
    pool.give(in);
    pool.give(out);
    pool.give(kernels);
    if (biases != null) {
      pool.give(biases);
    }
  }

  @Override
  void multiplyBack(int images, float[] gradOutput, float[] weights, float[] gradInput) {
    ConvShape group = one.shape();
    float[] in = pool.take(images * group.inputSize());
    float[] out = pool.take(images * group.outputSize());
    float[] kernels = pool.take(group.weightSize());
    for (int g = 0; g < shape.groups(); g++) {
      outputs(g, images, gradOutput, out, true);
      System.arraycopy(weights, g * group.weightSize(), kernels, 0, group.weightSize());
      one.multiplyBack(images, out, kernels, in);
      inputs(g, images, gradInput, in, false);
    }
    pool.give(in);
    pool.give(out);
    pool.give(kernels);
  }

  @Override
  void addGradients(
      int images,
      float[] input,
      float[] gradOutput,
      float[] gradWeights,
      float @Nullable [] gradBias) {
    ConvShape group = one.shape();
    float[] in = pool.take(images * group.inputSize());
    float[] out = pool.take(images * group.outputSize());
    float[] kernels = pool.take(group.weightSize());
    float[] biases = gradBias == null ? null : pool.take(group.outChannels());
    for (int g = 0; g < shape.groups(); g++) {
      inputs(g, images, input, in, true);
      outputs(g, images, gradOutput, out, true);
      Arrays.fill(kernels, 0, group.weightSize(), 0f);
      if (biases != null) {
        Arrays.fill(biases, 0, group.outChannels(), 0f);
      }
      one.addGradients(images, in, out, kernels, biases);
      add(kernels, group.weightSize(), gradWeights, g * group.weightSize());
      if (biases != null && gradBias != null) {
        add(biases, group.outChannels(), gradBias, g * group.outChannels());
      }
    }
    pool.give(in);
    pool.give(out);
    pool.give(kernels);
    if (biases != null) {
      pool.give(biases);
    }
  }

  private static void add(float[] from, int count, float[] to, int at) {
    for (int i = 0; i < count; i++) {
      to[at + i] += from[i];
    }
  }

  /** A group's channels of all input images, taken out or put back. */
  private void inputs(int group, int images, float[] all, float[] ofGroup, boolean out) {
    part = shape.inChannels() / shape.groups();
    channels = shape.inChannels();
    pixels = shape.height() * shape.width();
    move(group, images, all, ofGroup, out);
  }

  /** A group's channels of all output images, taken out or put back. */
  private void outputs(int group, int images, float[] all, float[] ofGroup, boolean out) {
    part = shape.outChannels() / shape.groups();
    channels = shape.outChannels();
    pixels = shape.positions();
    move(group, images, all, ofGroup, out);
  }

  private void move(int group, int images, float[] all, float[] ofGroup, boolean out) {
    channel = group * part;
    whole = all;
    own = ofGroup;
    parallel.forEach(images, out ? inTask : outTask);
    whole = EMPTY;
    own = EMPTY;
  }

  private void copy(int image, boolean out) {
    int from = image * pixels * channels + channel;
    int to = image * pixels * part;
    for (int p = 0; p < pixels; p++, from += channels, to += part) {
      if (out) {
        System.arraycopy(whole, from, own, to, part);
      } else {
        System.arraycopy(own, to, whole, from, part);
      }
    }
  }
}
