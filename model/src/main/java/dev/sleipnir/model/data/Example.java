package dev.sleipnir.model.data;

import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;

/**
 * One item of a {@link Dataset}, or several stacked to a batch.
 *
 * @param input what the network gets, such as an image, [channels, height, width]
 * @param target what is wanted of it: a label as a whole number, [], the probabilities of classes,
 *     [classes], or values of any shape
 */
public record Example(Tensor input, Tensor target) {
  /**
   * Examples side by side.
   *
   * @param items at least one, of one shape
   * @param inputAxis where the batch's axis is in the stacked input: 0, or 1 behind time
   * @param targetAxis where it is in the stacked target
   * @return all of them in one
   * @throws IllegalArgumentException if there is none, or shapes differ
   */
  public static Example stack(List<Example> items, int inputAxis, int targetAxis) {
    return new Example(
        Shapes.stack(inputAxis, items.stream().map(Example::input).toList()),
        Shapes.stack(targetAxis, items.stream().map(Example::target).toList()));
  }
}
