package dev.sleipnir.model.cell;

import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The smallest shape that several parameters broadcast to: which of their values meet. */
final class JointShape {
  private final int[] shape;
  private final boolean broadcasts;
  private final int size;

  /**
   * The joint shape of some tensors.
   *
   * @param tensors any of them may be missing
   */
  JointShape(@Nullable Tensor[] tensors) {
    int rank = 0;
    int longest = 1;
    for (Tensor tensor : tensors) {
      if (tensor != null) {
        rank = Math.max(rank, tensor.rank());
        longest = Math.max(longest, tensor.size());
      }
    }
    shape = new int[rank];
    Arrays.fill(shape, 1);
    boolean fit = true;
    for (Tensor tensor : tensors) {
      int[] own = tensor == null ? new int[0] : tensor.shape();
      for (int a = 0; a < own.length; a++) {
        int axis = rank - own.length + a;
        fit &= own[a] == 1 || shape[axis] == 1 || shape[axis] == own[a];
        shape[axis] = Math.max(shape[axis], own[a]);
      }
    }
    broadcasts = fit;
    // Shapes that do not fit each other fit no input either; until one comes, values meet in order.
    size = fit ? Shape.size(shape) : longest;
  }

  /** Number of combinations of values. */
  int size() {
    return size;
  }

  /** For each combination, the index of the value that a tensor of a shape contributes. */
  int[] indices(int[] own) {
    int[] indices = new int[size];
    int length = Shape.size(own);
    int[] at = new int[shape.length];
    for (int n = 0; n < size; n++) {
      int index = 0;
      for (int a = 0; a < own.length; a++) {
        int i = own[a] == 1 ? 0 : at[shape.length - own.length + a];
        index = index * own[a] + i;
      }
      indices[n] = broadcasts ? index : n % length;
      for (int a = at.length - 1; a >= 0 && ++at[a] == shape[a]; a--) {
        at[a] = 0;
      }
    }
    return indices;
  }
}
