package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.spikes.SpikeRows;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/** Values of a tensor as people read them: nested brackets, long axes shortened. */
final class TensorText {
  private static final MathContext DIGITS = new MathContext(5);

  /** A tensor of up to so many values is shown in full. */
  private static final int FEW = 100;

  /** And so is an axis up to this length. */
  private static final int SHORT = 10;

  /** How much of a longer one is shown at each end. */
  private static final int ENDS = 3;

  private final Tensor tensor;
  private final int[] shape;
  private final StringBuilder text = new StringBuilder();

  private TensorText(Tensor tensor) {
    this.tensor = tensor;
    this.shape = tensor.shapeShared();
  }

  static String of(Tensor tensor) {
    TensorText text = new TensorText(tensor);
    text.append(new int[0]);
    return text.text.toString();
  }

  private void append(int[] index) {
    int axis = index.length;
    if (axis == shape.length) {
      text.append(number(value(index)));
      return;
    }
    text.append('[');
    int[] next = Arrays.copyOf(index, axis + 1);
    for (int i = 0; i < shape[axis]; i++) {
      text.append(i == 0 ? "" : axis + 1 < shape.length ? ",\n" + " ".repeat(axis + 1) : ", ");
      if (shortened(axis) && i == ENDS) {
        text.append("...");
        i = shape[axis] - ENDS - 1;
      } else {
        next[axis] = i;
        append(next);
      }
    }
    text.append(']');
  }

  private boolean shortened(int axis) {
    return shape[axis] > SHORT && Shape.size(shape) > FEW;
  }

  /** Read where it is: to look at a tensor makes no floats of its spikes. */
  private float value(int[] index) {
    int at = StorageOrder.offset(shape, tensor.isChannelsLast(), index);
    SpikeRows spikes = tensor.spikes();
    if (spikes != null) {
      return spikes.get(at / spikes.features(), at % spikes.features()) ? 1 : 0;
    }
    return tensor.source()[tensor.sourceFrom() + at];
  }

  private static String number(float value) {
    if (!Float.isFinite(value)) {
      return String.valueOf(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    double size = Math.abs(value);
    return size == 0 || (size >= 1e-6 && size < 1e7)
        ? rounded.toPlainString()
        : rounded.toString().replace('E', 'e');
  }
}
