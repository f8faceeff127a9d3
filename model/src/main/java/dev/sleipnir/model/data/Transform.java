package dev.sleipnir.model.data;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.function.BiFunction;

/**
 * A change of an input, such as an image, [channels, height, width]. What is random comes from the
 * stream it is given: a training that is resumed sees the same images as one that was not
 * interrupted.
 *
 * <pre>{@code
 * Transform invert = (image, _) -> Tensor.full(1f).subtract(image);
 * }</pre>
 */
@FunctionalInterface
public interface Transform {
  /**
   * Changes an input.
   *
   * @param input the input, which stays as it is
   * @param random what to draw from; the stream is this transform's and this item's own
   * @return what becomes of it
   */
  Tensor apply(Tensor input, RandomStream random);

  /**
   * What a checkpoint keeps of it: a training is resumed only with transforms of the same text.
   *
   * @return {@code own} unless overridden, by which nothing is told from others
   */
  default String text() {
    return "own";
  }

  private static Transform of(String text, BiFunction<Tensor, RandomStream, Tensor> function) {
    return new NamedTransform(text, function);
  }

  /**
   * Takes out a mean and a deviation, one for all channels or one for each.
   *
   * @param mean what is subtracted, [] or [channels, 1, 1]
   * @param deviation what it is then divided by, [] or [channels, 1, 1]
   * @return (input - mean) / deviation
   */
  static Transform normalize(Tensor mean, Tensor deviation) {
    Tensor ofMean = mean.copy();
    Tensor ofDeviation = deviation.copy();
    return of(
        "normalized by " + text(ofMean) + " and " + text(ofDeviation),
        (image, _) -> image.subtract(ofMean).divide(ofDeviation));
  }

  private static String text(Tensor values) {
    return Arrays.toString(values.toArray());
  }

  /**
   * Takes out one mean and one deviation.
   *
   * @param mean what is subtracted
   * @param deviation what it is then divided by, greater than 0
   * @return (input - mean) / deviation
   * @throws IllegalArgumentException if the deviation is not positive
   */
  static Transform normalize(float mean, float deviation) {
    Require.positive("deviation", deviation);
    return normalize(Tensor.full(mean), Tensor.full(deviation));
  }

  /**
   * Takes out the mean and the deviation of each input itself, such as how loud a recording is.
   *
   * @return (input - mean) / deviation; 0 where all values are the same
   */
  static Transform standardize() {
    return of("standardized", (x, _) -> standardized(x));
  }

  /**
   * Takes out the mean along an axis, of each input itself: of the logarithm of a spectrogram
   * [time, bands], along time, what a microphone and a voice do to each band.
   *
   * @param axis which, from 0; negative from the end
   * @return input - mean along the axis
   * @throws IllegalArgumentException when it is applied, if there is no such axis
   */
  static Transform center(int axis) {
    return of(
        "centred along axis " + axis,
        (x, _) -> x.subtract(Reduction.of(x, axis).keepDims().mean()));
  }

  private static Tensor standardized(Tensor x) {
    Tensor centred = x.subtract(x.mean());
    double deviation = Math.sqrt(centred.multiply(centred).mean().item());
    return centred.scale(deviation == 0 ? 1f : (float) (1 / deviation));
  }

  /**
   * Left and right exchanged in half of all images.
   *
   * @return the transform
   */
  static Transform randomFlip() {
    return of(
        "random flip", (image, random) -> random.nextInt(2) == 0 ? image : Shapes.flip(image, -1));
  }

  /**
   * A window at a random place of the image with a margin of zeros around it.
   *
   * @param height rows of the window, at least 1
   * @param width columns of the window, at least 1
   * @param margin zeros on each side, at least 0
   * @return the transform
   * @throws IllegalArgumentException if a number is out of range; when it is applied, if the window
   *     is larger than image and margin
   */
  static Transform randomCrop(int height, int width, int margin) {
    Require.atLeast("height", 1, height);
    Require.atLeast("width", 1, width);
    Require.atLeast("margin", 0, margin);
    return of(
        "random crop of " + height + " x " + width + " with margin " + margin,
        (image, random) ->
            window(window(image, -2, height, margin, random), -1, width, margin, random));
  }

  private static Tensor window(Tensor x, int axis, int size, int margin, RandomStream random) {
    Tensor wide = margin == 0 ? x : Shapes.pad(x, axis, margin, margin, 0f);
    int room = wide.dim(axis) - size;
    if (room < 0) {
      throw new IllegalArgumentException(
          "randomCrop: expected at most " + wide.dim(axis) + " with the margin, got " + size);
    }
    int from = random.nextInt(room + 1);
    return room == 0 ? wide : Shapes.slice(wide, axis, from, from + size);
  }

  /**
   * A turn about the centre by a random angle, with linear interpolation and zeros from outside.
   *
   * @param degrees the angle is uniform in [-degrees, degrees], at least 0
   * @return the transform
   * @throws IllegalArgumentException if it is negative or not finite
   */
  static Transform randomRotation(double degrees) {
    Require.notNegative("degrees", degrees);
    return of(
        "random rotation by " + degrees,
        (image, random) ->
            Rotation.of(image, StrictMath.toRadians((2 * random.nextFloat() - 1) * degrees)));
  }

  /**
   * A square of zeros about a random pixel, cut off at the borders (DeVries &amp; Taylor 2017).
   *
   * @param size its side, at least 1
   * @return the transform
   * @throws IllegalArgumentException if it is less than 1
   */
  static Transform cutout(int size) {
    Require.atLeast("size", 1, size);
    return of("cutout of " + size, (image, random) -> Cutout.of(image, size, random));
  }

  /**
   * Events where a signal changes, as sensors that send on delta give them: each time it has risen
   * or fallen by a threshold since the last event there is another one, in a channel for rises or
   * in one for falls.
   *
   * @param threshold how much is an event, greater than 0, in the signal's unit
   * @return [time, channels] to numbers of events, [time, 2 * channels]: first the rises of all
   *     channels, then the falls; none in the first step
   * @throws IllegalArgumentException if the threshold is not positive; when it is applied, if the
   *     input has another number of axes
   */
  static Transform delta(float threshold) {
    Require.positive("threshold", threshold);
    return of("delta of " + threshold, (signal, _) -> Delta.of(signal, threshold));
  }

  /**
   * The natural logarithm of values that are at least 0, such as a spectrogram's.
   *
   * @param least what is added before, greater than 0: where the logarithm of nothing lies
   * @return log(x + least)
   * @throws IllegalArgumentException if it is not positive
   */
  static Transform logarithm(float least) {
    Require.positive("least", least);
    return of("logarithm from " + least, (x, _) -> Maths.log(x.add(least)));
  }

  /**
   * Zeros in a random stretch along an axis (SpecAugment, Park et al. 2019): of a spectrogram
   * [time, bands] some steps, or some bands.
   *
   * @param axis which, from 0; negative from the end
   * @param most the length is uniform from 0 to this, or to the whole axis if that is shorter
   * @return the transform
   * @throws IllegalArgumentException if the length is negative; when it is applied, if there is no
   *     such axis
   */
  static Transform randomMask(int axis, int most) {
    Require.atLeast("most", 0, most);
    return of(
        "random mask of up to " + most + " along axis " + axis,
        (x, random) -> {
          int length = random.nextInt(Math.min(most, x.dim(axis)) + 1);
          int from = random.nextInt(x.dim(axis) - length + 1);
          Tensor kept = Tensor.full(1, x.dim(axis));
          Arrays.fill(kept.data(), from, from + length, 0f);
          int[] shape = new int[x.rank()];
          Arrays.fill(shape, 1);
          shape[axis < 0 ? axis + x.rank() : axis] = x.dim(axis);
          return x.multiply(kept.reshape(shape));
        });
  }

  /**
   * Moves a sequence, [time, ...], by a random number of steps; zeros come in.
   *
   * @param most it is moved by up to this, earlier or later
   * @return the transform
   * @throws IllegalArgumentException if it is negative
   */
  static Transform randomShift(int most) {
    Require.atLeast("most", 0, most);
    return of(
        "random shift by up to " + most,
        (x, random) -> {
          int room = 2 * most;
          int from = random.nextInt(room + 1);
          return Shapes.slice(Shapes.pad(x, 0, most, most, 0f), 0, from, from + x.dim(0));
        });
  }

  /**
   * Plays a sequence, [time, ...], faster or slower by a random factor, between whose steps it is
   * linear, from its beginning; zeros follow where it ends early. Of sound, all frequencies change
   * with it, as voices differ.
   *
   * @param most the factor is uniform in [1 - most, 1 + most]; in [0, 1)
   * @return the transform
   * @throws IllegalArgumentException if it is out of range
   */
  static Transform randomSpeed(double most) {
    Require.fraction("most", most);
    return of(
        "random speed by up to " + most,
        (x, random) -> Speed.of(x, 1 + most * (2 * random.nextFloat() - 1)));
  }
}
