package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.kernels.tuning.Tuning;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer that is linear in its input and that spikes may drive one by one. It says how it computes
 * densely, and which kernel visits spikes; in a {@link SequentialState} the neurons behind it then
 * take their input from the kernel block by block, over time, while it is in the cache.
 *
 * <p>Images, which have four axes, come in and go out channels-last.
 */
public interface Connection extends Layer {
  /**
   * The shape of the output.
   *
   * @param x shape of the input, [batch, ...]
   * @return [batch, ...]
   * @throws IllegalArgumentException if the layer expects another shape
   */
  int[] outputShape(int[] x);

  /**
   * Computes the output of any input, densely.
   *
   * @param x the input, of a shape that {@link #outputShape} accepts
   * @param y receives the output, in its storage order; holds anything before
   * @param scope threads and scratch
   */
  void multiply(Tensor x, float[] y, Scope scope);

  /**
   * Computes the gradient at the input.
   *
   * @param x the input
   * @param gradient gradient at the output, in its storage order; only read
   * @param forX receives the gradient at the input, in its storage order; holds anything before
   * @param tape threads and scratch
   */
  void backward(Tensor x, float[] gradient, float[] forX, Tape tape);

  /**
   * Adds to the gradients of the parameters, after {@link #multiply}. Behind the kernel, the kernel
   * does so.
   *
   * @param x the input
   * @param gradient gradient at the output, in its storage order; only read
   * @param tape threads and scratch
   * @throws UnsupportedOperationException if there are parameters, unless overridden
   */
  default void addGradients(Tensor x, float[] gradient, Tape tape) {
    if (!parameters().isEmpty()) {
      throw new UnsupportedOperationException(
          "addGradients: expected a connection with parameters to override it, got " + this);
    }
  }

  /**
   * Makes what visits spikes one by one. It is kept for as long as the connection is, and must not
   * hold it: the values of the parameters are handed over with each call.
   *
   * @param x shape of a time step of the input, [batch, ...]
   * @param parallel the threads
   * @return a new kernel; its sums have the order of {@link #multiply}'s if both are to give the
   *     same bits
   */
  SpikeDrive kernel(int[] x, Parallel parallel);

  /**
   * The input as {@link #multiply}, {@link #backward} and {@link #kernel} take it.
   *
   * @param input the input, of a shape that {@link #outputShape} accepts
   * @return the same values: images channels-last, unless overridden
   */
  default Tensor arranged(Tensor input) {
    return input.rank() == 4 ? input.channelsLast() : input;
  }

  /**
   * Whether to visit these spikes one by one: by their number and the device alone, never by a
   * clock.
   *
   * @param spikes the input
   * @param scope where the output is computed
   * @return whether at most half of the neurons spike, or what the scope demands, unless overridden
   */
  default boolean isEventDriven(SpikeRows spikes, Scope scope) {
    return scope.workspace().propagation().isEventDriven(spikes, Tuning.EVENT_LINEAR);
  }

  /**
   * Whether to visit {@linkplain Tensor#asEvents events} that are signed or counted one by one: by
   * their number alone.
   *
   * @param events which inputs are not 0
   * @param scope where the output is computed
   * @return false unless overridden, together with {@link #eventKernel}: they are multiplied
   *     densely
   */
  default boolean visitsEvents(SpikeRows events, Scope scope) {
    return false;
  }

  /**
   * Makes what visits signed and counted events one by one, as {@link #kernel} does what visits
   * spikes. It {@linkplain SpikeDrive#weigh weighs} them.
   *
   * @param x shape of a time step of the input, [batch, ...]
   * @return a new kernel
   * @throws UnsupportedOperationException unless overridden
   */
  default SpikeDrive eventKernel(int[] x) {
    throw new UnsupportedOperationException(
        "eventKernel: expected a connection that overrides it, got " + this);
  }

  /**
   * Prepares the event-driven output for an input, if it is to be computed so: of spikes, where so
   * few neurons spike that it pays.
   *
   * @param input the input of consecutive steps, [steps * batch, ...]
   * @param steps number of time steps
   * @return what to compute, or null if the output is to be computed densely
   * @throws IllegalArgumentException if the layer expects another shape, or it is not of so many
   *     steps
   */
  default @Nullable Drive drive(Tensor input, int steps) {
    SpikeRows given = input.spikes();
    Scope scope = Scope.of(input);
    if (input.isEvents() && !scope.isReplayed()) {
      int[] output = outputShape(input.shape());
      Shape.requireSteps(getClass().getSimpleName(), input.shape(), steps);
      return Drive.ofEvents(this, arranged(input), steps, output, scope);
    }
    if (given == null || given.rows() == 0 || given.rows() != input.dim(0)) {
      return null;
    }
    if (scope.isReplayed() || !isEventDriven(given, scope)) {
      return null;
    }
    int[] shape = input.shape();
    int[] output = outputShape(shape);
    Shape.requireSteps(getClass().getSimpleName(), shape, steps);
    Tensor x = arranged(input);
    return x.spikes() == null ? null : Drive.of(this, x, steps, output, scope);
  }

  /** Weights that an input meets, the mean of all, as if nothing lay in the padding. */
  private double synapses(int inputs, int[] output) {
    List<Parameter> parameters = parameters();
    if (parameters.isEmpty()) {
      return 0;
    }
    Parameter weight = parameters.getFirst(); // [outputs or channels out, ...]
    double places = (double) Shape.size(output) / weight.shape()[0];
    return places * weight.size() / inputs;
  }

  @Override
  default Tensor forward(Tensor input) {
    Scope scope = Scope.of(input);
    Drive drive = drive(input, 1);
    if (drive != null) {
      scope.workspace().countPropagation(this, drive.spikes(), true);
      return drive.compute();
    }
    int[] output = outputShape(input.shape());
    scope.workspace().countPropagation(this, input.spikes(), false);
    Tensor x = arranged(input);
    Tensor y = scope.tensor(output, output.length == 4);
    float[] out = y.data();
    x.source(); // where steps are replayed, floats of spikes are an operation of their own
    if (scope.isReplayed()) {
      scope.arriveAt(x, synapses(x.size(), output));
    }
    scope.run(() -> multiply(x, out, scope));
    Tape tape = scope.tape();
    if (tape != null) {
      tape.keep(x);
      tape.record(new DenseOutput(this, x, y));
    }
    return y;
  }
}
