package dev.sleipnir.model.data;

import dev.sleipnir.model.tensor.Tensor;

/** {@link Transform#randomRotation}: each pixel is read where it comes from. */
final class Rotation {
  private final float[] in;
  private final int height;
  private final int width;

  private Rotation(float[] in, int height, int width) {
    this.in = in;
    this.height = height;
    this.width = width;
  }

  /** The image, turned counter-clockwise. */
  static Tensor of(Tensor image, double angle) {
    int height = image.dim(-2);
    int width = image.dim(-1);
    Rotation rotation = new Rotation(image.toArray(), height, width);
    Tensor turned = Tensor.zeros(image.shape());
    float[] out = turned.data();
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double middleX = (width - 1) / 2.0;
    double middleY = (height - 1) / 2.0;
    for (int plane = 0; plane < out.length; plane += height * width) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double right = x - middleX;
          double down = y - middleY;
          out[plane + y * width + x] =
              rotation.at(
                  plane, middleX + cos * right - sin * down, middleY + sin * right + cos * down);
        }
      }
    }
    return turned;
  }

  private float at(int plane, double x, double y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double toRight = x - left;
    double toBottom = y - top;
    double above = (1 - toRight) * pixel(plane, left, top) + toRight * pixel(plane, left + 1, top);
    double below =
        (1 - toRight) * pixel(plane, left, top + 1) + toRight * pixel(plane, left + 1, top + 1);
    return (float) ((1 - toBottom) * above + toBottom * below);
  }

  private float pixel(int plane, int x, int y) {
    return x < 0 || x >= width || y < 0 || y >= height ? 0f : in[plane + y * width + x];
  }
}
