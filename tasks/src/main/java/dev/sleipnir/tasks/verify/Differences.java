package dev.sleipnir.tasks.verify;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Keeps account of numbers that were compared with what they should be. */
final class Differences {
  private String way = "";
  private double largestError;
  private double largestAbsoluteError;
  private @Nullable String firstDifference;

  /** Says how what follows is computed, for the message of a difference. */
  void way(String how) {
    way = how;
  }

  /**
   * Compares a number: it is right if it is within a tolerance, or both are the same infinity or
   * NaN.
   */
  void check(String where, double expected, double actual, double tolerance) {
    if (Double.isFinite(expected) && Double.isFinite(actual)) {
      double difference = Math.abs(actual - expected);
      // Units of the tolerance; where that is 0, any difference is infinitely many.
      double error = difference == 0 ? 0 : difference / tolerance;
      largestAbsoluteError = Math.max(largestAbsoluteError, difference);
      largestError = Math.max(largestError, error);
      if (error <= 1) {
        return;
      }
    } else if (Double.compare(expected, actual) == 0) {
      return;
    } else {
      largestAbsoluteError = Double.POSITIVE_INFINITY;
      largestError = Double.POSITIVE_INFINITY;
    }
    differs(where, Double.toString(expected), Double.toString(actual));
  }

  /** Notes a difference that is none of numbers. */
  void differs(String where, String expected, String got) {
    if (firstDifference == null) {
      firstDifference =
          String.format(
              Locale.ROOT,
              "%s: expected %s, got %s%s",
              where,
              expected,
              got,
              way.isEmpty() ? "" : " (" + way + ")");
    }
  }

  /** The first thing that differed, if any did. */
  @Nullable String first() {
    return firstDifference;
  }

  /** Largest error in units of the tolerance: up to 1 is right. */
  double largestError() {
    return largestError;
  }

  double largestAbsoluteError() {
    return largestAbsoluteError;
  }
}
