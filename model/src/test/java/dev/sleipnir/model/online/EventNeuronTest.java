package dev.sleipnir.model.online;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.junit.jupiter.api.Test;

class EventNeuronTest {
  private static final double[][] TAUS = {
    {0.02, 0.005}, {0.02, 0.01}, {0.01, 0.01}, {0.01, 0.010000001}, {0.005, 0.02}, {0.03, 0.0299}
  };

  private final Random random = new Random(3);

  /** Runge and Kutta's fourth order, in small steps. */
  private static double integrated(EventNeuron n, double v, double i, double s) {
    int steps = 2000;
    double h = s / steps;
    double u = v;
    for (int k = 0; k < steps; k++) {
      double now = i * Math.exp(-k * h / n.tauSyn());
      double half = i * Math.exp(-(k + 0.5) * h / n.tauSyn());
      double then = i * Math.exp(-(k + 1) * h / n.tauSyn());
      double k1 = (now - u) / n.tauMem();
      double k2 = (half - u - 0.5 * h * k1) / n.tauMem();
      double k3 = (half - u - 0.5 * h * k2) / n.tauMem();
      double k4 = (then - u - h * k3) / n.tauMem();
      u += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    }
    return u;
  }

  @Test
  void solvesTheEquations() {
    for (double[] tau : TAUS) {
      EventNeuron n = new EventNeuron(tau[0], tau[1], 1);
      for (int k = 0; k < 20; k++) {
        double v = random.nextGaussian();
        double i = 3 * random.nextGaussian();
        double s = 0.05 * random.nextDouble();
        assertEquals(integrated(n, v, i, s), n.potential(v, i, s), 1e-9, n.toString());
      }
    }
  }

  @Test
  void peaksAreWhereTheSlopeIsZero() {
    int inside = 0;
    for (double[] tau : TAUS) {
      EventNeuron n = new EventNeuron(tau[0], tau[1], 1);
      for (int k = 0; k < 200; k++) {
        double v = 2 * random.nextGaussian();
        double i = 4 * random.nextGaussian();
        double peak = n.peak(v, i);
        double reached = n.potential(v, i, Math.min(peak, 10));
        for (double s = 0; s < 0.3; s += 0.001) {
          assertTrue(n.potential(v, i, s) <= reached + 1e-12, n + ", " + v + ", " + i);
        }
        if (peak > 0 && peak < 1) {
          inside++;
          assertEquals(0, i * n.synapse(peak) - reached, 1e-9 * Math.abs(i));
        }
      }
    }
    assertTrue(inside > 200);
  }

  @Test
  void crossingsAreThoseOfABracketedSearch() {
    int crossed = 0;
    for (double[] tau : TAUS) {
      EventNeuron n = new EventNeuron(tau[0], tau[1], 1);
      for (int k = 0; k < 300; k++) {
        double v = 1 - Math.abs(random.nextGaussian());
        double i = 5 * random.nextGaussian();
        double s = n.crossing(v, i);
        double peak = n.peak(v, i);
        if (s == Double.POSITIVE_INFINITY) {
          assertTrue(n.potential(v, i, Math.min(peak, 10)) <= 1);
          continue;
        }
        crossed++;
        double expected =
            new BrentSolver(1e-15, 1e-15)
                .solve(1000, t -> n.potential(v, i, t) - 1, 0, Math.min(peak, 10));
        // The time is known as well as the potential allows: badly where it touches the threshold.
        double slope = (i * n.synapse(s) - 1) / n.tauMem();
        assertEquals(expected, s, 1e-14 + 1e-14 / slope, n + ", " + v + ", " + i);
      }
    }
    assertTrue(crossed > 200);
  }

  /** With tau_mem = 2 tau_syn the crossing is the root of a quadratic equation. */
  @Test
  void closedFormOfOneRatio() {
    EventNeuron n = new EventNeuron(0.02, 0.01, 1);
    for (int k = 0; k < 100; k++) {
      double i = 4.1 + 4 * random.nextDouble();
      // V(s) = i (x - x²) = 1 with x = exp(-s / tau_mem).
      double x = (1 + Math.sqrt(1 - 4 / i)) / 2;
      assertEquals(-0.02 * Math.log(x), n.crossing(0, i), 1e-13);
    }
    assertEquals(Double.POSITIVE_INFINITY, n.crossing(0, 3.999));
  }
}
