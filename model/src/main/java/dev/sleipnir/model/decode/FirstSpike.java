package dev.sleipnir.model.decode;

import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import java.util.Arrays;
import java.util.List;

/** {@link Decoder#firstSpike}. */
final class FirstSpike {
  /** Whether there is no spike up to a step, and minus the steps of which that was true. */
  private static final TensorFunction STEP =
      TensorFunction.parse(
          """
          function first_spike
          input z, silent, score
          still_silent = silent * (1 - z)
          so_far = score - still_silent
          output still_silent, so_far
          """);

  private FirstSpike() {}

  static Tensor of(Tensor spikes) {
    int[] shape = spikes.shape();
    if (shape.length < 1 || shape[0] < 1) {
      throw new IllegalArgumentException(
          "Decoder.firstSpike: expected [time, ...] with at least one step, got shape "
              + Arrays.toString(shape));
    }
    int[] one = Arrays.copyOfRange(shape, 1, shape.length);
    List<Tensor> now = List.of(Tensor.full(1f, one), Tensor.zeros(one));
    for (int t = 0; t < shape[0]; t++) {
      now = STEP.applyAll(spikes.rows(t, t + 1).reshape(one), now.get(0), now.get(1));
    }
    return now.get(1);
  }
}
