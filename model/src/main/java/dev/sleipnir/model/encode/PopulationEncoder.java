package dev.sleipnir.model.encode;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.ModuleKinds;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import org.jspecify.annotations.Nullable;

/**
 * Each value becomes the activities of a population whose neurons prefer evenly spaced values: the
 * k-th of K has the centre c_k = k scale / (K - 1), and the activity kernel(scale distance(x,
 * c_k)), by default exp(-scale (x - c_k)² / 2). Differentiable in the values.
 */
public final class PopulationEncoder implements Layer {
  private static final String KIND = "PopulationEncoder";

  private final int outFeatures;
  private final float scale;
  private final TensorFunction kernel;
  private final TensorFunction distance;

  /** Centres of a scale of 1, made for the first input: the same whichever thread makes them. */
  private @Nullable Tensor centres;

  /**
   * A population of Gaussian tuning curves between 0 and the largest value of each input tensor,
   * which is then a constant to differentiation.
   *
   * @param outFeatures neurons for each value, at least 1
   */
  public PopulationEncoder(int outFeatures) {
    this(outFeatures, 0f, gaussianRbf(1), squaredDistance());
  }

  /**
   * A population of Gaussian tuning curves.
   *
   * @param outFeatures neurons for each value, at least 1
   * @param scale the largest centre, and what distances are multiplied by; more than 0
   */
  public PopulationEncoder(int outFeatures, float scale) {
    this(outFeatures, positive(scale), gaussianRbf(1), squaredDistance());
  }

  private PopulationEncoder(
      int outFeatures, float scale, TensorFunction kernel, TensorFunction distance) {
    Require.atLeast("outFeatures", 1, outFeatures);
    this.outFeatures = outFeatures;
    this.scale = scale;
    this.kernel = requireInputs("kernel", kernel, 1);
    this.distance = requireInputs("distance", distance, 2);
  }

  private Tensor centres() {
    Tensor made = centres;
    if (made == null) {
      float[] spaced = new float[outFeatures];
      for (int k = 1; k < outFeatures; k++) {
        spaced[k] = (float) ((double) k / (outFeatures - 1));
      }
      made = Tensor.of(spaced, outFeatures);
      centres = made;
    }
    return made;
  }

  private static float positive(float scale) {
    if (!(scale > 0 && scale < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "scale: expected a number above 0, got "
              + scale
              + "; without a scale it is the largest value of each input");
    }
    return scale;
  }

  private static TensorFunction requireInputs(String name, TensorFunction function, int inputs) {
    if (function.inputs().size() != inputs || function.outputs().size() != 1) {
      throw new IllegalArgumentException(
          name
              + ": expected a function of "
              + inputs
              + (inputs == 1 ? " input" : " inputs")
              + " with one output, got inputs "
              + function.inputs()
              + " and outputs "
              + function.outputs());
    }
    return function;
  }

  /**
   * The same with another kernel.
   *
   * @param other activity as a function of a scaled distance: a function of one input
   * @return another encoder
   * @throws IllegalArgumentException if the function has more inputs, or several outputs
   */
  public PopulationEncoder kernel(TensorFunction other) {
    return new PopulationEncoder(outFeatures, scale, other, distance);
  }

  /**
   * The same with another distance.
   *
   * @param other distance as a function of a value and a centre: a function of two inputs
   * @return another encoder
   * @throws IllegalArgumentException if the function does not have two inputs, or has several
   *     outputs
   */
  public PopulationEncoder distance(TensorFunction other) {
    return new PopulationEncoder(outFeatures, scale, kernel, other);
  }

  /**
   * The Gaussian radial basis function of a squared distance d, exp(-d / (2 sigma²)).
   *
   * @param sigma its width, more than 0
   * @return a function of one input
   */
  public static TensorFunction gaussianRbf(double sigma) {
    Require.positive("sigma", sigma);
    return TensorFunction.parse("y = exp(-d / (2 * sigma * sigma))").with("sigma", sigma);
  }

  /**
   * The squared difference of two numbers, which Norse calls their Euclidean distance.
   *
   * @return a function of two inputs
   */
  public static TensorFunction squaredDistance() {
    return TensorFunction.parse("y = (x - c) * (x - c)");
  }

  /**
   * Encodes values.
   *
   * @param x values of any shape, at least one
   * @return activities, [..., outFeatures]
   */
  @Override
  public Tensor forward(Tensor x) {
    Tensor values = x.rowMajor();
    int[] shape = new int[values.rank() + 1];
    System.arraycopy(values.shape(), 0, shape, 0, values.rank());
    shape[values.rank()] = 1;
    Tensor column = values.reshape(shape);
    Tensor largest;
    if (scale > 0) {
      largest = Tensor.full(scale);
    } else {
      if (values.size() == 0) {
        throw new IllegalArgumentException(
            "PopulationEncoder: expected at least one value to take the scale from, got none");
      }
      largest = values.reshape(values.size()).maxOverTime().detach();
    }
    Tensor spaced = centres().multiply(largest);
    return kernel.apply(distance.apply(column, spaced).multiply(largest));
  }

  @Override
  public Description description() {
    return new Description(KIND)
        .number("outFeatures", outFeatures)
        .number("scale", scale)
        .function("kernel", kernel)
        .function("distance", distance);
  }

  /**
   * Other kinds of module and population encoders.
   *
   * @param others the other kinds
   * @return all of them
   */
  public static ModuleKinds with(ModuleKinds others) {
    return others.with(KIND, PopulationEncoder::of);
  }

  private static PopulationEncoder of(Description d) {
    float scale = (float) d.number("scale");
    return new PopulationEncoder(
        d.whole("outFeatures"),
        scale == 0 ? 0 : positive(scale),
        d.function("kernel"),
        d.function("distance"));
  }

  @Override
  public String toString() {
    return "PopulationEncoder(" + outFeatures + (scale > 0 ? ", scale " + scale : "") + ")";
  }
}
