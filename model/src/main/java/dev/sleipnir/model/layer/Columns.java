package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Features of samples, or channels of images, put side by side or taken apart: what comes last in
 * storage.
 */
final class Columns {
  private Columns() {}

  /** Axis 1 of features, lines and images is what has to be last in storage. */
  private static Tensor arranged(Tensor x) {
    return x.rank() == 4 ? x.channelsLast() : x.rowMajor();
  }

  /**
   * Tensors side by side along axis 1.
   *
   * @param given at least one, [batch, features] or [batch, channels, height, width], alike in all
   *     but axis 1
   * @return features or channels of all of them, in order
   */
  static Tensor join(List<Tensor> given) {
    List<Tensor> parts = given.stream().map(Columns::arranged).toList();
    int[] shape = parts.getFirst().shape();
    if (shape.length != 2 && shape.length != 4) {
      throw new IllegalArgumentException(
          "concatenate: expected [batch, features] or [batch, channels, height, width], got shape "
              + Shape.text(shape));
    }
    int columns = 0;
    for (Tensor part : parts) {
      int[] like = shape.clone();
      like[1] = part.rank() == shape.length ? part.dim(1) : like[1];
      Shape.require("concatenate", like, part.shape());
      columns += part.dim(1);
    }
    int rows = shape.length == 2 ? shape[0] : shape[0] * shape[2] * shape[3];
    shape[1] = columns;
    Scope scope = Scope.ofAny(parts);
    Tensor y = scope.tensor(shape, shape.length == 4);
    float[] out = y.data();
    int to = 0;
    for (Tensor part : parts) {
      scope.admit(part);
      float[] in = part.values();
      int width = part.dim(1);
      int at = to;
      int all = columns;
      scope.run(() -> copy(rows, width, in, 0, width, out, at, all));
      to += width;
    }
    Tape tape = scope.tape();
    if (tape != null) {
      int all = columns;
      tape.record(
          new Node(y, parts.toArray(Tensor[]::new)) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              int from = 0;
              for (Tensor part : parts) {
                int width = part.dim(1);
                if (on.needsGradient(part)) {
                  float[] forPart = on.take(part.size());
                  copy(rows, width, gradient, from, all, forPart, 0, width);
                  on.addGradient(part, forPart);
                }
                from += width;
              }
              on.giveBack(gradient);
            }
          });
    }
    return y;
  }

  /**
   * A matrix in parts of as many columns each.
   *
   * @param x [rows, parts * columns]
   * @param parts how many
   * @return [rows, columns] of each
   */
  static List<Tensor> split(Tensor x, int parts) {
    Scope scope = Scope.of(x);
    int rows = x.dim(0);
    int width = x.dim(1);
    int columns = width / parts;
    float[] in = x.values();
    List<Tensor> all = new ArrayList<>();
    Tape tape = scope.tape();
    Gathered gathered = new Gathered();
    for (int part = 0; part < parts; part++) {
      Tensor y = scope.tensor(rows, columns);
      float[] out = y.data();
      int from = part * columns;
      scope.run(() -> copy(rows, columns, in, from, width, out, 0, columns));
      if (tape != null && tape.needsGradient(x)) {
        tape.record(new Part(y, x, from, part == 0, gathered));
      }
      all.add(y);
    }
    return all;
  }

  /** The gradient at what was split, while those of the parts arrive. */
  private static final class Gathered {
    private float @Nullable [] gradient;
  }

  private static final class Part extends Node {
    private final Tensor x;
    private final int from;
    private final boolean isLast;
    private final Gathered gathered;

    Part(Tensor y, Tensor x, int from, boolean isLast, Gathered gathered) {
      super(y, x);
      this.x = x;
      this.from = from;
      this.isLast = isLast;
      this.gathered = gathered;
    }

    @Override
    protected boolean hasOtherGradient() {
      return isLast && gathered.gradient != null;
    }

    @Override
    protected void backward(float[] gradient, Tape tape) {
      int columns = output().dim(1);
      float[] all = gathered.gradient;
      if (all == null) {
        all = tape.takeZeroed(x.size());
        gathered.gradient = all;
      }
      copy(x.dim(0), columns, gradient, 0, columns, all, from, x.dim(1));
      tape.giveBack(gradient);
      if (isLast) {
        gathered.gradient = null;
        tape.addGradient(x, all);
      }
    }
  }

  private static void copy(
      int rows, int columns, float[] in, int from, int inRow, float[] out, int to, int outRow) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(in, from + r * inRow, out, to + r * outRow, columns);
    }
  }
}
