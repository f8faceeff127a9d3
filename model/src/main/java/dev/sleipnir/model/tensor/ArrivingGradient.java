package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.math.Elementwise;
import org.jspecify.annotations.Nullable;

/**
 * The sum of gradients that arrive at a tensor whose gradient is wanted. One alone is not written
 * out before somebody reads it.
 */
final class ArrivingGradient {
  private final int size;
  private float @Nullable [] sum;
  private @Nullable DeferredGradient deferred;

  ArrivingGradient(int size) {
    this.size = size;
  }

  /** Whether any arrived. */
  boolean isAny() {
    return sum != null || deferred != null;
  }

  /** What arrived, written out; null if nothing did. */
  float @Nullable [] written(Scope scope) {
    DeferredGradient waiting = takeDeferred();
    if (waiting != null) {
      sum = waiting.write(size, scope);
    }
    return sum;
  }

  /** Adds one, in a buffer of the scope that passes to this. */
  void add(float[] more, Scope scope) {
    float[] before = written(scope);
    if (before == null) {
      sum = more;
    } else {
      Elementwise.add(before, 0, more, 0, before, 0, before.length);
      scope.giveBack(more);
    }
  }

  /** Adds one that is not written out; it passes to this. */
  void add(DeferredGradient more, Scope scope) {
    if (isAny()) {
      add(more.write(size, scope), scope);
    } else {
      deferred = more;
    }
  }

  /** Adds one of some consecutive values, in a buffer of the scope that passes to this. */
  void add(int at, float[] more, Scope scope) {
    if (more.length == size) {
      add(more, scope);
      return;
    }
    float[] before = written(scope);
    if (before == null) {
      before = scope.takeZeroed(size);
      sum = before;
    }
    Elementwise.add(before, at, more, 0, before, at, more.length);
    scope.giveBack(more);
  }

  /** Takes away what arrived, written out; null if nothing did. */
  float @Nullable [] take(Scope scope) {
    float[] taken = written(scope);
    sum = null;
    return taken;
  }

  /** Takes away what arrived if it is not written out: the caller's to end. */
  @Nullable DeferredGradient takeDeferred() {
    DeferredGradient taken = deferred;
    deferred = null;
    return taken;
  }

  /** Gives back what arrived. */
  void end(Scope scope) {
    DeferredGradient waiting = takeDeferred();
    if (waiting != null) {
      waiting.end(scope);
    } else if (sum != null) {
      scope.giveBack(sum);
      sum = null;
    }
  }
}
