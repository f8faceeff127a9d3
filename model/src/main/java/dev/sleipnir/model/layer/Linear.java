package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.gemm.ColumnSums;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.spikes.EventGroupedConvolution;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.kernels.tuning.Tuning;
import dev.sleipnir.model.product.Product;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer: y = x Wᵀ + b, with W of shape [outputs, inputs]. Any number of axes may stand in
 * front of the features, as in PyTorch: [batch, tokens, inputs] becomes [batch, tokens, outputs].
 */
public final class Linear implements Connection {
  private final int inputs;
  private final int outputs;
  private final Parameter weight;
  private final @Nullable Parameter bias;
  private final Product product;

  /**
   * A layer with bias, initialised from the {@linkplain Seeds#next() next stream} of the process:
   * every layer has other values.
   *
   * @param inputs features in
   * @param outputs features out
   */
  public Linear(int inputs, int outputs) {
    this(Seeds.next(), inputs, outputs);
  }

  /**
   * A layer with bias; weights and bias uniform in ±1/sqrt(inputs).
   *
   * @param random what the initial values are drawn from
   * @param inputs features in
   * @param outputs features out
   */
  public Linear(RandomStream random, int inputs, int outputs) {
    this(random, inputs, outputs, true);
  }

  /**
   * A layer with weights and bias uniform in ±1/sqrt(inputs).
   *
   * @param random what the initial values are drawn from
   * @param inputs features in
   * @param outputs features out
   * @param withBias whether there is a bias
   */
  public Linear(RandomStream random, int inputs, int outputs, boolean withBias) {
    this(
        Initialization.uniform(random, inputs, outputs, inputs),
        withBias ? Initialization.uniform(random, inputs, outputs) : null);
  }

  /**
   * A read-out layer without bias, weights normal with standard deviation 1/sqrt(inputs): how the
   * spiking libraries initialise the weights in front of a leaky integrator.
   *
   * @param random what the initial values are drawn from
   * @param inputs features in
   * @param outputs features out
   * @return the layer
   */
  public static Linear readout(RandomStream random, int inputs, int outputs) {
    Tensor weight = Tensor.randn(random, outputs, inputs);
    return new Linear(weight.scale((float) (1 / Math.sqrt(inputs))), null);
  }

  /**
   * A layer with these weights.
   *
   * @param weight [outputs, inputs]
   * @param bias [outputs], or null for none
   * @throws IllegalArgumentException if the shapes do not fit or a size is 0
   */
  public Linear(Tensor weight, @Nullable Tensor bias) {
    Objects.requireNonNull(weight, "weight: expected a tensor, got null");
    if (weight.rank() != 2) {
      throw new IllegalArgumentException(
          "weight: expected [outputs, inputs], got shape " + Shape.text(weight.shape()));
    }
    this.weight = new Parameter("weight", weight);
    this.bias = bias == null ? null : new Parameter("bias", bias);
    outputs = weight.dim(0);
    inputs = weight.dim(1);
    Require.atLeast("outputs", 1, outputs);
    Require.atLeast("inputs", 1, inputs);
    product = new Product(this.weight);
    if (bias != null) {
      Shape.require("bias", new int[] {outputs}, bias.shape());
    }
  }

  private Linear(int outputs, int inputs, Parameter weight, Parameter bias) {
    this.outputs = outputs;
    this.inputs = inputs;
    this.weight = weight;
    this.bias = bias;
    product = new Product(weight);
  }

  /** A layer inside another, with parameters that have the other's names. */
  static Linear of(Parameter weight, Parameter bias) {
    return new Linear(weight.shape()[0], weight.shape()[1], weight, bias);
  }

  @Override
  public Linear copy() {
    return (Linear) Connection.super.copy();
  }

  @Override
  public Linear copy(Copies copies) {
    return new Linear(weight.value(), bias == null ? null : bias.value());
  }

  @Override
  public List<Parameter> parameters() {
    return bias == null ? List.of(weight) : List.of(weight, bias);
  }

  /** {@return the weights: [outputs, inputs]} */
  public Parameter weight() {
    return weight;
  }

  /** {@return the bias: [outputs], or null if there is none} */
  public @Nullable Parameter bias() {
    return bias;
  }

  /**
   * Applies the layer to the last axis.
   *
   * @param x [..., inputs]
   * @return [..., outputs]
   * @throws IllegalArgumentException if the last axis has another size
   */
  @Override
  public Tensor forward(Tensor x) {
    if (x.rank() == 2) {
      return Connection.super.forward(x);
    }
    int[] shape = outputShape(x.shape());
    Tensor rows = x.reshape(x.size() / inputs, inputs);
    return Connection.super.forward(rows).reshape(shape);
  }

  @Override
  public @Nullable Drive drive(Tensor x, int steps) {
    return x.rank() == 2 ? Connection.super.drive(x, steps) : null;
  }

  @Override
  public int[] outputShape(int[] x) {
    if (x.length == 0 || x[x.length - 1] != inputs) {
      throw new IllegalArgumentException(
          "Linear: expected input [..., " + inputs + "], got shape " + Shape.text(x));
    }
    int[] y = x.clone();
    y[x.length - 1] = outputs;
    return y;
  }

  @Override
  public void multiply(Tensor x, float[] y, Scope scope) {
    int rows = x.dim(0);
    for (int r = 0; bias != null && r < rows; r++) {
      System.arraycopy(bias.data(), 0, y, r * outputs, outputs);
    }
    product.multiply(rows, x.source(), x.sourceFrom(), y, bias != null, scope);
  }

  @Override
  public void backward(Tensor x, float[] gradient, float[] forX, Tape tape) {
    product.backward(x.dim(0), gradient, forX, false, tape);
  }

  @Override
  public void addGradients(Tensor x, float[] gradient, Tape tape) {
    int rows = x.dim(0);
    product.addGradient(rows, gradient, x.source(), x.sourceFrom(), weight.gradient(), tape);
    if (bias != null) {
      ColumnSums.add(gradient, rows, outputs, bias.gradient());
    }
  }

  @Override
  public boolean isEventDriven(SpikeRows spikes, Scope scope) {
    return product.isEventDriven(spikes, scope);
  }

  @Override
  public SpikeDrive kernel(int[] x, Parallel parallel) {
    return product.kernel(x[0], parallel);
  }

  @Override
  public boolean visitsEvents(SpikeRows events, Scope scope) {
    double crossover = scope.tape() == null ? Tuning.EVENT_WEIGHED_LINEAR : 0;
    return scope.workspace().propagation().isEventDriven(events, crossover);
  }

  /** Features are channels of an image of one pixel. */
  @Override
  public SpikeDrive eventKernel(int[] x) {
    ConvShape pixel = Window.of(1).convolution(inputs, 1, 1, outputs, 1);
    return new EventGroupedConvolution(pixel, x[0]);
  }

  @Override
  public Description description() {
    return new Description("Linear").parameter("weight", weight).parameter("bias", bias);
  }

  @Override
  public String toString() {
    return "Linear(" + inputs + ", " + outputs + (bias == null ? ", no bias)" : ")");
  }
}
