package dev.sleipnir.tasks.images;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Dataset;
import dev.sleipnir.model.data.Example;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.tensor.Tensor;

/**
 * Images of which each is its own target: inputs are pixels times a factor, targets the pixels.
 *
 * @param images the images; their labels play no part
 * @param scale the factor
 */
record ImagePairs(LabeledImages images, float scale) implements Dataset {
  @Override
  public int size() {
    return images.size();
  }

  @Override
  public Example item(int index, RandomStream random) {
    int size = images.pixelsPerImage();
    Tensor input = Tensor.zeros(images.channels(), images.height(), images.width());
    Tensor target = Tensor.zeros(size);
    images.copyTo(index, input.data(), 0, scale, 0f);
    images.copyTo(index, target.data(), 0, 1f, 0f);
    return new Example(input, target);
  }

  @Override
  public String text() {
    return images.text() + ", pixels times " + scale + " and themselves";
  }

  /** The first images, [n, 1, height, width], as inputs, or as they are. */
  Tensor first(int n, boolean asInputs) {
    Tensor first = Tensor.zeros(n, images.channels(), images.height(), images.width());
    for (int i = 0; i < n; i++) {
      images.copyTo(i, first.data(), i * images.pixelsPerImage(), asInputs ? scale : 1f, 0f);
    }
    return first;
  }
}
