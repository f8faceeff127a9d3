package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.norm.RowNorm;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Layer normalisation (Ba, Kiros and Hinton 2016, arXiv:1607.06450): the values of the last axes
 * less their mean, divided by their deviation, times a weight and plus a bias of each. As PyTorch's
 * {@code LayerNorm}. Training and evaluation are the same.
 */
public final class LayerNorm implements Layer {
  private final int[] shape;
  private final double epsilon;
  private final Affine affine;

  /**
   * With weights of 1, biases of 0, and epsilon 1e-5.
   *
   * @param shape sizes of the last axes, which are normalised together
   * @throws IllegalArgumentException if there is none, or one is not positive
   */
  public LayerNorm(int... shape) {
    this(1e-5, true, shape);
  }

  /**
   * With weights of 1 and biases of 0, learned or not.
   *
   * @param epsilon added to variances, at least 0
   * @param isAffine whether weights and biases are learned
   * @param shape sizes of the last axes, which are normalised together
   * @throws IllegalArgumentException if there is none, or a number is out of range
   */
  public LayerNorm(double epsilon, boolean isAffine, int... shape) {
    this(shape.clone(), epsilon, new Affine(isAffine, shape));
  }

  private LayerNorm(int[] shape, double epsilon, Affine affine) {
    Require.atLeast("axes", 1, shape.length);
    Require.atLeast("shape", 1, Arrays.stream(shape).min().orElse(0));
    Require.notNegative("epsilon", epsilon);
    this.shape = shape;
    this.epsilon = epsilon;
    this.affine = affine;
  }

  static LayerNorm of(Description d) {
    Affine.requireSize(d, d.wholes("shape"));
    LayerNorm norm = new LayerNorm(d.number("epsilon"), d.has("weight"), d.wholes("shape"));
    norm.affine.restore(d);
    return norm;
  }

  @Override
  public LayerNorm copy(Copies copies) {
    return new LayerNorm(shape, epsilon, affine.copy());
  }

  @Override
  public List<Parameter> parameters() {
    return affine.parameters();
  }

  @Override
  public Tensor forward(Tensor input) {
    int outer = input.rank() - shape.length;
    if (outer < 0
        || !Arrays.equals(Arrays.copyOfRange(input.shape(), outer, input.rank()), shape)) {
      throw new IllegalArgumentException(
          this + ": expected input [..., these], got shape " + Shape.text(input.shape()));
    }
    Tensor x = input.rowMajor();
    Scope scope = Scope.of(x);
    Tensor y = scope.tensor(x.shape());
    int columns = Shape.size(shape);
    int rows = x.size() / columns;
    float[] in = x.values();
    float[] out = y.data();
    float[] weight = affine.weight().data();
    float[] bias = affine.bias().data();
    float[] statistics = scope.take(2 * rows);
    int blocks = RowNorm.blocks(rows, columns);
    scope.run(
        blocks,
        (block, worker) ->
            RowNorm.forward(block, rows, columns, epsilon, in, weight, bias, out, statistics));
    Tape tape = scope.tape();
    if (tape == null) {
      scope.giveBack(statistics);
      return y;
    }
    tape.keep(x);
    tape.record(
        new NormalizedOutput(
            y,
            x,
            affine,
            statistics,
            blocks,
            (gradient, sums, on) ->
                on.parallel()
                    .forEach(
                        blocks,
                        (block, worker) ->
                            RowNorm.backward(
                                block,
                                rows,
                                columns,
                                in,
                                gradient,
                                weight,
                                statistics,
                                gradient,
                                sums))));
    return y;
  }

  @Override
  public Description description() {
    return affine.describe(
        new Description("LayerNorm").wholes("shape", shape).number("epsilon", epsilon));
  }

  @Override
  public String toString() {
    return "LayerNorm" + Shape.text(shape).replace('[', '(').replace(']', ')');
  }
}
