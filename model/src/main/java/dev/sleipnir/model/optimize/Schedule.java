package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.require.Require;

/**
 * How the learning rate changes during training: a function of the number of steps taken alone, so
 * that a training that is resumed goes on as if it had not been interrupted.
 */
@FunctionalInterface
public interface Schedule {
  /** The learning rate stays as it is. */
  Schedule CONSTANT =
      new Schedule() {
        @Override
        public double factor(long step) {
          return 1;
        }

        @Override
        public String text() {
          return "constant";
        }
      };

  /**
   * The learning rate of a step.
   *
   * @param step steps taken before, from 0
   * @return factor of the optimiser's learning rate, &gt;= 0
   */
  double factor(long step);

  /**
   * What a checkpoint keeps of it: a training is resumed only with a schedule of the same text.
   *
   * @return {@code own} unless overridden, by which nothing is told from others
   */
  default String text() {
    return "own";
  }

  /**
   * Falls along half a cosine from 1 to 0 (Loshchilov &amp; Hutter 2017, without restarts), and
   * stays there.
   *
   * @param steps steps until it is 0, at least 1
   * @return (1 + cos(π step / steps)) / 2
   * @throws IllegalArgumentException if steps is less than 1
   */
  static Schedule cosine(long steps) {
    Require.atLeast("steps", 1, steps);
    return new CosineSchedule(steps);
  }
}
