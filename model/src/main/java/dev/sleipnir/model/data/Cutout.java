package dev.sleipnir.model.data;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;

/** {@link Transform#cutout}. */
final class Cutout {
  private Cutout() {}

  static Tensor of(Tensor image, int size, RandomStream random) {
    int height = image.dim(-2);
    int width = image.dim(-1);
    int top = random.nextInt(height) - size / 2;
    int left = random.nextInt(width) - size / 2;
    Tensor cut = image.copy();
    for (int plane = 0; plane < cut.size(); plane += height * width) {
      for (int y = Math.max(0, top); y < Math.min(height, top + size); y++) {
        int row = plane + y * width;
        Arrays.fill(cut.data(), row + Math.max(0, left), row + Math.min(width, left + size), 0f);
      }
    }
    return cut;
  }
}
