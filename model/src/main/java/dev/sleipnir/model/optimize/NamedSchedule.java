package dev.sleipnir.model.optimize;

import java.util.function.LongToDoubleFunction;

/** A schedule of {@link Schedule}: its text and the factor of each step. */
record NamedSchedule(String text, LongToDoubleFunction factors) implements Schedule {
  @Override
  public double factor(long step) {
    return factors.applyAsDouble(step);
  }

  @Override
  public String toString() {
    return text;
  }
}
