package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** A tensor of a case file, in double precision, row-major; a plain number has shape []. */
final class ReferenceTensor {
  private final int[] shape;
  private final double[] data;

  private ReferenceTensor(int[] shape, double[] data) {
    this.shape = shape;
    this.data = data;
  }

  /** Whether a node is a tensor or a number, as opposed to a group of them. */
  static boolean isTensor(JsonNode node) {
    return node.isNumber() || isSpecial(node) || (node.has("shape") && node.has("data"));
  }

  private static boolean isSpecial(JsonNode node) {
    return node.isString()
        && switch (node.stringValue()) {
          case "Infinity", "-Infinity", "NaN" -> true;
          default -> false;
        };
  }

  /**
   * Reads a tensor or a number.
   *
   * @throws MalformedCase if it is neither, or shape and data differ
   */
  static ReferenceTensor of(JsonNode node, String where) {
    if (!isTensor(node)) {
      throw new MalformedCase(where + ": expected a number or {shape, data}");
    }
    if (!node.isObject()) {
      return new ReferenceTensor(new int[0], new double[] {number(node, where)});
    }
    if (node.size() != 2) {
      throw new MalformedCase(
          where + ": expected shape and data alone, got " + node.size() + " keys");
    }
    JsonNode axes = node.get("shape");
    JsonNode values = node.get("data");
    if (!axes.isArray() || !values.isArray()) {
      throw new MalformedCase(where + ": expected arrays shape and data, got others");
    }
    int[] shape = new int[axes.size()];
    for (int axis = 0; axis < shape.length; axis++) {
      JsonNode size = axes.get(axis);
      if (!CaseFile.isWhole(size) || size.intValue() < 0) {
        throw new MalformedCase(where + ".shape: expected sizes >= 0, got " + axes);
      }
      shape[axis] = size.intValue();
    }
    long size = 1;
    for (int axis : shape) {
      size = size > Integer.MAX_VALUE ? size : size * axis;
    }
    if (values.size() != size) {
      throw new MalformedCase(
          String.format(
              Locale.ROOT,
              "%s: expected arrays shape and data that fit, got shape %s and %d values",
              where,
              axes,
              values.size()));
    }
    double[] data = new double[values.size()];
    for (int e = 0; e < data.length; e++) {
      data[e] = number(values.get(e), where);
    }
    return new ReferenceTensor(shape, data);
  }

  private static double number(JsonNode node, String where) {
    if (node.isNumber() && Double.isFinite(node.doubleValue())) {
      return node.doubleValue();
    }
    if (isSpecial(node)) {
      return Double.parseDouble(node.stringValue());
    }
    throw new MalformedCase(where + ": expected a number, got " + node);
  }

  int[] shape() {
    return shape.clone();
  }

  int rank() {
    return shape.length;
  }

  int size() {
    return data.length;
  }

  double get(int element) {
    return data[element];
  }

  /** Size of the first axis. */
  int steps() {
    if (shape.length == 0) {
      throw new MalformedCase("expected a sequence, [time, ...], got a number");
    }
    return shape[0];
  }

  /** One entry of the first axis. */
  ReferenceTensor step(int t) {
    int n = data.length / steps();
    return new ReferenceTensor(
        Arrays.copyOfRange(shape, 1, shape.length), Arrays.copyOfRange(data, t * n, (t + 1) * n));
  }

  /** The values rounded to single precision. */
  Tensor toTensor() {
    float[] floats = new float[data.length];
    for (int e = 0; e < floats.length; e++) {
      floats[e] = (float) data[e];
    }
    return Tensor.of(floats, shape);
  }
}
