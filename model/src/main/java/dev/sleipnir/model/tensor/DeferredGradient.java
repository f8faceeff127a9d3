package dev.sleipnir.model.tensor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A gradient that is not written out yet: one value everywhere, or a part of a longer gradient. It
 * is written when an array of it is asked for, and then still in the cache when that is read.
 */
public final class DeferredGradient {
  /** Values of a piece of work. */
  private static final int BLOCK = 1 << 16;

  private final float value;
  private final @Nullable Longer longer;
  private final int from;

  private DeferredGradient(float value, @Nullable Longer longer, int from) {
    this.value = value;
    this.longer = longer;
    this.from = from;
  }

  /** One value everywhere. */
  static DeferredGradient uniform(float value) {
    return new DeferredGradient(value, null, 0);
  }

  /**
   * All of an array.
   *
   * @param values the gradient, which passes to what is returned and its parts
   * @return the same, not written out again until it must
   */
  public static DeferredGradient of(float[] values) {
    return new DeferredGradient(0f, new Longer(values), 0);
  }

  /**
   * A part, to be used and ended besides this one.
   *
   * @param first index at which it begins
   * @return the values from there on
   */
  public DeferredGradient part(int first) {
    if (longer == null) {
      return this;
    }
    longer.users++;
    return new DeferredGradient(0f, longer, from + first);
  }

  /** Writes so many values to a buffer, the caller's, and ends. */
  float[] write(int length, Scope scope) {
    float[] gradient = scope.take(length);
    if (longer == null) {
      scope
          .parallel()
          .forEach(
              Math.ceilDiv(length, BLOCK),
              (block, _) -> {
                int first = block * BLOCK;
                Arrays.fill(gradient, first, Math.min(length, first + BLOCK), value);
              });
    } else {
      System.arraycopy(longer.values, from, gradient, 0, length);
    }
    end(scope);
    return gradient;
  }

  /**
   * Ends the use of this part: the last gives the array back.
   *
   * @param scope where the array goes
   */
  public void end(Scope scope) {
    if (longer != null && --longer.users == 0) {
      scope.giveBack(longer.values);
    }
  }

  private static final class Longer {
    final float[] values;
    int users = 1;

    Longer(float[] values) {
      this.values = values;
    }
  }
}
