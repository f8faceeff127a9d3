package dev.sleipnir.bench.protocol;

/**
 * How often a piece of work is done.
 *
 * @param warmUp times before the clock counts
 * @param runs times that count
 */
public record Repeats(int warmUp, int runs) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if warmUp is negative or runs is less than 1
   */
  public Repeats {
    Sizes.atLeast("warm-up", 0, warmUp);
    Sizes.atLeast("runs", 1, runs);
  }
}
