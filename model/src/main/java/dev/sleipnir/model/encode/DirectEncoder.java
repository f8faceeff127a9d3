package dev.sleipnir.model.encode;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.tensor.Tensor;

/**
 * Direct input: the values themselves in every step, as currents. The network's first layer makes
 * spikes of them, and learns how.
 */
public final class DirectEncoder implements Encoder {
  private final int steps;

  /**
   * An encoder of some steps.
   *
   * @param steps time steps, at least 1
   * @throws IllegalArgumentException if there is none
   */
  public DirectEncoder(int steps) {
    Require.atLeast("steps", 1, steps);
    this.steps = steps;
  }

  /**
   * Repeats a batch.
   *
   * @param values the values, [batch, ...]
   * @param random not drawn from
   * @return the values, [time, batch, ...], with gradient
   */
  @Override
  public Tensor encode(Tensor values, RandomStream random) {
    int[] shape = values.shape();
    int[] sequence = new int[shape.length + 1];
    sequence[0] = 1;
    System.arraycopy(shape, 0, sequence, 1, shape.length);
    return Shapes.repeat(values.reshape(sequence), 0, steps);
  }

  @Override
  public String text() {
    return "direct, " + steps + " steps";
  }
}
