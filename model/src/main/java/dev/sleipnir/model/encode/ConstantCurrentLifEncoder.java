package dev.sleipnir.model.encode;

import dev.sleipnir.kernels.neuron.LifConstants;
import dev.sleipnir.kernels.neuron.LifEncoder;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.neuron.LifParameters;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;

/**
 * Each value drives a LIF neuron without synapse as a constant current, from v = 0:
 *
 * <pre>
 * u  = v + dt tau_mem_inv ((v_leak - v) + x)
 * z  = 1 if u - v_th &gt; 0, else 0
 * v' = u - z (u - v_reset)
 * </pre>
 *
 * <p>Not differentiable: no gradient reaches the values.
 */
public final class ConstantCurrentLifEncoder implements Encoder {
  private static final int BLOCK = 1024;

  private final int steps;
  private final LifConstants constants;
  private final boolean firstOnly;

  /**
   * An encoder with default parameters and a time step of 1 ms.
   *
   * @param steps number of time steps
   */
  public ConstantCurrentLifEncoder(int steps) {
    this(steps, LifParameters.defaults(), 0.001);
  }

  /**
   * An encoder.
   *
   * @param steps number of time steps
   * @param parameters the neurons' parameters; the synaptic time constant is not used
   * @param dt time step [s]
   */
  public ConstantCurrentLifEncoder(int steps, LifParameters parameters, double dt) {
    this(steps, parameters, dt, false);
  }

  ConstantCurrentLifEncoder(int steps, LifParameters p, double dt, boolean firstOnly) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps: expected at least 1, got " + steps);
    }
    this.steps = steps;
    this.firstOnly = firstOnly;
    constants =
        new LifConstants(
            (float) (dt * p.tauMemInv()), 0f, p.vLeak(), p.vTh(), p.vReset(), p.alpha());
  }

  /**
   * Encodes a batch; nothing is drawn at random.
   *
   * @param values the values, [batch, ...]
   * @return spikes, 0 or 1, [time, batch, ...]
   */
  public Tensor encode(Tensor values) {
    Tensor x = values.rowMajor();
    Scope scope = Scope.of(x);
    Tensor z = scope.tensor(SpikeTrains.shape(steps, x));
    int n = x.size();
    float[] in = x.data();
    float[] out = z.data();
    scope
        .parallel()
        .forEach(
            (n + BLOCK - 1) / BLOCK,
            (block, worker) ->
                LifEncoder.encode(
                    constants,
                    steps,
                    n,
                    in,
                    firstOnly,
                    out,
                    block * BLOCK,
                    Math.min(n, (block + 1) * BLOCK)));
    return z;
  }

  @Override
  public Tensor encode(Tensor values, RandomStream random) {
    return encode(values);
  }
}
