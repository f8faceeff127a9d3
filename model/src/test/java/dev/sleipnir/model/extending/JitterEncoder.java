package dev.sleipnir.model.extending;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.encode.Encoder;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;

/**
 * A user's encoder: each value, 0 to 1, is one spike, the earlier the larger, at a jittered time.
 */
public record JitterEncoder(int steps, double jitter) implements Encoder {
  @Override
  public Tensor encode(Tensor values, RandomStream random) {
    float[] x = values.requireFinite("values").toArray();
    int batch = values.dim(0);
    int features = x.length / batch;
    int[] shape = new int[values.rank() + 1];
    shape[0] = steps;
    System.arraycopy(values.shape(), 0, shape, 1, values.rank());
    Tensor spikes = Scope.of(values).spikes(shape, false, features);
    spikes.bits().clear(0, steps * batch);
    for (int i = 0; i < x.length; i++) {
      double time = (1 - x[i]) * (steps - 1) + jitter * random.nextGaussian();
      int t = Math.clamp(Math.round(time), 0, steps - 1);
      spikes.bits().or(t * batch + i / features, i % features, 1, 1L);
    }
    return spikes;
  }

  @Override
  public String text() {
    return toString();
  }
}
