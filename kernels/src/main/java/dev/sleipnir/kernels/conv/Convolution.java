package dev.sleipnir.kernels.conv;

import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.VectorApi;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of channels-last images: input [n][height][width][inChannels], output
 * [n][row][column] [outChannels], kernels [outChannels][inChannels / groups][row][column].
 *
 * <p>Sums run in a fixed order (forward: kernel row, column, channel of the group), so results
 * depend on neither the number of threads nor the vector width.
 *
 * <p>An instance holds the arguments of the call in progress and belongs to one caller at a time; a
 * call allocates nothing once its pool is warm.
 */
public abstract sealed class Convolution
    permits DenseConvolution, GroupedConvolution, DepthwiseConvolution {
  private final ConvShape shape;

  Convolution(ConvShape shape) {
    VectorApi.require();
    this.shape = shape;
  }

  /**
   * A convolution of these sizes, computed as suits them.
   *
   * @param shape the sizes
   * @param parallel the threads
   * @param pool the buffers
   * @return a new one
   */
  public static Convolution of(ConvShape shape, Parallel parallel, FloatPool pool) {
    if (shape.groups() == 1) {
      return new DenseConvolution(shape, parallel, pool);
    }
    return shape.groups() == shape.inChannels()
        ? new DepthwiseConvolution(shape, parallel, pool)
        : new GroupedConvolution(shape, parallel, pool);
  }

  /**
   * The sizes.
   *
   * @return what was given
   */
  public final ConvShape shape() {
    return shape;
  }

  /**
   * output = input * weights + bias.
   *
   * @param images number of images
   * @param input [images][height][width][inChannels]
   * @param weights [outChannels][inChannels / groups][kernelHeight][kernelWidth]
   * @param bias [outChannels], or null for none
   * @param output [images][outputHeight][outputWidth][outChannels]
   * @throws IllegalArgumentException if {@code images} is negative or an array is too short
   */
  public final void forward(
      int images, float[] input, float[] weights, float @Nullable [] bias, float[] output) {
    Require.count("images", images);
    require("input", input, images, shape.inputSize());
    require("weights", weights, 1, shape.weightSize());
    if (bias != null) {
      require("bias", bias, 1, shape.outChannels());
    }
    require("output", output, images, shape.outputSize());
    multiply(images, input, weights, bias, output);
  }

  /**
   * gradInput = the gradient of {@link #forward} with respect to its input.
   *
   * @param images number of images
   * @param gradOutput gradient at the output
   * @param weights the kernels
   * @param gradInput receives the gradient at the input; what it held is overwritten
   * @throws IllegalArgumentException if {@code images} is negative or an array is too short
   */
  public final void backwardData(
      int images, float[] gradOutput, float[] weights, float[] gradInput) {
    Require.count("images", images);
    require("gradOutput", gradOutput, images, shape.outputSize());
    require("weights", weights, 1, shape.weightSize());
    require("gradInput", gradInput, images, shape.inputSize());
    multiplyBack(images, gradOutput, weights, gradInput);
  }

  /**
   * Adds the gradients of {@link #forward} with respect to weights and bias.
   *
   * @param images number of images
   * @param input the input of the forward pass
   * @param gradOutput gradient at the output
   * @param gradWeights its gradient is added to this
   * @param gradBias its gradient is added to this; null for none
   * @throws IllegalArgumentException if {@code images} is negative or an array is too short
   */
  public final void backwardWeights(
      int images,
      float[] input,
      float[] gradOutput,
      float[] gradWeights,
      float @Nullable [] gradBias) {
    Require.count("images", images);
    require("input", input, images, shape.inputSize());
    require("gradOutput", gradOutput, images, shape.outputSize());
    require("gradWeights", gradWeights, 1, shape.weightSize());
    if (gradBias != null) {
      require("gradBias", gradBias, 1, shape.outChannels());
    }
    addGradients(images, input, gradOutput, gradWeights, gradBias);
  }

  /** {@link #forward}, of checked arguments. */
  abstract void multiply(
      int images, float[] input, float[] weights, float @Nullable [] bias, float[] output);

  /** {@link #backwardData}, of checked arguments. */
  abstract void multiplyBack(int images, float[] gradOutput, float[] weights, float[] gradInput);

  /** {@link #backwardWeights}, of checked arguments. */
  abstract void addGradients(
      int images,
      float[] input,
      float[] gradOutput,
      float[] gradWeights,
      float @Nullable [] gradBias);

  private static void require(String name, float[] array, int count, int size) {
    if (array.length < (long) count * size) {
      throw new IllegalArgumentException(
          name + ": expected " + count + " x " + size + " floats, got " + array.length);
    }
  }
}
