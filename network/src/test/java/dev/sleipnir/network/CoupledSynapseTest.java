package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Coupled equations between events, against Runge-Kutta with small steps in double precision. */
class CoupledSynapseTest {
  private static final double DT = 0.1;

  /** Gaps of 1 step to 200,000. */
  private static final long[] EVENTS = {1, 2, 40, 41, 999, 1700, 21_700, 221_700, 221_703};

  private static double[] solved(double a, double b, double c, double d, double e, double time) {
    return solved(new double[] {0.25, 0.5}, a, b, c, d, e, time);
  }

  private static double[] solved(
      double[] from, double a, double b, double c, double d, double e, double time) {
    double x = from[0];
    double y = from[1];
    int steps = Math.max(1, (int) Math.round(time / 0.05));
    double h = time / steps;
    for (int k = 0; k < steps; k++) {
      double[] kx = new double[4];
      double[] ky = new double[4];
      for (int stage = 0; stage < 4; stage++) {
        double by = stage == 0 ? 0 : stage == 3 ? h : h / 2;
        double u = x + (stage == 0 ? 0 : by * kx[stage - 1]);
        double v = y + (stage == 0 ? 0 : by * ky[stage - 1]);
        kx[stage] = a * u + b * v + e;
        ky[stage] = c * u + d * v;
      }
      x += h / 6 * (kx[0] + 2 * kx[1] + 2 * kx[2] + kx[3]);
      y += h / 6 * (ky[0] + 2 * ky[1] + 2 * ky[2] + ky[3]);
    }
    return new double[] {x, y};
  }

  @ParameterizedTest
  @CsvSource({
    // A cascade, of different time constants and of equal ones.
    "-0.2, 0, 0.05, -0.05, 0",
    "-0.05, 0, 0.05, -0.05, 0.01",
    // An oscillation that fades.
    "-0.02, 0.3, -0.3, -0.02, 0",
    // An integrator without an end, of a variable that rests at 2.
    "-0.1, 0, 1, 0, 0.2",
    // Slow against all gaps but the longest.
    "-1e-4, 1e-5, 1e-4, -3e-4, 1e-4",
  })
  void coupledEquationsMoveOnExactly(double a, double b, double c, double d, double e) {
    var net = new Network(DT, 1);
    int[] zeros = new int[EVENTS.length];
    var source = net.spikes("source", 1, EVENTS, zeros);
    var target = net.population("target", "model sum\nstate g = 0\noutput g\n", 1);
    String text =
        """
        synapse coupled
        parameters a = 0, b = 0, c = 0, d = 0, e = 0
        state x = 0.25, y = 0.5
        dx/dt = a * x + b * y + e
        dy/dt = c * x + d * y
        on pre deliver y into g
        on pre x = x + 1
        """;
    var one = net.project(source, target).connect(Connectivity.allToAll());
    one.synapse(Synapse.parse(text)).set("a", a).set("b", b).set("c", c).set("d", d).set("e", e);
    // A rate for each synapse.
    var each = net.project(source, target).connect(Connectivity.pairs(new int[3], new int[3]));
    each.synapse(Synapse.parse(text)).set("b", b).set("c", c).set("d", d).set("e", e);
    each.set("a", Values.of(a, a / 2, a));
    double[] x = {0.25, 0.5};
    long last = 0;
    for (long event : EVENTS) {
      net.runSteps(event + 1 - net.step());
      x = solved(x, a, b, c, d, e, (event - last) * DT);
      x[0] += 1;
      last = event;
      double largest = Math.max(1, Math.max(Math.abs(x[0]), Math.abs(x[1])));
      assertEquals(x[0], one.values("x")[0], 4e-6 * largest, "x at " + event);
      assertEquals(x[1], one.values("y")[0], 4e-6 * largest, "y at " + event);
      assertEquals(one.values("x")[0], each.values("x")[2], 1e-6 * largest);
      if (event == 1) {
        double[] other = solved(a / 2, b, c, d, e, DT);
        assertEquals(other[0] + 1, each.values("x")[1], 4e-6);
        assertEquals(other[1], each.values("y")[1], 4e-6);
      }
    }
  }

  /** Synaptic resources that are recovered, active and inactive (Tsodyks and Markram 1997). */
  @Test
  void threeVariables() {
    var net = new Network(DT, 1);
    long[] at = {10, 210, 410, 5000};
    var source = net.spikes("source", 1, at, new int[4]);
    var target = net.population("target", "model sum\nstate g = 0\noutput g\n", 1);
    var p =
        net.project(source, target)
            .connect(Connectivity.allToAll())
            .synapse(
                Synapse.parse(
                    """
                    synapse tsodyks_markram_1997
                    parameters U = 0.5, tau_in = 3, tau_rec = 800
                    state x = 1, y = 0, z = 0
                    dx/dt = z / tau_rec
                    dy/dt = -y / tau_in
                    dz/dt = y / tau_in - z / tau_rec
                    on pre y = y + U * x
                    on pre x = x - U * x
                    on pre deliver y into g
                    """));
    net.runSteps(5001);
    double x = 1;
    double y = 0;
    double last = 0;
    for (long step : at) {
      double t = (step - last) * DT;
      double fast = Math.exp(-t / 3);
      double slow = Math.exp(-t / 800);
      double z = 1 - x - y;
      double active = y * fast;
      double inactive = z * slow + y * (slow - fast) * 800 / (800 - 3.);
      x = 1 - active - inactive;
      y = active + 0.5 * x;
      x /= 2;
      last = step;
    }
    assertEquals(x, p.values("x")[0], 2e-6);
    assertEquals(y, p.values("y")[0], 2e-6);
    assertEquals(1 - x - y, p.values("z")[0], 2e-6);
  }
}
