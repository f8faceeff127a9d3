package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.tensor.TensorFunction;

/**
 * Gated recurrent units (Cho et al. 2014, arXiv:1406.1078): [batch, inputs] of a step to [batch,
 * hidden]. As one layer of PyTorch's {@code GRU}, gates in the order r, z, n. In all else as {@link
 * Lstm}; the state is the output.
 */
public final class Gru extends GatedLayer {
  private static final TensorFunction STEP =
      TensorFunction.parse(
          """
          input xr, xz, xn, hr, hz, hn, h
          r = 0.5 + 0.5 * tanh(0.5 * (xr + hr))
          z = 0.5 + 0.5 * tanh(0.5 * (xz + hz))
          n = tanh(xn + r * hn)
          y = n + z * (h - n)
          """);

  /**
   * A layer initialised from the {@linkplain Seeds#next() next stream} of the process.
   *
   * @param inputs features in, at least 1
   * @param hidden features out, at least 1
   * @throws IllegalArgumentException if one is not
   */
  public Gru(int inputs, int hidden) {
    this(Seeds.next(), inputs, hidden);
  }

  /**
   * A layer with weights and biases uniform in ±1/sqrt(hidden).
   *
   * @param random what they are drawn from
   * @param inputs features in, at least 1
   * @param hidden features out, at least 1
   * @throws IllegalArgumentException if one is not
   */
  public Gru(RandomStream random, int inputs, int hidden) {
    super(random, inputs, hidden, STEP, 1);
  }

  @Override
  Gru like(int sameInputs, int sameHidden) {
    return new Gru(new RandomStream(0), sameInputs, sameHidden);
  }
}
