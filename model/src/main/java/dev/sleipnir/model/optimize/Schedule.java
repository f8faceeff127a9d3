package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.math.Power;
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
    return new NamedSchedule(
        "cosine over " + steps + " steps",
        step -> step >= steps ? 0 : (1 + StrictMath.cos(Math.PI * step / steps)) / 2);
  }

  /**
   * Falls by a factor after every so many steps.
   *
   * @param every steps of one learning rate, at least 1
   * @param factor what it is then multiplied by, in [0, 1)
   * @return factor^(step / every), the quotient rounded down
   * @throws IllegalArgumentException if a number is out of range
   */
  static Schedule step(long every, double factor) {
    Require.atLeast("every", 1, every);
    Require.fraction("factor", factor);
    return new NamedSchedule(
        "times " + factor + " every " + every + " steps",
        step -> Power.of(factor, (double) Math.floorDiv(step, every)));
  }

  /**
   * Falls by a factor in every step.
   *
   * @param factor what the learning rate is multiplied by after each step, in [0, 1)
   * @return factor^step
   * @throws IllegalArgumentException if it is out of range
   */
  static Schedule exponential(double factor) {
    return step(1, factor);
  }

  /**
   * One cycle (Smith &amp; Topin 2018): from 1/25 up to 1 in the first 30 % of the steps, then down
   * to 1/250000, both along half a cosine, and stays there.
   *
   * @param steps steps of the whole cycle, at least 4
   * @return the schedule; the optimiser's learning rate is the largest
   * @throws IllegalArgumentException if there are less than 4 steps
   */
  static Schedule oneCycle(long steps) {
    return oneCycle(steps, 0.3, 25, 1e4);
  }

  /**
   * One cycle of one's own.
   *
   * @param steps steps of the whole cycle; its first and its second part have more than one each
   * @param rising share of the steps in which the learning rate rises, in [0, 1)
   * @param initial what the largest learning rate is divided by at first, at least 1
   * @param last what the first learning rate is divided by at the end, at least 1
   * @return the schedule; the optimiser's learning rate is the largest
   * @throws IllegalArgumentException if a number is out of range
   */
  static Schedule oneCycle(long steps, double rising, double initial, double last) {
    Require.fraction("rising", rising);
    double top = rising * steps - 1;
    double end = steps - 1.0;
    if (!(initial >= 1 && last >= 1 && top > 0 && end > top)) {
      throw new IllegalArgumentException(
          "oneCycle: expected more than one step of rise and of fall and divisors >= 1, got "
              + steps
              + " steps, a share of "
              + rising
              + ", and divisors "
              + initial
              + " and "
              + last);
    }
    double low = 1 / initial;
    double least = low / last;
    return new NamedSchedule(
        "one cycle over "
            + steps
            + " steps, rising in "
            + rising
            + ", from 1/"
            + initial
            + ", to 1/"
            + last
            + " of it",
        step -> {
          boolean rises = step <= top;
          double share = rises ? step / top : Math.min(1, (step - top) / (end - top));
          double from = rises ? low : 1;
          double to = rises ? 1 : least;
          return to + (from - to) / 2 * (1 + StrictMath.cos(Math.PI * share));
        });
  }

  /**
   * This schedule behind a warm-up: the learning rate rises in equal steps from one of them to what
   * this begins with, and this then begins.
   *
   * @param steps steps of the rise, at least 1
   * @return the schedule: {@code factor(0) (step + 1) / (steps + 1)} at first, {@code factor(step -
   *     steps)} then
   * @throws IllegalArgumentException if there is no step
   */
  default Schedule warmUp(long steps) {
    Require.atLeast("steps", 1, steps);
    return new NamedSchedule(
        "warm-up of " + steps + " steps, " + text(),
        step -> step < steps ? factor(0) * (step + 1) / (steps + 1) : factor(step - steps));
  }

  /**
   * This schedule again and again: with a cosine, warm restarts (Loshchilov &amp; Hutter 2017).
   *
   * @param steps steps after which it begins anew, at least 1
   * @return the schedule: {@code factor(step mod steps)}
   * @throws IllegalArgumentException if there is no step
   */
  default Schedule restartEvery(long steps) {
    Require.atLeast("steps", 1, steps);
    return new NamedSchedule(
        text() + ", anew every " + steps + " steps", step -> factor(Math.floorMod(step, steps)));
  }

  /**
   * This schedule of larger or smaller learning rates.
   *
   * @param multiplier what every factor is multiplied by, at least 0
   * @return the schedule: {@code multiplier factor(step)}
   * @throws IllegalArgumentException if it is negative or not finite
   */
  default Schedule times(double multiplier) {
    Require.notNegative("multiplier", multiplier);
    return new NamedSchedule(multiplier + " times " + text(), step -> multiplier * factor(step));
  }
}
