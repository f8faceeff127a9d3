package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;

/** A weight and a bias behind a normalisation: 1 and 0 at first, and for ever if not learned. */
final class Affine {
  private final Parameter weight;
  private final Parameter bias;
  private final List<Parameter> parameters;

  Affine(boolean isLearned, int... shape) {
    weight = new Parameter("weight", Tensor.full(1f, shape));
    bias = new Parameter("bias", Tensor.zeros(shape));
    parameters = isLearned ? List.of(weight, bias) : List.of();
  }

  Affine copy() {
    Affine copy = new Affine(isLearned(), weight.shape());
    Copies.values(parameters, copy.parameters);
    return copy;
  }

  /** Says the values, if they are learned. */
  Description describe(Description description) {
    return isLearned()
        ? description.parameter("weight", weight).parameter("bias", bias)
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
      weight.set(description.tensor("weight"));
      bias.set(description.tensor("bias"));
    }
  }

  boolean isLearned() {
    return !parameters.isEmpty();
  }

  List<Parameter> parameters() {
    return parameters;
  }

  Parameter weight() {
    return weight;
  }

  Parameter bias() {
    return bias;
  }

  /** Adds what parts of a batch found, each [2][size]: for the weights, then for the biases. */
  void addGradients(float[] sums, int parts) {
    float[] forWeight = weight.gradient();
    float[] forBias = bias.gradient();
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
