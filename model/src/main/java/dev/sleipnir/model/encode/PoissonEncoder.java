package dev.sleipnir.model.encode;

import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;

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
    if (!(fMax >= 0f && dt > 0 && dt * fMax < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "fMax, dt: expected a rate >= 0 and a time step > 0, got " + fMax + " and " + dt);
    }
    Require.atLeast("steps", 1, steps);
    this.steps = steps;
    scale = (float) (dt * fMax);
  }

  private PoissonEncoder(int steps, float scale) {
    this.steps = steps;
    this.scale = scale;
  }

  @Override
  public Tensor encode(Tensor values, RandomStream random) {
    Tensor x = values.requireFinite("values").rowMajor();
    Scope scope = Scope.of(x);
    int n = x.size();
    int samples = x.rank() == 0 ? 1 : x.dim(0);
    Tensor z = scope.spikes(SpikeTrains.shape(steps, x), false, samples == 0 ? 0 : n / samples);
    SpikeRows spikes = z.bits();
    long first = random.reserve((long) steps * n);
    float[][] drawn = new float[scope.parallel().threads()][];
    Arrays.setAll(drawn, worker -> scope.take(n));
    scope
        .parallel()
        .forEach(
            steps,
            (t, worker) -> {
              draw(random, first + (long) t * n, x.values(), drawn[worker], n);
              pack(drawn[worker], spikes, t * (spikes.rows() / steps), spikes.rows() / steps);
            });
    for (float[] buffer : drawn) {
      scope.giveBack(buffer);
    }
    return z;
  }

  /**
   * One time step.
   *
   * @param values the values, [batch, ...]
   * @param random what is drawn from
   * @return spikes, 0 or 1, of the values' shape
   */
  public Tensor step(Tensor values, RandomStream random) {
    PoissonEncoder one = steps == 1 ? this : new PoissonEncoder(1, scale);
    return one.encode(values, random).reshape(values.shape());
  }

  @Override
  public String text() {
    return "poisson in " + steps + " steps, scale " + scale;
  }

  private void draw(RandomStream random, long index, float[] rates, float[] out, int n) {
    Philox.spikes(random.seed(), random.stream(), index, rates, 0, scale, out, 0, n);
  }

  private static void pack(float[] values, SpikeRows spikes, int firstRow, int rows) {
    int features = spikes.features();
    for (int r = 0; r < rows; r++) {
      int word = (firstRow + r) * spikes.words();
      SpikePacking.pack(values, r * features, features, spikes.bits(), word);
    }
  }
}
