package dev.sleipnir.model.encode;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.neuron.LifCurrentEncoder;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Each value drives a neuron as a constant current: by default a {@linkplain LifCurrentEncoder LIF
 * neuron without synapse}, from v = 0.
 *
 * <p>Differentiable through the neurons' surrogate: on a tape, the gradient at the spikes of all
 * steps reaches the values.
 */
public final class ConstantCurrentLifEncoder implements Encoder {
  private final int steps;
  private final NeuronCell cell;

  /**
   * An encoder with default neurons and a time step of 1 ms.
   *
   * @param steps number of time steps
   */
  public ConstantCurrentLifEncoder(int steps) {
    this(steps, new LifCurrentEncoder());
  }

  /**
   * An encoder.
   *
   * @param steps number of time steps
   * @param neuron neurons that spike when driven by a current, such as {@link LifCurrentEncoder}
   *     with other parameters or {@link dev.sleipnir.model.neuron.LifExCurrentEncoder}
   */
  public ConstantCurrentLifEncoder(int steps, Neuron neuron) {
    Require.atLeast("steps", 1, steps);
    this.steps = steps;
    cell = neuron.cell();
  }

  /** Encodes a batch. Nothing is drawn at random, unless the neurons are stochastic. */
  @Override
  public Tensor encode(Tensor values) {
    return run(values, null);
  }

  @Override
  public Tensor encode(Tensor values, RandomStream random) {
    return run(values, cell.isStochastic() ? cell.initialState(random, values.shape()) : null);
  }

  @Override
  public String text() {
    return "constant current in " + steps + " steps into " + cell;
  }

  private Tensor run(Tensor values, @Nullable NeuronState state) {
    Tensor x = values.requireFinite("values").rowMajor();
    Scope scope = Scope.of(x);
    int[] shape = x.shape();
    if (shape.length == 0) {
      throw new IllegalArgumentException("values: expected [batch, ...], got shape []");
    }
    // So many steps that they cannot be held are told from the sizes, not from their product.
    Shape.size(SpikeTrains.shape(steps, x));
    shape[0] *= steps;
    Tensor current = scope.tensor(shape);
    scope
        .parallel()
        .forEach(
            steps,
            (t, worker) -> System.arraycopy(x.values(), 0, current.data(), t * x.size(), x.size()));
    Tape tape = scope.tape();
    if (tape != null && tape.needsGradient(x)) {
      tape.record(
          new Node(current, x) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              int n = x.size();
              float[] sum = on.take(n);
              System.arraycopy(gradient, 0, sum, 0, n);
              for (int t = 1; t < steps; t++) {
                Elementwise.add(sum, 0, gradient, t * n, sum, 0, n);
              }
              on.giveBack(gradient);
              on.addGradient(x, sum);
            }
          });
    }
    scope.lend(current);
    return cell.run(current, steps, state).output().reshape(SpikeTrains.shape(steps, x));
  }
}
