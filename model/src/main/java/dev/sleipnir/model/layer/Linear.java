package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.gemm.ColumnSums;
import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.kernels.spikes.EventLinear;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A dense layer: y = x Wᵀ + b, with W of shape [outputs, inputs]. */
public final class Linear implements Connection {
  /** Up to this density a spike at a time is faster than the dense product. */
  private static final double CROSSOVER = 0.5;

  private final int inputs;
  private final int outputs;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /**
   * A layer with bias, initialised from the {@linkplain Seeds#next() next stream} of the process:
   * every layer has other values.
   *
   * @param inputs features in
   * @param outputs features out
   */
  public Linear(int inputs, int outputs) {
    this(Seeds.next(), inputs, outputs, true);
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
    outputs = weight.dim(0);
    inputs = weight.dim(1);
    AtLeast.require("outputs", 1, outputs);
    AtLeast.require("inputs", 1, inputs);
    this.weight = new Parameter("weight", weight);
    if (bias != null) {
      Shape.require("bias", new int[] {outputs}, bias.shape());
    }
    this.bias = bias == null ? null : new Parameter("bias", bias);
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

  /**
   * The weights.
   *
   * @return [outputs, inputs]
   */
  public Parameter weight() {
    return weight;
  }

  /**
   * The bias.
   *
   * @return [outputs], or null if there is none
   */
  public @Nullable Parameter bias() {
    return bias;
  }

  @Override
  public Tensor forward(Tensor x) {
    if (x.rank() != 2 || x.dim(1) != inputs) {
      throw new IllegalArgumentException(
          "Linear: expected input [batch, " + inputs + "], got shape " + Shape.text(x.shape()));
    }
    Scope scope = Scope.of(x);
    Drive drive = drive(x, 1);
    scope.countPropagation(this, x.spikes(), drive != null);
    if (drive != null) {
      return drive.compute();
    }
    int rows = x.dim(0);
    Tensor y = scope.tensor(rows, outputs);
    float[] in = x.source();
    int from = x.sourceFrom();
    float[] out = y.data();
    scope.run(() -> multiply(in, from, out, rows, scope));
    Tape tape = scope.tape();
    if (tape != null) {
      tape.keep(x);
      tape.record(new Backward(x, y));
    }
    return y;
  }

  private void multiply(float[] in, int from, float[] out, int rows, Scope scope) {
    if (bias != null) {
      for (int r = 0; r < rows; r++) {
        System.arraycopy(bias.data(), 0, out, r * outputs, outputs);
      }
    }
    scope.multiply(Gemm.Form.NT, rows, outputs, inputs, in, from, weight, out, bias != null);
  }

  @Override
  public @Nullable Drive drive(Tensor x, int steps) {
    SpikeRows spikes = x.spikes();
    if (spikes == null || spikes.features() != inputs || spikes.rows() == 0 || x.rank() != 2) {
      return null;
    }
    Scope scope = Scope.of(x);
    if (scope.isReplayed() || !isEventDriven(scope, spikes, outputs)) {
      return null;
    }
    int batch = spikes.rows() / steps;
    SpikeDrive kernel =
        scope.drive(this, batch, () -> new EventLinear(inputs, outputs, batch, scope.parallel()));
    int[] shape = {spikes.rows(), outputs};
    return new Drive(
        kernel,
        x,
        spikes,
        steps,
        shape,
        false,
        weight,
        bias,
        (g, tape) -> backData(x, g, tape),
        1,
        null);
  }

  /**
   * Whether a dense layer visits these spikes one by one, by their number and the device alone.
   *
   * @param scope where they go through it
   * @param spikes its input
   * @param outputs features out
   * @return false if it multiplies densely, as a GPU does
   */
  public static boolean isEventDriven(Scope scope, SpikeRows spikes, int outputs) {
    return (scope.propagation() == Propagation.EVENT
            || !scope.isOffloaded(spikes.rows(), outputs, spikes.features()))
        && Density.isEventDriven(scope, spikes, CROSSOVER);
  }

  private void backData(Tensor x, float[] gradient, Tape tape) {
    int rows = x.dim(0);
    float[] forX = tape.take(rows * inputs);
    tape.multiply(Gemm.Form.NN, rows, inputs, outputs, gradient, 0, weight, forX, false);
    tape.addGradient(x, forX);
  }

  private final class Backward extends Node {
    private final Tensor x;

    Backward(Tensor x, Tensor y) {
      super(y, x);
      this.x = x;
    }

    @Override
    protected List<Parameter> parameters() {
      return Linear.this.parameters();
    }

    @Override
    protected void backward(float[] gradient, Tape tape) {
      int rows = x.dim(0);
      tape.product(outputs, inputs, rows)
          .multiply(
              Gemm.Form.TN,
              outputs,
              inputs,
              rows,
              gradient,
              0,
              x.source(),
              x.sourceFrom(),
              weight.gradient(),
              0,
              true);
      if (bias != null) {
        ColumnSums.add(gradient, rows, outputs, bias.gradient());
      }
      if (tape.needsGradient(x)) {
        backData(x, gradient, tape);
      }
      tape.giveBack(gradient);
    }
  }

  @Override
  public String toString() {
    return "Linear(" + inputs + ", " + outputs + (bias == null ? ", no bias)" : ")");
  }
}
