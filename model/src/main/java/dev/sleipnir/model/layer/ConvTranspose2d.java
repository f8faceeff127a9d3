package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.conv.Convolution;
import dev.sleipnir.kernels.gemm.ColumnSums;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transpose of a convolution, which makes images larger: [batch, inChannels, height, width] to
 * [batch, outChannels, (height - 1) stride - 2 padding + dilation (kernel - 1) + 1 + extra, ...].
 * As PyTorch's {@code ConvTranspose2d}: weights [inChannels, outChannels / groups, kernelHeight,
 * kernelWidth].
 */
public final class ConvTranspose2d implements Layer {
  private final int inChannels;
  private final int outChannels;
  private final Window window;
  private final int extra;
  private final int groups;
  private final Parameter weight;
  private final @Nullable Parameter bias;
  private final List<Parameter> parameters;

  /**
   * One group with a bias, initialised from the {@linkplain Seeds#next() next stream} of the
   * process.
   *
   * @param inChannels channels in, at least 1
   * @param outChannels channels out, at least 1
   * @param window size of the kernels, stride, padding and dilation
   * @throws IllegalArgumentException if a number is not positive
   */
  public ConvTranspose2d(int inChannels, int outChannels, Window window) {
    this(Seeds.next(), inChannels, outChannels, window, 0, 1, true);
  }

  /**
   * Values uniform in ±1/sqrt(outChannels / groups kernelHeight kernelWidth).
   *
   * @param random what the initial values are drawn from
   * @param inChannels channels in, at least 1
   * @param outChannels channels out, at least 1
   * @param window size of the kernels, stride, padding and dilation
   * @param extra rows below and columns right to add to the output, less than the stride or the
   *     dilation
   * @param groups groups that the channels are cut into
   * @param withBias whether there is a bias
   * @throws IllegalArgumentException if a number is out of range or the groups do not divide the
   *     channels
   */
  public ConvTranspose2d(
      RandomStream random,
      int inChannels,
      int outChannels,
      Window window,
      int extra,
      int groups,
      boolean withBias) {
    // The convolution that this transposes goes from the output's channels to the input's.
    this(
        new Conv2d(random, outChannels, inChannels, window, groups, false).weight().value(),
        withBias ? biases(random, outChannels, window, groups) : null,
        window,
        extra,
        groups);
  }

  private static Tensor biases(RandomStream random, int outChannels, Window window, int groups) {
    int inputs = outChannels / groups * window.height() * window.width();
    return Initialization.uniform(random, inputs, outChannels);
  }

  /**
   * With these kernels.
   *
   * @param weight [inChannels, outChannels / groups, kernelHeight, kernelWidth]
   * @param bias [outChannels], or null for none
   * @param window of the kernels' height and width
   * @param extra rows below and columns right to add to the output, less than the stride or the
   *     dilation
   * @param groups groups that the channels are cut into, at least 1
   * @throws IllegalArgumentException if the shapes do not fit or a number is out of range
   */
  public ConvTranspose2d(
      Tensor weight, @Nullable Tensor bias, Window window, int extra, int groups) {
    Conv2d transposed = new Conv2d(weight, null, window, groups);
    inChannels = weight.dim(0);
    outChannels = weight.dim(1) * groups;
    if (window.isSame()) {
      throw new IllegalArgumentException("padding: expected numbers, got \"same\"");
    }
    Require.atLeast("extra", 0, extra);
    int most =
        Math.min(
            Math.max(window.strideHeight(), window.dilationHeight()),
            Math.max(window.strideWidth(), window.dilationWidth()));
    if (extra >= most) {
      throw new IllegalArgumentException(
          "extra: expected less than the stride or the dilation, " + most + ", got " + extra);
    }
    if (bias != null) {
      Shape.require("bias", new int[] {outChannels}, bias.shape());
    }
    this.window = window;
    this.extra = extra;
    this.groups = groups;
    this.weight = transposed.weight();
    this.bias = bias == null ? null : new Parameter("bias", bias);
    parameters = this.bias == null ? List.of(this.weight) : List.of(this.weight, this.bias);
  }

  @Override
  public ConvTranspose2d copy(Copies copies) {
    Tensor biases = bias == null ? null : bias.value();
    return new ConvTranspose2d(weight.value(), biases, window, extra, groups);
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /** {@return the kernels: [inChannels, outChannels / groups, kernelHeight, kernelWidth]} */
  public Parameter weight() {
    return weight;
  }

  /** {@return the bias: [outChannels], or null if there is none} */
  public @Nullable Parameter bias() {
    return bias;
  }

  private ConvShape shape(Tensor x) {
    if (x.rank() != 4 || x.dim(1) != inChannels || x.dim(2) < 1 || x.dim(3) < 1) {
      throw new IllegalArgumentException(
          this
              + ": expected input [batch, "
              + inChannels
              + ", height, width], got shape "
              + Shape.text(x.shape()));
    }
    int height =
        (x.dim(2) - 1) * window.strideHeight()
            - 2 * window.paddingHeight()
            + window.dilationHeight() * (window.height() - 1)
            + 1
            + extra;
    int width =
        (x.dim(3) - 1) * window.strideWidth()
            - 2 * window.paddingWidth()
            + window.dilationWidth() * (window.width() - 1)
            + 1
            + extra;
    try {
      return window.convolution(outChannels, height, width, inChannels, groups);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          this + " of " + Shape.text(x.shape()) + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor x = input.rank() == 4 ? input.channelsLast() : input;
    ConvShape shape = shape(x);
    int images = x.dim(0);
    int rows = images * shape.height() * shape.width();
    Scope scope = Scope.of(x);
    Convolution convolution = scope.workspace().convolution(shape);
    Tensor y = scope.tensor(new int[] {images, outChannels, shape.height(), shape.width()}, true);
    float[] in = x.values();
    float[] out = y.data();
    scope.run(
        () -> {
          convolution.backwardData(images, in, weight.data(), out);
          addBias(out, rows);
        });
    Tape tape = scope.tape();
    if (tape != null) {
      tape.keep(x);
      tape.record(new Transposed(y, x, shape, rows));
    }
    return y;
  }

  private void addBias(float[] y, int rows) {
    if (bias == null) {
      return;
    }
    float[] added = bias.data();
    for (int at = 0; at < rows * outChannels; at += outChannels) {
      for (int c = 0; c < outChannels; c++) {
        y[at + c] += added[c];
      }
    }
  }

  /** The way back: the convolution itself. */
  private final class Transposed extends Node {
    private final Tensor x;
    private final ConvShape shape;
    private final int rows;

    Transposed(Tensor y, Tensor x, ConvShape shape, int rows) {
      super(y, x);
      this.x = x;
      this.shape = shape;
      this.rows = rows;
    }

    @Override
    protected List<Parameter> parameters() {
      return parameters;
    }

    @Override
    protected void backward(float[] gradient, Tape tape) {
      Convolution convolution = tape.workspace().convolution(shape);
      int images = x.dim(0);
      convolution.backwardWeights(images, gradient, x.values(), weight.gradient(), null);
      if (bias != null) {
        ColumnSums.add(gradient, rows, outChannels, bias.gradient());
      }
      if (tape.needsGradient(x)) {
        float[] forX = tape.take(x.size());
        convolution.forward(images, gradient, weight.data(), null, forX);
        tape.addGradient(x, forX);
      }
      tape.giveBack(gradient);
    }
  }

  @Override
  public Description description() {
    return window
        .describe(new Description("ConvTranspose2d"))
        .number("extra", extra)
        .number("groups", groups)
        .parameter("weight", weight)
        .parameter("bias", bias);
  }

  @Override
  public String toString() {
    return "ConvTranspose2d("
        + inChannels
        + ", "
        + outChannels
        + ", "
        + window.height()
        + "x"
        + window.width()
        + window.settings()
        + (extra == 0 ? "" : ", extra " + extra)
        + (groups == 1 ? "" : ", groups " + groups)
        + (bias == null ? ", no bias)" : ")");
  }
}
