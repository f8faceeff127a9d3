package dev.sleipnir.model.data;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Examples that are in memory: the rows of two tensors.
 *
 * <pre>{@code
 * var letters = new TensorDataset(frames, labels);     // [N, time, taxels] and [N]
 * var training = letters.select(0, 2, 3);
 * }</pre>
 */
public final class TensorDataset implements Dataset {
  private final float[] inputs;
  private final int[] inputShape;
  private final float[] targets;
  private final int[] targetShape;
  private final int size;

  /**
   * Copies the values.
   *
   * @param inputs [N, ...]: an input in each row
   * @param targets [N, ...]: its target; labels are [N]
   * @throws IllegalArgumentException if they have not as many rows
   */
  public TensorDataset(Tensor inputs, Tensor targets) {
    this(
        inputs.toArray(),
        each("inputs", inputs),
        targets.toArray(),
        each("targets", targets),
        inputs.dim(0));
    if (targets.dim(0) != size) {
      throw new IllegalArgumentException(
          "targets: expected one for each of " + size + " inputs, got " + targets.dim(0));
    }
  }

  private TensorDataset(
      float[] inputs, int[] inputShape, float[] targets, int[] targetShape, int size) {
    this.inputs = inputs;
    this.inputShape = inputShape;
    this.targets = targets;
    this.targetShape = targetShape;
    this.size = size;
  }

  private static int[] each(String name, Tensor values) {
    if (values.rank() == 0) {
      throw new IllegalArgumentException(name + ": expected [N, ...], got one number");
    }
    return Arrays.copyOfRange(values.shape(), 1, values.rank());
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Example item(int index, RandomStream random) {
    checked(index);
    return new Example(row(inputs, inputShape, index), row(targets, targetShape, index));
  }

  private static Tensor row(float[] values, int[] shape, int index) {
    int length = Shape.size(shape);
    return Tensor.of(Arrays.copyOfRange(values, index * length, (index + 1) * length), shape);
  }

  private int checked(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          "index: expected one of " + size + " examples from 0 on, got " + index);
    }
    return index;
  }

  /** {@return a copy of the shape of an input} */
  public int[] inputShape() {
    return inputShape.clone();
  }

  /**
   * Some of the examples.
   *
   * @param indices which, in this order, from 0; each as often as wanted
   * @return another data set, with values of its own
   * @throws IndexOutOfBoundsException if there is no such example
   */
  public TensorDataset select(int... indices) {
    return new TensorDataset(
        rows(inputs, inputShape, indices),
        inputShape,
        rows(targets, targetShape, indices),
        targetShape,
        indices.length);
  }

  private float[] rows(float[] values, int[] shape, int[] indices) {
    int length = Shape.size(shape);
    float[] some = new float[Math.multiplyExact(indices.length, length)];
    for (int n = 0; n < indices.length; n++) {
      System.arraycopy(values, checked(indices[n]) * length, some, n * length, length);
    }
    return some;
  }

  /** The digest of what they are: shapes and values. */
  @Override
  public String text() {
    return "sha256 "
        + Sha256.of(bytes(inputShape), bytes(inputs), bytes(targetShape), bytes(targets));
  }

  private static byte[] bytes(int[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * values.length);
    bytes.asIntBuffer().put(values);
    return bytes.array();
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length));
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
