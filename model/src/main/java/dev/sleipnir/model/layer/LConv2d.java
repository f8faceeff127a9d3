package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * The same convolution without bias at every time step, as Norse's {@code LConv2d}: sequences
 * [time, batch, inChannels, height, width] to [time, batch, outChannels, rows, columns]. It takes
 * images [batch, inChannels, height, width], too, as a {@link Conv2d} does, and so stands in
 * sequences, a {@link Lift} and sessions. The weights have Norse's layout: [outChannels, inChannels
 * / groups, kernelHeight, kernelWidth, 1].
 */
public final class LConv2d implements Connection {
  private static final int AXES = 5;

  private final Parameter weight;
  private final Window window;
  private final int groups;
  private final Conv2d image;

  /**
   * A convolution with square kernels, stride 1 and no padding, initialised from the {@linkplain
   * Seeds#next() next stream} of the process.
   *
   * @param inChannels channels in, at least 1
   * @param outChannels channels out, at least 1
   * @param kernel height and width of the kernels, at least 1
   * @throws IllegalArgumentException if a number is not positive
   */
  public LConv2d(int inChannels, int outChannels, int kernel) {
    this(Seeds.next(), inChannels, outChannels, Window.of(kernel), 1);
  }

  /**
   * A convolution; values uniform in ±1/sqrt(inputs of an output).
   *
   * @param random what the initial values are drawn from
   * @param inChannels channels in, at least 1
   * @param outChannels channels out, at least 1
   * @param window size of the kernels, stride, padding and dilation
   * @param groups groups that the channels are cut into: 1, or, depthwise, as many as channels in
   * @throws IllegalArgumentException if a number is not positive, or the groups do not divide the
   *     channels
   */
  public LConv2d(RandomStream random, int inChannels, int outChannels, Window window, int groups) {
    this(
        overTime(new Conv2d(random, inChannels, outChannels, window, groups, false)),
        window,
        groups);
  }

  /**
   * A convolution with these kernels.
   *
   * @param weight [outChannels, inChannels / groups, kernelHeight, kernelWidth, 1]
   * @param window of the kernels' height and width
   * @param groups groups that the channels are cut into, at least 1
   * @throws IllegalArgumentException if the shapes do not fit or a number is out of range
   */
  public LConv2d(Tensor weight, Window window, int groups) {
    Objects.requireNonNull(weight, "weight: expected a tensor, got null");
    if (weight.rank() != AXES || weight.dim(4) != 1) {
      throw new IllegalArgumentException(
          "weight: expected [outChannels, inChannels, height, width, 1], got shape "
              + Shape.text(weight.shape()));
    }
    this.weight = new Parameter("weight", weight);
    this.window = window;
    this.groups = groups;
    int[] kernels = {weight.dim(0), weight.dim(1), weight.dim(2), weight.dim(3)};
    image = new Conv2d(this.weight, kernels, null, window, groups);
  }

  private static Tensor overTime(Conv2d drawn) {
    Tensor kernels = drawn.weight().value();
    return kernels.reshape(kernels.dim(0), kernels.dim(1), kernels.dim(2), kernels.dim(3), 1);
  }

  /**
   * Convolves the images of every step.
   *
   * @param x [time, batch, inChannels, height, width], or the images of one step or of several one
   *     after the other, [batch, inChannels, height, width]
   * @return as many axes, the last three outChannels, rows, columns
   * @throws IllegalArgumentException if the shape is another, or the kernel does not fit
   */
  @Override
  public Tensor forward(Tensor x) {
    if (x.rank() != AXES) {
      return Connection.super.forward(x);
    }
    require(x.shape());
    Tensor images = x.reshape(x.dim(0) * x.dim(1), x.dim(2), x.dim(3), x.dim(4));
    Tensor y = Connection.super.forward(images);
    return y.reshape(x.dim(0), x.dim(1), y.dim(1), y.dim(2), y.dim(3));
  }

  @Override
  public LConv2d copy() {
    return (LConv2d) Connection.super.copy();
  }

  @Override
  public LConv2d copy(Copies copies) {
    return new LConv2d(weight.value(), window, groups);
  }

  @Override
  public List<Parameter> parameters() {
    return image.parameters();
  }

  /** {@return the kernels: [outChannels, inChannels / groups, kernelHeight, kernelWidth, 1]} */
  public Parameter weight() {
    return weight;
  }

  @Override
  public int[] outputShape(int[] x) {
    require(x);
    return image.outputShape(x);
  }

  private void require(int[] x) {
    int inChannels = weight.shape()[1] * groups;
    if (x.length < AXES - 1 || x[x.length - 3] != inChannels) {
      throw new IllegalArgumentException(
          "LConv2d: expected input [time, batch, "
              + inChannels
              + ", height, width], or without time, got shape "
              + Shape.text(x));
    }
  }

  @Override
  public void multiply(Tensor x, float[] y, Scope scope) {
    image.multiply(x, y, scope);
  }

  @Override
  public void backward(Tensor x, float[] gradient, float[] forX, Tape tape) {
    image.backward(x, gradient, forX, tape);
  }

  @Override
  public void addGradients(Tensor x, float[] gradient, Tape tape) {
    image.addGradients(x, gradient, tape);
  }

  @Override
  public boolean isEventDriven(SpikeRows spikes, Scope scope) {
    return image.isEventDriven(spikes, scope);
  }

  @Override
  public SpikeDrive kernel(int[] x, Parallel parallel) {
    return image.kernel(x, parallel);
  }

  @Override
  public boolean visitsEvents(SpikeRows events, Scope scope) {
    return image.visitsEvents(events, scope);
  }

  @Override
  public SpikeDrive eventKernel(int[] x) {
    return image.eventKernel(x);
  }

  @Override
  public Description description() {
    return window
        .describe(new Description("LConv2d"))
        .number("groups", groups)
        .parameter("weight", weight);
  }

  @Override
  public String toString() {
    return "L" + image;
  }
}
