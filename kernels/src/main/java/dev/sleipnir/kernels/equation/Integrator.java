package dev.sleipnir.kernels.equation;

/** How a differential equation is advanced by one time step. */
public enum Integrator {
  /** Forward Euler, first order. */
  EULER("euler", "forward Euler"),
  /** Exponential Euler: exact where the equation is linear in its variable, the others held. */
  EXPONENTIAL_EULER("exponential_euler", "exponential Euler"),
  /** The solution of linear equations that are coupled, their other terms held. */
  EXACT("exact", "exact"),
  /** The midpoint rule, second order. */
  RK2("rk2", "midpoint rule"),
  /** The classical Runge-Kutta method, fourth order. */
  RK4("rk4", "Runge-Kutta 4");

  private final String spelling;
  private final String title;

  Integrator(String spelling, String title) {
    this.spelling = spelling;
    this.title = title;
  }

  /**
   * How the integrator is written in text.
   *
   * @return its word
   */
  public String spelling() {
    return spelling;
  }

  /**
   * What the integrator is called in prose.
   *
   * @return its name
   */
  public String title() {
    return title;
  }
}
