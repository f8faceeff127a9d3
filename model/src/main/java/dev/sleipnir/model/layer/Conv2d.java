package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.spikes.EventConvolution;
import dev.sleipnir.kernels.spikes.EventGroupedConvolution;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.kernels.tuning.Tuning;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A two-dimensional convolution (cross-correlation) of images [batch, inChannels, height, width];
 * the output, [batch, outChannels, rows, columns], is stored channels-last. As PyTorch's {@code
 * Conv2d}: weights [outChannels, inChannels / groups, kernelHeight, kernelWidth], each output
 * channel sees the input channels of its group.
 */
public final class Conv2d implements Connection {
  private final int inChannels;
  private final int outChannels;
  private final Window window;
  private final int groups;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** Sizes for the images of some call: a constant, whichever thread's it is. */
  private @Nullable ConvShape recent;

  /**
   * A convolution with square kernels, stride 1, no padding, and a bias, initialised from the
   * {@linkplain Seeds#next() next stream} of the process: every layer has other values.
   *
   * @param inChannels channels in
   * @param outChannels channels out
   * @param kernel height and width of the kernels
   */
  public Conv2d(int inChannels, int outChannels, int kernel) {
    this(Seeds.next(), inChannels, outChannels, kernel);
  }

  /**
   * A convolution with square kernels, stride 1, no padding, and a bias; values uniform in
   * ±1/sqrt(inChannels kernel²).
   *
   * @param random what the initial values are drawn from
   * @param inChannels channels in
   * @param outChannels channels out
   * @param kernel height and width of the kernels
   */
  public Conv2d(RandomStream random, int inChannels, int outChannels, int kernel) {
    this(random, inChannels, outChannels, Window.of(kernel), 1, true);
  }

  /**
   * A convolution with a bias, initialised from the {@linkplain Seeds#next() next stream} of the
   * process.
   *
   * @param inChannels channels in, at least 1
   * @param outChannels channels out, at least 1
   * @param window size of the kernels, stride, padding and dilation
   * @throws IllegalArgumentException if a number of channels is not positive
   */
  public Conv2d(int inChannels, int outChannels, Window window) {
    this(Seeds.next(), inChannels, outChannels, window, 1, true);
  }

  /**
   * A convolution; values uniform in ±1/sqrt(inputs of an output).
   *
   * @param random what the initial values are drawn from
   * @param inChannels channels in, at least 1
   * @param outChannels channels out, at least 1
   * @param window size of the kernels, stride, padding and dilation
   * @param groups groups that the channels are cut into: 1, or, depthwise, as many as channels in
   * @param withBias whether there is a bias
   * @throws IllegalArgumentException if a number is not positive, or the groups do not divide the
   *     channels
   */
  public Conv2d(
      RandomStream random,
      int inChannels,
      int outChannels,
      Window window,
      int groups,
      boolean withBias) {
    this(
        weights(random, inChannels, outChannels, window, groups),
        withBias ? biases(random, inChannels, outChannels, window, groups) : null,
        window,
        groups);
  }

  private static int inputs(int inChannels, int outChannels, Window window, int groups) {
    Require.atLeast("inChannels", 1, inChannels);
    Require.atLeast("outChannels", 1, outChannels);
    Require.atLeast("groups", 1, groups);
    if (inChannels % groups != 0) {
      throw new IllegalArgumentException(
          "inChannels: expected a multiple of the " + groups + " groups, got " + inChannels);
    }
    return inChannels / groups * window.height() * window.width();
  }

  private static Tensor weights(
      RandomStream random, int inChannels, int outChannels, Window window, int groups) {
    int inputs = inputs(inChannels, outChannels, window, groups);
    return Initialization.uniform(
        random, inputs, outChannels, inChannels / groups, window.height(), window.width());
  }

  private static Tensor biases(
      RandomStream random, int inChannels, int outChannels, Window window, int groups) {
    return Initialization.uniform(
        random, inputs(inChannels, outChannels, window, groups), outChannels);
  }

  /**
   * A convolution with these kernels.
   *
   * @param weight [outChannels, inChannels, kernelHeight, kernelWidth]
   * @param bias [outChannels], or null for none
   * @param stride step between outputs, at least 1
   * @param padding zeros around the image, at least 0
   * @param dilation distance between kernel elements, at least 1
   * @throws IllegalArgumentException if the shapes do not fit or a number is out of range
   */
  public Conv2d(Tensor weight, @Nullable Tensor bias, int stride, int padding, int dilation) {
    this(weight, bias, window(weight).stride(stride).padding(padding).dilation(dilation), 1);
  }

  private static Window window(Tensor weight) {
    requireKernels(weight);
    return Window.of(weight.dim(2), weight.dim(3));
  }

  /**
   * A convolution with these kernels.
   *
   * @param weight [outChannels, inChannels / groups, kernelHeight, kernelWidth]
   * @param bias [outChannels], or null for none
   * @param window of the kernels' height and width
   * @param groups groups that the channels are cut into, at least 1
   * @throws IllegalArgumentException if the shapes do not fit or a number is out of range
   */
  public Conv2d(Tensor weight, @Nullable Tensor bias, Window window, int groups) {
    this(
        kernels(weight),
        weight.shape(),
        bias == null ? null : new Parameter("bias", bias),
        window,
        groups);
  }

  /** As the one with tensors, whatever shape its parameters have that kernels are seen with. */
  Conv2d(Parameter weight, int[] kernels, @Nullable Parameter bias, Window window, int groups) {
    Require.atLeast("groups", 1, groups);
    outChannels = kernels[0];
    inChannels = kernels[1] * groups;
    Require.atLeast("outChannels", 1, outChannels);
    Require.atLeast("inChannels", 1, inChannels);
    if (outChannels % groups != 0) {
      throw new IllegalArgumentException(
          "outChannels: expected a multiple of the " + groups + " groups, got " + outChannels);
    }
    Shape.require(
        "weight", new int[] {outChannels, kernels[1], window.height(), window.width()}, kernels);
    if (bias != null) {
      Shape.require("bias", new int[] {outChannels}, bias.shape());
    }
    this.window = window;
    this.groups = groups;
    this.weight = weight;
    this.bias = bias;
  }

  private static Parameter kernels(Tensor weight) {
    requireKernels(weight);
    return new Parameter("weight", weight);
  }

  private static void requireKernels(Tensor weight) {
    Objects.requireNonNull(weight, "weight: expected a tensor, got null");
    if (weight.rank() != 4) {
      throw new IllegalArgumentException(
          "weight: expected [outChannels, inChannels, height, width], got shape "
              + Shape.text(weight.shape()));
    }
  }

  @Override
  public Conv2d copy() {
    return (Conv2d) Connection.super.copy();
  }

  @Override
  public Conv2d copy(Copies copies) {
    Tensor biases = bias == null ? null : bias.value();
    return new Conv2d(weight.value(), biases, window, groups);
  }

  /** The same convolution with other kernels and biases. */
  Conv2d with(Tensor kernels, @Nullable Tensor biases) {
    return new Conv2d(kernels, biases, window, groups);
  }

  @Override
  public List<Parameter> parameters() {
    return bias == null ? List.of(weight) : List.of(weight, bias);
  }

  /** {@return the kernels: [outChannels, inChannels / groups, kernelHeight, kernelWidth]} */
  public Parameter weight() {
    return weight;
  }

  /** {@return the bias: [outChannels], or null if there is none} */
  public @Nullable Parameter bias() {
    return bias;
  }

  /**
   * The sizes for images of a height and width.
   *
   * @param height rows of an image
   * @param width columns of an image
   * @return sizes of input, output and kernels
   * @throws IllegalArgumentException if the kernel does not fit into the padded image
   */
  public ConvShape shape(int height, int width) {
    return window.convolution(inChannels, height, width, outChannels, groups);
  }

  @Override
  public int[] outputShape(int[] x) {
    if (x.length != 4 || x[1] != inChannels) {
      throw new IllegalArgumentException(
          "Conv2d: expected input [batch, "
              + inChannels
              + ", height, width], got shape "
              + Shape.text(x));
    }
    ConvShape shape = shape(x);
    return new int[] {x[0], outChannels, shape.outputHeight(), shape.outputWidth()};
  }

  /** The sizes for an input, made anew only for images of another size. */
  private ConvShape shapeOf(Tensor x) {
    ConvShape known = recent;
    if (known == null || known.height() != x.dim(2) || known.width() != x.dim(3)) {
      known = shape(x.shape());
      recent = known;
    }
    return known;
  }

  private ConvShape shape(int[] x) {
    try {
      return shape(x[2], x[3]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(this + " of " + Shape.text(x) + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void multiply(Tensor x, float[] y, Scope scope) {
    scope
        .workspace()
        .convolution(shapeOf(x))
        .forward(x.dim(0), x.values(), weight.data(), bias == null ? null : bias.data(), y);
  }

  @Override
  public void backward(Tensor x, float[] gradient, float[] forX, Tape tape) {
    tape.workspace().convolution(shapeOf(x)).backwardData(x.dim(0), gradient, weight.data(), forX);
  }

  @Override
  public void addGradients(Tensor x, float[] gradient, Tape tape) {
    float[] forBias = bias == null ? null : bias.gradient();
    tape.workspace()
        .convolution(shapeOf(x))
        .backwardWeights(x.dim(0), x.values(), gradient, weight.gradient(), forBias);
  }

  @Override
  public boolean isEventDriven(SpikeRows spikes, Scope scope) {
    return scope.workspace().propagation().isEventDriven(spikes, Tuning.EVENT_CONVOLUTION);
  }

  @Override
  public SpikeDrive kernel(int[] x, Parallel parallel) {
    return groups == 1
        ? new EventConvolution(shape(x), x[0], parallel)
        : new EventGroupedConvolution(shape(x), x[0]);
  }

  @Override
  public boolean visitsEvents(SpikeRows events, Scope scope) {
    return scope.workspace().propagation().isEventDriven(events, Tuning.EVENT_WEIGHED_CONVOLUTION);
  }

  @Override
  public SpikeDrive eventKernel(int[] x) {
    return new EventGroupedConvolution(shape(x), x[0]);
  }

  @Override
  public Description description() {
    return window
        .describe(new Description("Conv2d"))
        .number("groups", groups)
        .parameter("weight", weight)
        .parameter("bias", bias);
  }

  @Override
  public String toString() {
    return "Conv2d("
        + inChannels
        + ", "
        + outChannels
        + ", "
        + window.height()
        + "x"
        + window.width()
        + window.settings()
        + (groups == 1 ? "" : ", groups " + groups)
        + (bias == null ? ", no bias)" : ")");
  }
}
