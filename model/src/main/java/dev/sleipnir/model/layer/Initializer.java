package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;

/**
 * How weights begin, by the names that the field gives it:
 *
 * <pre>{@code
 * Initializer.KAIMING_NORMAL.fill(layer.weight(), random);
 * Initializer.named("orthogonal").fill(layer.weight(), random);
 * }</pre>
 *
 * <p>Weights are [outputs, inputs, ...]; what follows, the size of kernels, counts for both.
 */
public enum Initializer {
  /** Uniform in ±sqrt(6 / inputs), for rectifiers (He et al. 2015, arXiv:1502.01852). */
  KAIMING_UNIFORM,
  /** Normal of variance 2 / inputs, for rectifiers (He et al. 2015, arXiv:1502.01852). */
  KAIMING_NORMAL,
  /** Uniform in ±sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010). */
  XAVIER_UNIFORM,
  /** Normal of variance 2 / (inputs + outputs) (Glorot and Bengio 2010). */
  XAVIER_NORMAL,
  /** Rows or columns, whichever are fewer, orthonormal (Saxe et al. 2013, arXiv:1312.6120). */
  ORTHOGONAL,
  /** Uniform in ±1/sqrt(inputs): how PyTorch begins linear and convolutional layers. */
  PYTORCH,
  /** Normal of variance 2 / outputs: how Norse begins recurrent cells, inputs and recurrence. */
  NORSE_RECURRENT,
  /** Normal of variance 1 / inputs: how Norse begins what is in front of a read-out. */
  NORSE_READOUT,
  /** Zeros. */
  ZEROS,
  /** Ones. */
  ONES;

  /**
   * An initialiser by its name.
   *
   * @param name such as {@code kaiming_uniform}
   * @return the initialiser
   * @throws IllegalArgumentException if there is none
   */
  public static Initializer named(String name) {
    for (Initializer initializer : values()) {
      if (initializer.toString().equals(name)) {
        return initializer;
      }
    }
    throw new IllegalArgumentException(
        "initializer: expected one of " + Arrays.toString(values()) + ", got '" + name + "'");
  }

  /**
   * Sets weights.
   *
   * @param weight [outputs, inputs, ...]
   * @param random what they are drawn from
   * @throws IllegalArgumentException if there are fewer than two axes and the sizes of two count
   */
  public void fill(Parameter weight, RandomStream random) {
    weight.set(values(weight.shape(), random));
  }

  /**
   * Draws weights.
   *
   * @param shape [outputs, inputs, ...]
   * @param random what they are drawn from
   * @return the weights
   * @throws IllegalArgumentException if there are fewer than two axes and the sizes of two count
   */
  public Tensor values(int[] shape, RandomStream random) {
    return switch (this) {
      case ZEROS -> Tensor.zeros(shape);
      case ONES -> Tensor.full(1f, shape);
      case KAIMING_UNIFORM -> uniform(shape, 6.0 / inputs(shape), random);
      case KAIMING_NORMAL -> normal(shape, 2.0 / inputs(shape), random);
      case XAVIER_UNIFORM -> uniform(shape, 6.0 / (inputs(shape) + outputs(shape)), random);
      case XAVIER_NORMAL -> normal(shape, 2.0 / (inputs(shape) + outputs(shape)), random);
      case PYTORCH -> Initialization.uniform(random, inputs(shape), shape);
      case NORSE_RECURRENT -> normal(shape, 2.0 / outputs(shape), random);
      case NORSE_READOUT -> normal(shape, 1.0 / inputs(shape), random);
      case ORTHOGONAL -> orthogonal(shape, random);
    };
  }

  private static int inputs(int[] shape) {
    Require.atLeast("axes", 2, shape.length);
    return Shape.size(shape) / Math.max(1, shape[0]);
  }

  private static int outputs(int[] shape) {
    Require.atLeast("axes", 2, shape.length);
    return Shape.size(shape) / Math.max(1, shape[1]);
  }

  private static Tensor uniform(int[] shape, double squaredBound, RandomStream random) {
    return Initialization.within(random, (float) Math.sqrt(squaredBound), shape);
  }

  private static Tensor normal(int[] shape, double variance, RandomStream random) {
    return Tensor.randn(random, shape).scale((float) Math.sqrt(variance));
  }

  /** Gram and Schmidt's way, twice, in double precision. */
  private static Tensor orthogonal(int[] shape, RandomStream random) {
    int rows = shape.length == 0 ? 0 : shape[0];
    int columns = inputs(shape);
    boolean tall = rows > columns;
    int count = Math.min(rows, columns);
    int length = Math.max(rows, columns);
    double[][] vectors = new double[count][length];
    for (int v = 0; v < count; v++) {
      for (int i = 0; i < length; i++) {
        vectors[v][i] = random.nextGaussian();
      }
      for (int w = 0; w < 2 * v; w++) {
        double[] other = vectors[w % v];
        double product = dot(vectors[v], other);
        for (int i = 0; i < length; i++) {
          vectors[v][i] -= product * other[i];
        }
      }
      double norm = Math.sqrt(dot(vectors[v], vectors[v]));
      for (int i = 0; i < length; i++) {
        vectors[v][i] /= norm;
      }
    }
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.size(); i++) {
      int row = i / columns;
      int column = i % columns;
      tensor.data()[i] = (float) (tall ? vectors[column][row] : vectors[row][column]);
    }
    return tensor;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The name in files and options, such as {@code kaiming_uniform}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
