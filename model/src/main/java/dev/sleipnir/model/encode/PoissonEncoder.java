package dev.sleipnir.model.encode;

import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;

/**
 * Each value is the rate of a Poisson process: in every time step a spike with probability dt f_max
 * x, independently.
 */
public final class PoissonEncoder implements Encoder {
  private final int steps;
  private final float scale;

  /**
   * An encoder with a highest rate of 100 Hz and a time step of 1 ms.
   *
   * @param steps number of time steps
   */
  public PoissonEncoder(int steps) {
    this(steps, 100f, 0.001);
  }

  /**
   * An encoder.
   *
   * @param steps number of time steps
   * @param fMax rate of the value 1 [Hz]
   * @param dt time step [s]
   */
  public PoissonEncoder(int steps, float fMax, double dt) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps: expected at least 1, got " + steps);
    }
    if (!(fMax >= 0f) || !(dt > 0)) {
      throw new IllegalArgumentException(
          "fMax, dt: expected a rate >= 0 and a time step > 0, got " + fMax + " and " + dt);
    }
    this.steps = steps;
    scale = (float) (dt * fMax);
  }

  @Override
  public Tensor encode(Tensor values, RandomStream random) {
    Tensor x = values.rowMajor();
    Scope scope = Scope.of(x);
    Tensor z = scope.tensor(SpikeTrains.shape(steps, x));
    int n = x.size();
    float[] rates = x.data();
    float[] out = z.data();
    long seed = random.seed();
    long stream = random.stream();
    long first = random.position();
    scope
        .parallel()
        .forEach(
            steps,
            (t, worker) ->
                Philox.spikes(
                    seed, stream, first + (long) t * n, rates, 0, scale, out, t * n, (t + 1) * n));
    return z;
  }
}
