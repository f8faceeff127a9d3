package dev.sleipnir.model.decode;

import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;

/**
 * What is read from a network's outputs over time: the scores of classes, a rate, a trace. It is
 * differentiable, so that a loss can be taken of it.
 *
 * <pre>{@code
 * Decoder rate = Decoder.mean();
 * Decoder lastTen = outputs -> rate.decode(outputs.rows(outputs.dim(0) - 10, outputs.dim(0)));
 * }</pre>
 */
@FunctionalInterface
public interface Decoder {
  /**
   * Decodes.
   *
   * @param outputs spikes or potentials, [time, batch, ...]
   * @return [batch, ...], or whatever else a loss takes
   */
  Tensor decode(Tensor outputs);

  /**
   * What a checkpoint keeps of it: a training is resumed only with a decoder of the same text.
   *
   * @return {@code own} unless overridden, by which nothing is told from others
   */
  default String text() {
    return "own";
  }

  /**
   * The outputs as they are: a loss is then taken of every step.
   *
   * @return [time, batch, ...] to the same
   */
  static Decoder everyStep() {
    return new NamedDecoder("every step", outputs -> outputs);
  }

  /**
   * The largest value over time, such as a membrane's maximum.
   *
   * @return [time, batch, ...] to [batch, ...]; the gradient goes to the earliest of equals
   */
  static Decoder max() {
    return new NamedDecoder("maximum over time", Tensor::maxOverTime);
  }

  /**
   * The last step.
   *
   * @return [time, batch, ...] to [batch, ...]
   */
  static Decoder last() {
    return new NamedDecoder("last step", Decoder::lastStep);
  }

  /**
   * The sum over time: of spikes, their count.
   *
   * @return [time, batch, ...] to [batch, ...]
   */
  static Decoder sum() {
    return new NamedDecoder("sum over time", outputs -> Reduction.of(timed(outputs), 0).sum());
  }

  /**
   * The mean over time: of spikes, their rate in spikes a step.
   *
   * @return [time, batch, ...] to [batch, ...]
   */
  static Decoder mean() {
    return new NamedDecoder("mean over time", outputs -> Reduction.of(timed(outputs), 0).mean());
  }

  /**
   * Minus the number of steps before the first spike, so that of scores the largest is of who
   * spikes first; minus all steps where there is no spike. Outputs are spikes, 0 or 1.
   *
   * <p>The steps before the first spike are the sum over t of the products of 1 - z up to t, and
   * that is what is differentiated: neurons that never fire get a gradient too, the stronger the
   * earlier the step.
   *
   * @return [time, batch, ...] to [batch, ...]
   */
  static Decoder firstSpike() {
    return new NamedDecoder("first spike", FirstSpike::of);
  }

  private static Tensor lastStep(Tensor outputs) {
    int steps = timed(outputs).dim(0);
    int[] shape = outputs.shape();
    return outputs.rows(steps - 1, steps).reshape(Arrays.copyOfRange(shape, 1, shape.length));
  }

  private static Tensor timed(Tensor outputs) {
    if (outputs.rank() < 1 || outputs.dim(0) < 1) {
      throw new IllegalArgumentException(
          "Decoder: expected [time, ...] with at least one step, got shape "
              + Arrays.toString(outputs.shape()));
    }
    return outputs;
  }
}
