package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.conv.Convolution;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.kernels.spikes.EventConvolution;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Node;
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
  /** Up to this density a spike at a time is faster than the dense product. */
  private static final double CROSSOVER = 0.35;

  private final int inChannels;
  private final int outChannels;
  private final int kernelHeight;
  private final int kernelWidth;
  private final int stride;
  private final int padding;
  private final int dilation;
  private final Parameter weight;
  private final @Nullable Parameter bias;

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
    AtLeast.require("stride", 1, stride);
    AtLeast.require("padding", 0, padding);
    AtLeast.require("dilation", 1, dilation);
    outChannels = weight.dim(0);
    inChannels = weight.dim(1);
    kernelHeight = weight.dim(2);
    kernelWidth = weight.dim(3);
    AtLeast.require("outChannels", 1, outChannels);
    AtLeast.require("inChannels", 1, inChannels);
    AtLeast.require("kernel", 1, Math.min(kernelHeight, kernelWidth));
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

  /**
   * The kernels.
   *
   * @return [outChannels, inChannels, kernelHeight, kernelWidth]
   */
  public Parameter weight() {
    return weight;
  }

  /**
   * The bias.
   *
   * @return [outChannels], or null if there is none
   */
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
  public Tensor forward(Tensor input) {
    if (input.rank() != 4 || input.dim(1) != inChannels) {
      throw new IllegalArgumentException(
          "Conv2d: expected input [batch, "
              + inChannels
              + ", height, width], got shape "
              + Shape.text(input.shape()));
    }
    Scope scope = Scope.of(input);
    Drive drive = drive(input, 1);
    scope.countPropagation(this, input.spikes(), drive != null);
    if (drive != null) {
      return drive.compute();
    }
    Tensor x = input.channelsLast();
    ConvShape shape = shape(x);
    int images = x.dim(0);
    Tensor y =
        scope.tensor(
            new int[] {images, outChannels, shape.outputHeight(), shape.outputWidth()}, true);
    Convolution convolution = scope.convolution(shape);
    float[] in = x.data();
    float[] out = y.data();
    float[] biases = bias == null ? null : bias.data();
    scope.run(() -> convolution.forward(images, in, weight.data(), biases, out));
    Tape tape = scope.tape();
    if (tape != null) {
      tape.keep(x);
      tape.record(new Backward(convolution, x, y));
    }
    return y;
  }

  private record Sizes(ConvShape shape, int batch) {}

  @Override
  public @Nullable Drive drive(Tensor input, int steps) {
    SpikeRows given = input.spikes();
    if (given == null || input.rank() != 4 || input.dim(1) != inChannels || given.rows() == 0) {
      return null;
    }
    Scope scope = Scope.of(input);
    if (scope.isReplayed()
        || given.rows() != input.dim(0)
        || !Density.isEventDriven(scope, given, CROSSOVER)) {
      return null;
    }
    ConvShape shape = shape(input);
    Tensor x = input.channelsLast();
    SpikeRows spikes = x.spikes();
    if (spikes == null) {
      return null;
    }
    int batch = spikes.rows() / steps;
    SpikeDrive kernel =
        scope.drive(
            this,
            new Sizes(shape, batch),
            () -> new EventConvolution(shape, batch, scope.parallel()));
    int[] output = {spikes.rows(), outChannels, shape.outputHeight(), shape.outputWidth()};
    return new Drive(
        kernel,
        x,
        spikes,
        steps,
        output,
        true,
        weight,
        bias,
        (g, tape) -> backData(tape.convolution(shape), x, g, tape),
        1,
        null);
  }

  private void backData(Convolution convolution, Tensor x, float[] gradient, Tape tape) {
    float[] forX = tape.take(x.size());
    convolution.backwardData(x.dim(0), gradient, weight.data(), forX);
    tape.addGradient(x, forX);
  }

  private ConvShape shape(Tensor x) {
    try {
      return shape(x.dim(2), x.dim(3));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          this + " of " + Shape.text(x.shape()) + ": " + e.getMessage(), e);
    }
  }

  private final class Backward extends Node {
    private final Convolution convolution;
    private final Tensor x;

    Backward(Convolution convolution, Tensor x, Tensor y) {
      super(y, x);
      this.convolution = convolution;
      this.x = x;
    }

    @Override
    protected List<Parameter> parameters() {
      return Conv2d.this.parameters();
    }

    @Override
    protected void backward(float[] gradient, Tape tape) {
      int images = x.dim(0);
      convolution.backwardWeights(
          images, x.data(), gradient, weight.gradient(), bias == null ? null : bias.gradient());
      if (tape.needsGradient(x)) {
        backData(convolution, x, gradient, tape);
      }
      tape.giveBack(gradient);
    }
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
