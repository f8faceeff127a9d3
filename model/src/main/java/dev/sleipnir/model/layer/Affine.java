package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A weight and a bias behind a normalisation: 1 and 0 at first, and for ever if not learned. What
 * is not learned is made when an input first needs it: a file that says a size alone takes no
 * memory of that size.
 */
final class Affine {
  private final int[] shape;
  private final List<Parameter> learned;

  /** Ones and zeros; the same whichever thread makes them. */
  private @Nullable List<Parameter> constant;

  Affine(boolean isLearned, int... shape) {
    this.shape = shape.clone();
    learned = isLearned ? values(this.shape) : List.of();
  }

  private static List<Parameter> values(int[] shape) {
    return List.of(
        new Parameter("weight", Tensor.full(1f, shape)),
        new Parameter("bias", Tensor.zeros(shape)));
  }

  private List<Parameter> both() {
    if (isLearned()) {
      return learned;
    }
    List<Parameter> made = constant;
    if (made == null) {
      made = values(shape);
      constant = made;
    }
    return made;
  }

  Affine copy() {
    Affine copy = new Affine(isLearned(), shape);
    Copies.values(learned, copy.learned);
    return copy;
  }

  /** Says the values, if they are learned. */
  Description describe(Description description) {
    return isLearned()
        ? description.parameter("weight", weight()).parameter("bias", bias())
        : description;
  }

  /** Checks the size of values that were said, before others of that shape are made. */
  static void requireSize(Description description, int... shape) {
    Tensor weight = description.tensorOrNull("weight");
    if (weight != null) {
      Shape.require(description.kind() + ".weight", shape, weight.shape());
    }
  }

  /** Sets the values to those that were said, if any were. */
  void restore(Description description) {
    if (isLearned()) {
      weight().set(description.tensor("weight"));
      bias().set(description.tensor("bias"));
    }
  }

  boolean isLearned() {
    return !learned.isEmpty();
  }

  /** Number of weights, and of biases. */
  int size() {
    return Shape.size(shape);
  }

  List<Parameter> parameters() {
    return learned;
  }

  Parameter weight() {
    return both().getFirst();
  }

  Parameter bias() {
    return both().getLast();
  }

  /** Adds what parts of a batch found, each [2][size]: for the weights, then for the biases. */
  void addGradients(float[] sums, int parts) {
    float[] forWeight = weight().gradient();
    float[] forBias = bias().gradient();
    int size = forWeight.length;
    for (int part = 0; isLearned() && part < parts; part++) {
      int at = 2 * part * size;
      for (int i = 0; i < size; i++) {
        forWeight[i] += sums[at + i];
        forBias[i] += sums[at + size + i];
      }
    }
  }
}
