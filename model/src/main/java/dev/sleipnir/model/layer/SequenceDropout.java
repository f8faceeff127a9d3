package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@link Dropout} with one mask for a whole sequence: what is left out is so in every step (Gal and
 * Ghahramani 2016, arXiv:1512.05287). Active {@linkplain Scope#isTraining in training}; otherwise
 * it does nothing.
 */
public final class SequenceDropout implements StatefulLayer {
  private final float probability;

  /**
   * A dropout layer.
   *
   * @param probability of losing a value, in [0, 1)
   * @throws IllegalArgumentException if it is not
   */
  public SequenceDropout(float probability) {
    Require.fraction("probability", probability);
    this.probability = probability;
  }

  @Override
  public Step run(Tensor x, int steps, @Nullable State state) {
    if (x.rank() < 1 || x.dim(0) % steps != 0) {
      throw new IllegalArgumentException(
          "SequenceDropout: expected input [steps * batch, ...] with "
              + steps
              + " steps, got shape "
              + Shape.text(x.shape()));
    }
    Scope scope = Scope.of(x);
    if (!scope.isTraining() || probability == 0f) {
      return new Step(x, state == null ? new TensorState() : state);
    }
    int batch = x.dim(0) / steps;
    Tensor mask = state == null ? drawn(x, batch, scope) : TensorState.of(state, 1).get(0);
    List<Tensor> outputs = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      outputs.add(x.rows(t * batch, (t + 1) * batch).multiply(mask));
    }
    Tensor y = steps == 1 ? outputs.getFirst() : Tensor.concatenate(outputs);
    return new Step(y, state == null ? new TensorState(mask) : state);
  }

  private Tensor drawn(Tensor x, int batch, Scope scope) {
    int[] shape = x.shape();
    shape[0] = batch;
    Tensor mask = scope.tensor(shape, x.isChannelsLast());
    int n = mask.size();
    RandomStream random = Objects.requireNonNull(scope.random(this));
    long first = random.reserve(n);
    float kept = 1 - probability;
    Philox.bernoulli(random.seed(), random.stream(), first, kept, mask.data(), 0, n);
    Elementwise.scale(mask.data(), 0, 1 / kept, mask.data(), 0, n);
    return mask;
  }

  @Override
  public Description description() {
    return new Description("SequenceDropout").number("probability", probability);
  }

  @Override
  public String toString() {
    return "SequenceDropout(" + probability + ")";
  }
}
