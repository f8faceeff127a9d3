package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.layout.ChannelsLast;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.kernels.spikes.ChannelsFirstDrive;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A convolution of lines: [batch, inChannels, length] to [batch, outChannels, positions]. As
 * PyTorch's {@code Conv1d}: weights [outChannels, inChannels / groups, kernel]. Of a {@link Window}
 * it takes what is said of columns.
 */
public final class Conv1d implements Connection {
  private final Window window;
  private final int groups;
  private final Parameter weight;
  private final @Nullable Parameter bias;
  private final Conv2d image;

  /**
   * A convolution with stride 1, no padding, and a bias, initialised from the {@linkplain
   * Seeds#next() next stream} of the process.
   *
   * @param inChannels channels in, at least 1
   * @param outChannels channels out, at least 1
   * @param kernel length of the kernels, at least 1
   * @throws IllegalArgumentException if a number is not positive
   */
  public Conv1d(int inChannels, int outChannels, int kernel) {
    this(Seeds.next(), inChannels, outChannels, Window.of(kernel), 1, true);
  }

  /**
   * A convolution; values uniform in ±1/sqrt(inputs of an output).
   *
   * @param random what the initial values are drawn from
   * @param inChannels channels in, at least 1
   * @param outChannels channels out, at least 1
   * @param window length of the kernels, stride, padding and dilation
   * @param groups groups that the channels are cut into: 1, or, depthwise, as many as channels in
   * @param withBias whether there is a bias
   * @throws IllegalArgumentException if a number is not positive, or the groups do not divide the
   *     channels
   */
  public Conv1d(
      RandomStream random,
      int inChannels,
      int outChannels,
      Window window,
      int groups,
      boolean withBias) {
    this(
        new Conv2d(random, inChannels, outChannels, window.ofLines(), groups, withBias),
        window,
        groups);
  }

  private Conv1d(Conv2d drawn, Window window, int groups) {
    this(lines(drawn.weight().value()), drawn.bias(), window, groups);
  }

  private Conv1d(Tensor weight, @Nullable Parameter bias, Window window, int groups) {
    this(weight, bias == null ? null : bias.value(), window, groups);
  }

  /**
   * A convolution with these kernels.
   *
   * @param weight [outChannels, inChannels / groups, kernel]
   * @param bias [outChannels], or null for none
   * @param window of the kernels' length
   * @param groups groups that the channels are cut into, at least 1
   * @throws IllegalArgumentException if the shapes do not fit or a number is out of range
   */
  public Conv1d(Tensor weight, @Nullable Tensor bias, Window window, int groups) {
    if (weight.rank() != 3) {
      throw new IllegalArgumentException(
          "weight: expected [outChannels, inChannels, kernel], got shape "
              + Shape.text(weight.shape()));
    }
    this.window = window;
    this.groups = groups;
    this.weight = new Parameter("weight", weight);
    this.bias = bias == null ? null : new Parameter("bias", bias);
    int[] kernels = {weight.dim(0), weight.dim(1), 1, weight.dim(2)};
    image = new Conv2d(this.weight, kernels, this.bias, window.ofLines(), groups);
  }

  private static Tensor lines(Tensor weight) {
    return weight.reshape(weight.dim(0), weight.dim(1), weight.dim(3));
  }

  @Override
  public Conv1d copy() {
    return (Conv1d) Connection.super.copy();
  }

  @Override
  public Conv1d copy(Copies copies) {
    return new Conv1d(weight.value(), bias, window, groups);
  }

  @Override
  public List<Parameter> parameters() {
    return image.parameters();
  }

  /** {@return the kernels: [outChannels, inChannels / groups, kernel]} */
  public Parameter weight() {
    return weight;
  }

  /** {@return the bias: [outChannels], or null if there is none} */
  public @Nullable Parameter bias() {
    return bias;
  }

  /** By images of one row: what they compute is turned round once forward and once back. */
  @Override
  public Tensor forward(Tensor x) {
    return Lines.forward(image, x, this);
  }

  @Override
  public int[] outputShape(int[] x) {
    Lines.require(x, this);
    int[] y = image.outputShape(new int[] {x[0], x[1], 1, x[2]});
    return new int[] {y[0], y[1], y[3]};
  }

  @Override
  public Tensor arranged(Tensor input) {
    return input.reshape(input.dim(0), input.dim(1), 1, input.dim(2)).channelsLast();
  }

  @Override
  public void multiply(Tensor x, float[] y, Scope scope) {
    float[] last = scope.take(y.length);
    image.multiply(x, last, scope);
    turn(last, y, false, x.dim(0), scope);
    scope.giveBack(last);
  }

  @Override
  public void backward(Tensor x, float[] gradient, float[] forX, Tape tape) {
    float[] last = tape.take(gradient.length);
    turn(gradient, last, true, x.dim(0), tape);
    image.backward(x, last, forX, tape);
    tape.giveBack(last);
  }

  @Override
  public void addGradients(Tensor x, float[] gradient, Tape tape) {
    float[] last = tape.take(gradient.length);
    turn(gradient, last, true, x.dim(0), tape);
    image.addGradients(x, last, tape);
    tape.giveBack(last);
  }

  /** Lines of the output, [channels][positions], to those of images, or back. */
  private void turn(float[] from, float[] to, boolean toLast, int lines, Scope scope) {
    int channels = weight.shape()[0];
    int positions = lines == 0 ? 0 : to.length / lines / channels;
    scope
        .parallel()
        .forEach(
            lines,
            (line, worker) -> {
              if (toLast) {
                ChannelsLast.fromChannelsFirst(from, 0, to, 0, channels, positions, line, line + 1);
              } else {
                ChannelsLast.toChannelsFirst(from, 0, to, 0, channels, positions, line, line + 1);
              }
            });
  }

  @Override
  public boolean isEventDriven(SpikeRows spikes, Scope scope) {
    return image.isEventDriven(spikes, scope);
  }

  @Override
  public SpikeDrive kernel(int[] x, Parallel parallel) {
    int[] y = image.outputShape(x);
    return new ChannelsFirstDrive(image.kernel(x, parallel), y[0], y[1], y[3]);
  }

  @Override
  public boolean visitsEvents(SpikeRows events, Scope scope) {
    return image.visitsEvents(events, scope);
  }

  @Override
  public SpikeDrive eventKernel(int[] x) {
    int[] y = image.outputShape(x);
    return new ChannelsFirstDrive(image.eventKernel(x), y[0], y[1], y[3]);
  }

  @Override
  public Description description() {
    return window
        .describe(new Description("Conv1d"))
        .number("groups", groups)
        .parameter("weight", weight)
        .parameter("bias", bias);
  }

  @Override
  public String toString() {
    return "Conv1d("
        + weight.shape()[1] * groups
        + ", "
        + weight.shape()[0]
        + ", "
        + window.width()
        + window.columns().settings()
        + (groups == 1 ? "" : ", groups " + groups)
        + (bias == null ? ", no bias)" : ")");
  }
}
