package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.spikes.EventConvolution;
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
 * A two-dimensional convolution (cross-correlation) of images [batch, channels, height, width]; the
 * output is stored channels-last.
 */
public final class Conv2d implements Connection {
  private final int inChannels;
  private final int outChannels;
  private final int kernelHeight;
  private final int kernelWidth;
  private final int stride;
  private final int padding;
  private final int dilation;
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
    this(
        Initialization.uniform(
            random, inChannels * kernel * kernel, outChannels, inChannels, kernel, kernel),
        Initialization.uniform(random, inChannels * kernel * kernel, outChannels),
        1,
        0,
        1);
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
    Objects.requireNonNull(weight, "weight: expected a tensor, got null");
    if (weight.rank() != 4) {
      throw new IllegalArgumentException(
          "weight: expected [outChannels, inChannels, height, width], got shape "
              + Shape.text(weight.shape()));
    }
    Require.atLeast("stride", 1, stride);
    Require.atLeast("padding", 0, padding);
    Require.atLeast("dilation", 1, dilation);
    outChannels = weight.dim(0);
    inChannels = weight.dim(1);
    kernelHeight = weight.dim(2);
    kernelWidth = weight.dim(3);
    Require.atLeast("outChannels", 1, outChannels);
    Require.atLeast("inChannels", 1, inChannels);
    Require.atLeast("kernel", 1, Math.min(kernelHeight, kernelWidth));
    this.stride = stride;
    this.padding = padding;
    this.dilation = dilation;
    this.weight = new Parameter("weight", weight);
    if (bias != null) {
      Shape.require("bias", new int[] {outChannels}, bias.shape());
    }
    this.bias = bias == null ? null : new Parameter("bias", bias);
  }

  @Override
  public Conv2d copy() {
    return (Conv2d) Connection.super.copy();
  }

  @Override
  public Conv2d copy(Copies copies) {
    Tensor biases = bias == null ? null : bias.value();
    return new Conv2d(weight.value(), biases, stride, padding, dilation);
  }

  @Override
  public List<Parameter> parameters() {
    return bias == null ? List.of(weight) : List.of(weight, bias);
  }

  /** {@return the kernels: [outChannels, inChannels, kernelHeight, kernelWidth]} */
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
    return new ConvShape(
        inChannels,
        height,
        width,
        outChannels,
        kernelHeight,
        kernelWidth,
        stride,
        stride,
        padding,
        padding,
        dilation,
        dilation);
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
    return new EventConvolution(shape(x), x[0], parallel);
  }

  @Override
  public String toString() {
    return "Conv2d("
        + inChannels
        + ", "
        + outChannels
        + ", "
        + kernelHeight
        + "x"
        + kernelWidth
        + ")";
  }
}
