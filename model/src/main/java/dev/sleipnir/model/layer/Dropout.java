package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Objects;

/**
 * Sets each value to 0 with a given probability and scales the others by 1 / (1 - probability), so
 * that the mean stays (Srivastava et al. 2014). Active {@linkplain Scope#isTraining in training},
 * which is on a {@link Tape} that is not {@linkplain Tape#evaluating evaluating}; otherwise it does
 * nothing.
 *
 * <p>Every call draws another mask, from a stream of the tape that is the layer's own: a sequence
 * in one call gets the masks that its steps get one by one. A layer used at two places of a {@link
 * SequentialState} has a stream for each; one used twice in a module of one's own draws for both
 * places in the order of the calls, so that each place should have a layer of its own.
 */
public final class Dropout implements Layer {
  private final float probability;

  /**
   * A dropout layer.
   *
   * @param probability of losing a value, in [0, 1)
   * @throws IllegalArgumentException if it is not
   */
  public Dropout(float probability) {
    if (!(probability >= 0f && probability < 1f)) {
      throw new IllegalArgumentException(
          "probability: expected a number in [0, 1), got " + probability);
    }
    this.probability = probability;
  }

  @Override
  public Tensor forward(Tensor x) {
    if (x.rank() < 1) {
      throw new IllegalArgumentException(
          "Dropout: expected input [batch, ...], got shape " + Shape.text(x.shape()));
    }
    Scope scope = Scope.of(x);
    if (!scope.isTraining() || probability == 0f) {
      return x;
    }
    int n = x.size();
    Tensor y = scope.tensor(x.shape(), x.isChannelsLast());
    float[] mask = scope.take(n);
    RandomStream random = Objects.requireNonNull(scope.random(this));
    long first = random.reserve(n);
    Philox.bernoulli(random.seed(), random.stream(), first, 1f - probability, mask, 0, n);
    Elementwise.scale(mask, 0, 1f / (1f - probability), mask, 0, n);
    Elementwise.multiply(x.values(), 0, mask, 0, y.data(), 0, n);
    Tape tape = scope.tape();
    if (tape == null) {
      scope.giveBack(mask);
      return y;
    }
    tape.record(
        new Node(y, x) {
          @Override
          protected void backward(float[] gradient, Tape on) {
            Elementwise.multiply(gradient, 0, mask, 0, gradient, 0, n);
            on.giveBack(mask);
            on.addGradient(x, gradient);
          }
        });
    return y;
  }

  @Override
  public Description description() {
    return new Description("Dropout").number("probability", probability);
  }

  @Override
  public boolean isHomogeneous() {
    return true;
  }

  @Override
  public String toString() {
    return "Dropout(" + probability + ")";
  }
}
