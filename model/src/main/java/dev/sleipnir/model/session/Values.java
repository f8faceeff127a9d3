package dev.sleipnir.model.session;

import dev.sleipnir.model.tensor.Shape;

/** What lies between two stages: an array that both hold on to, and its shape. */
final class Values {
  private final float[] data;
  private final int[] shape;
  private final boolean channelsLast;

  /**
   * Values.
   *
   * @param data the values of a batch, in stored order
   * @param shape [batch, ...]
   * @param channelsLast whether the last three axes are stored channels-last
   */
  Values(float[] data, int[] shape, boolean channelsLast) {
    this.data = data;
    this.shape = shape;
    this.channelsLast = channelsLast;
  }

  static Values of(boolean channelsLast, int... shape) {
    return new Values(new float[Shape.size(shape)], shape, channelsLast);
  }

  float[] data() {
    return data;
  }

  int[] shape() {
    return shape;
  }

  boolean channelsLast() {
    return channelsLast;
  }

  int size() {
    return data.length;
  }

  int dim(int axis) {
    return shape[axis];
  }

  @Override
  public String toString() {
    return Shape.text(shape);
  }
}
