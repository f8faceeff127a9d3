package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.conv.ConvShape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The drive of a convolution of channels-last images whose channels are cut into groups: every
 * spike adds its weights to the outputs of its group, in the windows it lies in. A unit is a
 * sample. It takes spikes and {@linkplain #weigh events of any weight}; those of a dense layer are
 * images of one pixel.
 *
 * <p>Sums run over kernel row, column, channel of the group, as those of {@link
 * dev.sleipnir.kernels.conv.Convolution#forward} do: both give the same bits.
 */
public final class EventGroupedConvolution extends SampleDrive {
  private static final float[] EMPTY = {};
  private static final SpikeRows NOTHING = SpikeRows.silent(0, 0);

  private final ConvShape shape;
  private final int inputs;
  private final int outputs;
  private final int taps;
  private SpikeRows in = NOTHING;

  /** What each spike counts; null for 1. */
  private float @Nullable [] events;

  private int eventsFrom;

  /** [channel][tap][output of the group]. */
  private float[] packed = EMPTY;

  private float[] weights = EMPTY;
  private long packedVersion;
  private float @Nullable [] bias;
  private float[][] sums = {};
  private float[][] biasSums = {};

  /**
   * A convolution of these sizes.
   *
   * @param shape the sizes
   * @param batch samples of a time step
   * @throws IllegalArgumentException if batch is not positive
   */
  public EventGroupedConvolution(ConvShape shape, int batch) {
    super(shape.outputSize(), batch);
    this.shape = shape;
    inputs = shape.inChannels() / shape.groups();
    outputs = shape.outChannels() / shape.groups();
    taps = shape.kernelHeight() * shape.kernelWidth();
  }

  @Override
  public void begin(SpikeRows in, int steps, float[][] parameters, long version) {
    this.in = in;
    events = null;
    bias = parameters.length > 1 ? parameters[1] : null;
    if (!isSame(parameters[0], weights) || version != packedVersion) {
      weights = parameters[0];
      packedVersion = version;
      packed = packed.length == 0 ? new float[shape.weightSize()] : packed;
      for (int w = 0; w < packed.length; w++) {
        packed[w] = weights[inWeights(w)];
      }
    }
  }

  @Override
  public void weigh(float[] events, int from) {
    this.events = events;
    eventsFrom = from;
  }

  @SuppressWarnings("ReferenceEquality") // whether it is the same array is the question
  private static boolean isSame(float[] a, float[] b) {
    return a == b;
  }

  /** Where packed weight w lies in [out][channel of the group][tap]. */
  private int inWeights(int w) {
    int output = w % outputs;
    int tap = w / outputs % taps;
    int channel = w / outputs / taps;
    int out = channel / inputs * outputs + output;
    return (out * inputs + channel % inputs) * taps + tap;
  }

  @Override
  public void drive(int sample, int first, int steps, float[] out, int worker) {
    int size = shape.outputSize();
    for (int t = 0; t < steps; t++) {
      if (bias == null) {
        Arrays.fill(out, t * size, (t + 1) * size, 0f);
      } else {
        for (int at = t * size; at < (t + 1) * size; at += shape.outChannels()) {
          System.arraycopy(bias, 0, out, at, shape.outChannels());
        }
      }
      visit((first + t) * batch() + sample, null, out, t * size);
    }
  }

  /** Adds the weights of a row's spikes to outputs, or, if there are sums, outputs to these. */
  private void visit(int row, float @Nullable [] gradients, float[] out, int image) {
    int channels = shape.inChannels();
    for (int i = in.next(row, 0); i >= 0; i = in.next(row, i + 1)) {
      int pixel = i / channels;
      int channel = i - pixel * channels;
      int y = pixel / shape.width() + shape.paddingHeight();
      int x = pixel % shape.width() + shape.paddingWidth();
      int group = channel / inputs * outputs;
      float weight = events == null ? 1 : events[eventsFrom + row * in.features() + i];
      for (int ky = 0; ky < shape.kernelHeight(); ky++) {
        int outY = window(y - ky * shape.dilationHeight(), shape.strideHeight());
        if (outY < 0 || outY >= shape.outputHeight()) {
          continue;
        }
        for (int kx = 0; kx < shape.kernelWidth(); kx++) {
          int outX = window(x - kx * shape.dilationWidth(), shape.strideWidth());
          if (outX < 0 || outX >= shape.outputWidth()) {
            continue;
          }
          int at = image + (outY * shape.outputWidth() + outX) * shape.outChannels() + group;
          int w = (channel * taps + ky * shape.kernelWidth() + kx) * outputs;
          if (gradients == null) {
            add(weight, packed, w, out, at, outputs);
          } else {
            add(weight, out, at, gradients, w, outputs);
          }
        }
      }
    }
  }

  /** The window that begins at a padded row or column; -1 if none does. */
  private static int window(int start, int stride) {
    return stride == 1 ? start : start >= 0 && start % stride == 0 ? start / stride : -1;
  }

  /** Rounds once, as products of matrices do. */
  private static void add(float weight, float[] from, int fromAt, float[] to, int toAt, int count) {
    if (weight == 1) {
      add(from, fromAt, to, toAt, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[toAt + i] = Math.fma(weight, from[fromAt + i], to[toAt + i]);
    }
  }

  private static void add(float[] from, int fromAt, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] += from[fromAt + i];
    }
  }

  @Override
  public void beginGradients(int workers) {
    if (sums.length == 0) {
      sums = new float[tasks()][shape.weightSize()];
      biasSums = new float[tasks()][shape.outChannels()];
    }
    for (int task = 0; task < sums.length; task++) {
      Arrays.fill(sums[task], 0f);
      Arrays.fill(biasSums[task], 0f);
    }
  }

  @Override
  public void addGradients(int sample, int first, int steps, float[] gradient, int worker) {
    int task = task(sample);
    int size = shape.outputSize();
    for (int t = 0; t < steps; t++) {
      visit((first + t) * batch() + sample, sums[task], gradient, t * size);
      for (int p = 0; bias != null && p < shape.positions(); p++) {
        int from = t * size + p * shape.outChannels();
        add(gradient, from, biasSums[task], 0, shape.outChannels());
      }
    }
  }

  @Override
  public void endGradients(float[][] gradients) {
    float[] weight = gradients[0];
    for (int w = 0; w < packed.length; w++) {
      int at = inWeights(w);
      float sum = weight[at];
      for (float[] ofTask : sums) {
        sum += ofTask[w];
      }
      weight[at] = sum;
    }
    for (int task = 0; gradients.length > 1 && task < sums.length; task++) {
      add(biasSums[task], 0, gradients[1], 0, shape.outChannels());
    }
  }

  @Override
  public void end() {
    in = NOTHING;
    events = null;
    bias = null;
  }

  @Override
  public long allocatedBytes() {
    return (long) Float.BYTES
        * (packed.length + sums.length * (packed.length + shape.outChannels()));
  }
}
