package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.tensor.TensorFunction;

/**
 * A simple recurrent network (Elman 1990): y = tanh(W x + b + U y before + c), [batch, inputs] of a
 * step to [batch, hidden]. As one layer of PyTorch's {@code RNN}. In all else as {@link Lstm}; the
 * state is the output.
 */
public final class Elman extends GatedLayer {
  private static final TensorFunction STEP =
      TensorFunction.parse(
          """
          input x, u, h
          y = tanh(x + u)
          output y
          """);

  /**
   * A layer initialised from the {@linkplain Seeds#next() next stream} of the process.
   *
   * @param inputs features in, at least 1
   * @param hidden features out, at least 1
   * @throws IllegalArgumentException if one is not
   */
  public Elman(int inputs, int hidden) {
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
  public Elman(RandomStream random, int inputs, int hidden) {
    super(random, inputs, hidden, STEP, 1);
  }

  @Override
  Elman like(int sameInputs, int sameHidden) {
    return new Elman(new RandomStream(0), sameInputs, sameHidden);
  }
}
