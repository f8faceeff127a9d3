package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.tensor.TensorFunction;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000): [batch, inputs] of a
 * step to [batch, hidden]. As one layer of PyTorch's {@code LSTM}, gates in the order i, f, g, o. A
 * step is {@link #step step}; a sequence goes through {@link Lift}; layers stand one behind the
 * other in a {@link SequentialState}. The state is the output, then the cells.
 */
public final class Lstm extends GatedLayer {
  private static final TensorFunction STEP =
      TensorFunction.parse(
          """
          input xi, xf, xg, xo, hi, hf, hg, ho, h, c
          i = 0.5 + 0.5 * tanh(0.5 * (xi + hi))
          f = 0.5 + 0.5 * tanh(0.5 * (xf + hf))
          o = 0.5 + 0.5 * tanh(0.5 * (xo + ho))
          cell = f * c + i * tanh(xg + hg)
          y = o * tanh(cell)
          output y, cell
          """);

  /**
   * A layer initialised from the {@linkplain Seeds#next() next stream} of the process.
   *
   * @param inputs features in, at least 1
   * @param hidden features out, at least 1
   * @throws IllegalArgumentException if one is not
   */
  public Lstm(int inputs, int hidden) {
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
  public Lstm(RandomStream random, int inputs, int hidden) {
    super(random, inputs, hidden, STEP, 2);
  }

  @Override
  Lstm like(int sameInputs, int sameHidden) {
    return new Lstm(new RandomStream(0), sameInputs, sameHidden);
  }
}
