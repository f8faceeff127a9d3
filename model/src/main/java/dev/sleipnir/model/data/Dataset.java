package dev.sleipnir.model.data;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;

/**
 * Examples by number. Items may be asked for by several threads at once, in any order: an item is a
 * function of its number and of the stream alone.
 *
 * <pre>{@code
 * var training = images.transform(Transform.randomCrop(28, 28, 2), Transform.randomFlip());
 * }</pre>
 */
public interface Dataset {
  /** {@return how many items there are} */
  int size();

  /**
   * An item.
   *
   * @param index which, from 0
   * @param random what items that are partly random draw from; others leave it alone
   * @return the item
   */
  Example item(int index, RandomStream random);

  /**
   * What a checkpoint keeps of it: a training is resumed only with data of the same text.
   *
   * @return {@code own} unless overridden, by which nothing is told from others
   */
  default String text() {
    return "own";
  }

  /**
   * The same with changed inputs.
   *
   * @param transforms what is done to each input, in this order
   * @return another data set
   */
  default Dataset transform(Transform... transforms) {
    Dataset changed = this;
    for (Transform transform : transforms) {
      changed = new TransformedDataset(changed, transform);
    }
    return changed;
  }

  /**
   * Mixup (Zhang et al. 2018): each item is mixed with another one, drawn from all, its input and
   * its target in the same shares, drawn from a beta distribution. Labels become probabilities.
   *
   * @param alpha both parameters of the distribution, in (0, 4]: the less, the less is mixed; 0.2
   *     is usual
   * @param classes how many classes labels are of
   * @return another data set, whose targets are [classes]
   * @throws IllegalArgumentException if a number is out of range
   */
  default Dataset mixup(double alpha, int classes) {
    if (!(alpha > 0 && alpha <= 4)) {
      throw new IllegalArgumentException("alpha: expected a number in (0, 4], got " + alpha);
    }
    Require.atLeast("classes", 1, classes);
    return new MixedDataset(this, alpha, classes);
  }
}
