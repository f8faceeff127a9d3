package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.equation.Integrator;

/**
 * Whether errors of a step grow in the next ones: of x' = M x + b, which fades by itself, advanced
 * by an integrator.
 */
final class Stability {
  /** Powers of two up to which a matrix is squared to see whether it grows. */
  private static final int SQUARINGS = 30;

  /** So often a step is halved at most to find one that is stable. */
  private static final int HALVINGS = 60;

  private static final double TOLERANCE = 1e-6;

  private final Integrator integrator;
  private final double[][] rates;

  Stability(Integrator integrator, double[][] rates) {
    this.integrator = integrator;
    this.rates = rates;
  }

  /** Whether a time step is stable; always where the solution does not fade itself. */
  boolean isStable(double dt) {
    return radius(exponential(dt)) >= 1 - 1e-9 || radius(step(dt)) <= 1 + TOLERANCE;
  }

  /** The largest stable time step below one that is not. */
  double largest(double dt) {
    double stable = dt;
    double unstable = dt;
    for (int k = 0; k < HALVINGS && !isStable(stable); k++) {
      unstable = stable;
      stable /= 2;
    }
    for (int k = 0; k < HALVINGS; k++) {
      double middle = (stable + unstable) / 2;
      if (isStable(middle)) {
        stable = middle;
      } else {
        unstable = middle;
      }
    }
    return stable;
  }

  /** What a step multiplies x by. */
  private double[][] step(double dt) {
    return switch (integrator) {
      case EULER -> series(dt, 1);
      case RK2 -> series(dt, 2);
      case RK4 -> series(dt, 4);
      case EXPONENTIAL_EULER -> eachByItself(dt);
      case EXACT -> exponential(dt);
    };
  }

  private double[][] eachByItself(double dt) {
    double[][] factor = new double[rates.length][rates.length];
    for (int i = 0; i < rates.length; i++) {
      double z = dt * rates[i][i];
      double gain = z == 0 ? dt : dt * Math.expm1(z) / z;
      for (int j = 0; j < rates.length; j++) {
        factor[i][j] = i == j ? Math.exp(z) : gain * rates[i][j];
      }
    }
    return factor;
  }

  /** I + Z + Z^2 / 2 + ... of Z = dt M. */
  private double[][] series(double dt, int terms) {
    int n = rates.length;
    double[][] sum = new double[n][n];
    for (int term = terms; term >= 0; term--) {
      double[][] product = term == terms ? sum : product(rates, sum);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          product[i][j] = product[i][j] * dt / (term + 1) + (i == j ? 1 : 0);
        }
      }
      sum = product;
    }
    return sum;
  }

  private double[][] exponential(double dt) {
    int halvings = 0;
    double largest = 0;
    for (double[] row : rates) {
      for (double rate : row) {
        largest = Math.max(largest, Math.abs(rate) * dt * rates.length);
      }
    }
    while (largest > 0.5) {
      largest /= 2;
      halvings++;
    }
    double[][] power = series(Math.scalb(dt, -halvings), 18);
    for (int k = 0; k < halvings; k++) {
      power = product(power, power);
    }
    return power;
  }

  /** The largest absolute value of an eigenvalue: how a high power grows. */
  private static double radius(double[][] matrix) {
    double logarithm = 0;
    double[][] power = matrix;
    for (int k = 0; ; k++) {
      double norm = 0;
      for (double[] row : power) {
        for (double entry : row) {
          norm = Math.max(norm, Math.abs(entry));
        }
      }
      if (norm == 0 || !Double.isFinite(norm)) {
        return norm;
      }
      logarithm += Math.scalb(Math.log(norm), -k);
      if (k == SQUARINGS) {
        return Math.exp(logarithm);
      }
      double[][] scaled = new double[power.length][power.length];
      for (int i = 0; i < power.length; i++) {
        for (int j = 0; j < power.length; j++) {
          scaled[i][j] = power[i][j] / norm;
        }
      }
      power = product(scaled, scaled);
    }
  }

  private static double[][] product(double[][] a, double[][] b) {
    int n = a.length;
    double[][] product = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        for (int j = 0; j < n; j++) {
          product[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return product;
  }
}
