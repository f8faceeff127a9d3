package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.pool.PoolShape;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The event-driven output of a connection for some steps of spikes, not yet computed: neurons
 * behind it compute it block by block. What is here serves one call and its way back.
 */
public final class Drive {
  /** Sends the gradient at a connection's output on to its input. */
  interface InputGradient {
    /**
     * Adds the gradient.
     *
     * @param gradient gradient at the output, in its storage order; only read
     * @param tape where it goes
     */
    void add(float[] gradient, Tape tape);
  }

  private final SpikeDrive kernel;
  private final Tensor x;
  private final SpikeRows spikes;
  private final int steps;
  private final int[] shape;
  private final boolean channelsLast;
  private final Parameter weight;
  private final @Nullable Parameter bias;
  private final InputGradient inputGradient;
  private final float factor;
  private final @Nullable PoolShape pool;

  Drive(
      SpikeDrive kernel,
      Tensor x,
      SpikeRows spikes,
      int steps,
      int[] shape,
      boolean channelsLast,
      Parameter weight,
      @Nullable Parameter bias,
      InputGradient inputGradient,
      float factor,
      @Nullable PoolShape pool) {
    this.kernel = kernel;
    this.x = x;
    this.spikes = spikes;
    this.steps = steps;
    this.shape = shape;
    this.channelsLast = channelsLast;
    this.weight = weight;
    this.bias = bias;
    this.inputGradient = inputGradient;
    this.factor = factor;
    this.pool = pool;
  }

  /** The same, multiplied by a number. */
  Drive scaled(float by) {
    return new Drive(
        kernel, x, spikes, steps, shape, channelsLast, weight, bias, inputGradient, by, pool);
  }

  /** The same, the spikes of the neurons behind it to be pooled. */
  Drive pooled(PoolShape by) {
    return new Drive(
        kernel, x, spikes, steps, shape, channelsLast, weight, bias, inputGradient, factor, by);
  }

  /** Whether the spikes of the neurons behind it can be pooled as they come. */
  boolean canPool() {
    return kernel.isSample();
  }

  /**
   * Hands spikes and weights to the kernel.
   *
   * @return the kernel, ready
   */
  public SpikeDrive begin() {
    kernel.begin(spikes, steps, weight.data(), weight.version(), bias == null ? null : bias.data());
    return kernel;
  }

  /** Ends the use of the kernel: adds the gradients it collected to the parameters'. */
  public void endGradients() {
    kernel.endGradients(weight.gradient(), bias == null ? null : bias.gradient());
  }

  /**
   * Adds the gradient at the connection's input.
   *
   * @param gradient gradient at the output, unscaled, in its storage order; only read
   * @param tape where it goes
   */
  public void addInputGradient(float[] gradient, Tape tape) {
    inputGradient.add(gradient, tape);
  }

  /**
   * The spikes that come in.
   *
   * @return the connection's input
   */
  public Tensor input() {
    return x;
  }

  /**
   * Number of time steps.
   *
   * @return at least 1
   */
  public int steps() {
    return steps;
  }

  /**
   * Shape of the output.
   *
   * @return [steps * batch, ...]; shared, not to be written to
   */
  public int[] shape() {
    return shape;
  }

  /**
   * Whether the output is stored channels-last.
   *
   * @return true of images
   */
  public boolean isChannelsLast() {
    return channelsLast;
  }

  /**
   * What the kernel's sums are to be multiplied by.
   *
   * @return 1 unless scaled
   */
  public float factor() {
    return factor;
  }

  /**
   * The pooling behind the neurons.
   *
   * @return its sizes, or null for none
   */
  public @Nullable PoolShape pool() {
    return pool;
  }

  /**
   * Weight and bias.
   *
   * @return in this order
   */
  public List<Parameter> parameters() {
    return bias == null ? List.of(weight) : List.of(weight, bias);
  }

  /** The whole output at once. */
  Tensor compute() {
    Scope scope = Scope.of(x);
    Tensor y = scope.tensor(shape, channelsLast);
    DrivenOutput node = new DrivenOutput(this, y);
    node.forward(scope);
    Tape tape = scope.tape();
    if (tape != null) {
      tape.keep(x);
      tape.record(node);
    }
    return y;
  }
}
