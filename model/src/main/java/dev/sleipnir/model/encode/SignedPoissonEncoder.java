package dev.sleipnir.model.encode;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;

/**
 * Each value is the rate of a Poisson process whose spikes have the value's sign: in every time
 * step sign(x) with probability dt f_max |x|, independently.
 */
public final class SignedPoissonEncoder implements Encoder {
  private static final TensorFunction MAGNITUDE = TensorFunction.parse("y = abs(x)");
  private static final TensorFunction SIGNED = TensorFunction.parse("y = where(x < 0, -z, z)");

  private final PoissonEncoder encoder;

  /**
   * An encoder with a highest rate of 100 Hz and a time step of 1 ms.
   *
   * @param steps number of time steps
   */
  public SignedPoissonEncoder(int steps) {
    encoder = new PoissonEncoder(steps);
  }

  /**
   * An encoder.
   *
   * @param steps number of time steps
   * @param fMax rate of the values 1 and -1 [Hz]
   * @param dt time step [s]
   */
  public SignedPoissonEncoder(int steps, float fMax, double dt) {
    encoder = new PoissonEncoder(steps, fMax, dt);
  }

  /**
   * Encodes a batch.
   *
   * @return spikes, -1, 0 or 1, [time, batch, ...], as {@linkplain Tensor#asEvents events}
   */
  @Override
  public Tensor encode(Tensor values, RandomStream random) {
    Tensor x = values.rowMajor();
    return SIGNED.apply(x, encoder.encode(MAGNITUDE.apply(x), random)).asEvents();
  }

  /**
   * One time step.
   *
   * @param values the values, [batch, ...]
   * @param random what is drawn from
   * @return spikes, -1, 0 or 1, of the values' shape, as events
   */
  public Tensor step(Tensor values, RandomStream random) {
    Tensor x = values.rowMajor();
    return SIGNED.apply(x, encoder.step(MAGNITUDE.apply(x), random)).asEvents();
  }

  @Override
  public String text() {
    return "signed " + encoder.text();
  }
}
