package dev.sleipnir.model.data;

import dev.sleipnir.model.tensor.Tensor;

/** {@link Transform#randomSpeed}. */
final class Speed {
  private Speed() {}

  static Tensor of(Tensor sequence, double factor) {
    int steps = sequence.dim(0);
    int each = steps == 0 ? 0 : sequence.size() / steps;
    Tensor played = Tensor.zeros(sequence.shape());
    float[] from = sequence.values();
    float[] to = played.data();
    for (int t = 0; t < steps; t++) {
      double at = t * factor;
      int before = (int) at;
      if (before + 1 >= steps) {
        if (before + 1 == steps && at == before) {
          System.arraycopy(from, before * each, to, t * each, each);
        }
        break;
      }
      float share = (float) (at - before);
      for (int i = 0; i < each; i++) {
        float first = from[before * each + i];
        to[t * each + i] = first + share * (from[(before + 1) * each + i] - first);
      }
    }
    return played;
  }
}
