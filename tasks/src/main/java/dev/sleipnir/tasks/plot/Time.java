package dev.sleipnir.tasks.plot;

/**
 * What a time step is.
 *
 * @param step how long it is, positive
 * @param unit in which unit; that of an axis
 */
public record Time(double step, String unit) {
  /** Checks the step. */
  public Time {
    if (!(step > 0) || Double.isInfinite(step)) {
      throw new IllegalArgumentException("step: expected a positive number, got " + step);
    }
  }

  /** {@return steps that are counted} */
  public static Time steps() {
    return new Time(1, "steps");
  }

  /**
   * Steps of so many milliseconds.
   *
   * @param step length of a step [ms], positive
   * @return them
   * @throws IllegalArgumentException if it is not positive
   */
  public static Time ms(double step) {
    return new Time(step, "ms");
  }

  /**
   * When each step begins.
   *
   * @param count how many steps
   * @return [count], from 0 on
   */
  public double[] of(int count) {
    double[] times = new double[count];
    for (int t = 0; t < count; t++) {
      times[t] = t * step;
    }
    return times;
  }

  String title() {
    return "time [" + unit + "]";
  }

  /** How many steps a second has; NaN if that is not known. */
  double perSecond() {
    return unit.equals("ms") ? 1000 / step : unit.equals("s") ? 1 / step : Double.NaN;
  }
}
