package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** What neurons are given: tables, and sums over synapses. */
class InputsTest {
  private static final String INTEGRATOR =
      """
      model integrator
      state v = 0
      input x, gap
      dv/dt = x + gap
      output v
      """;

  private static void refuse(String message, Runnable action) {
    var error = assertThrows(RuntimeException.class, action::run);
    assertEquals(message, String.valueOf(error.getMessage()));
  }

  @Test
  void tablesHaveStepsOfTheirOwn() {
    var net = new Network(0.5, 1);
    var n = net.population("n", INTEGRATOR, 2);
    n.input("x", 1.5, new double[][] {{1}, {2, 4}, {-1}});
    net.run(1.5);
    assertEquals(1.5f, n.state("v")[1]);
    net.run(1.5);
    assertEquals(1.5f + 3, n.state("v")[0]);
    assertEquals(1.5f + 6, n.state("v")[1]);
    net.run(4);
    assertEquals(4.5f - 4, n.state("v")[0], "the last row stays");
    // What is given late, of a time that has passed, holds from now on.
    n.input("x", 13, Values.of(8));
    net.run(0.5);
    assertEquals(4.5f - 4 + 4, n.state("v")[0]);
  }

  @Test
  void wrongTablesAreRefused() {
    var n = new Network(0.5, 1).population("n", INTEGRATOR, 2);
    refuse("n: expected rows for x, got none", () -> n.input("x", 1, new double[0][]));
    refuse(
        "n: expected a row for a time step at least, got 0.1",
        () -> n.input("x", 0.1, new double[][] {{1}}));
    refuse(
        "n: expected 1 or 2 values of x, got 3",
        () -> n.input("x", 1, new double[][] {{1}, {1, 2, 3}}));
    refuse(
        "n: expected one of the inputs [x, gap], got 'y'",
        () -> n.input("y", 1, new double[][] {{1}}));
    refuse(
        "n: expected a finite x, got NaN at neuron 0",
        () -> n.input("x", 1, new double[][] {{Double.NaN}}));
  }

  @Test
  void anInputIsOneSum() {
    var net = new Network(0.5, 1);
    var n = net.population("n", INTEGRATOR, 2).set("v", Values.of(1, 3));
    var other = net.population("other", INTEGRATOR, 1).set("v", 5);
    String gap = "synapse gap\nsum v_pre - v_post into gap\n";
    net.project(n, n).connect(Connectivity.allToAll()).synapse(Synapse.parse(gap));
    net.run(0.5);
    assertEquals(2, n.state("v")[0]);
    assertEquals(2, n.state("v")[1]);
    net.project(other, n).connect(Connectivity.allToAll()).synapse(Synapse.parse(gap));
    refuse(
        "other to n: n: expected gap to be free for the sum, got the sum of n to n",
        () -> net.run(0.5));
    assertEquals(1, net.step());
  }

  /** A magnesium block: the conductance's effect depends on the potential of its neuron. */
  @Test
  void nmda() {
    var net = new Network(0.1, 1);
    var n =
        net.population(
            "n",
            """
            model nmda
            parameters tau_m = 10, tau_s = 100, tau_x = 2, alpha = 0.5, Mg = 1, g_max = 0.05
            state v = -70, s = 0, x = 0
            B = 1 / (1 + Mg / 3.57 * exp(-0.062 * v))
            dv/dt = (-70 - v) / tau_m - g_max * B * s * v : rk4
            ds/dt = -s / tau_s + alpha * x * (1 - s) : rk4
            dx/dt = -x / tau_x : rk4
            output v
            """,
            2);
    n.set("v", Values.of(-70, -30));
    var source = net.spikes("source", 1, new long[] {0, 50}, new int[2]);
    net.project(source, n).connect(Connectivity.allToAll()).synapse(Synapse.into("x"));
    net.run(20);
    for (int i = 0; i < 2; i++) {
      double v = i == 0 ? -70 : -30;
      double s = 0;
      double x = 0;
      double h = 1e-3;
      for (int k = 0; k < 20_000; k++) {
        // Spikes of steps 0 and 50 are there when these are over.
        x += k == 100 || k == 5100 ? 1 : 0;
        double block = 1 / (1 + Math.exp(-0.062 * v) / 3.57);
        double dv = (-70 - v) / 10 - 0.05 * block * s * v;
        double ds = -s / 100 + 0.5 * x * (1 - s);
        v += h * dv;
        s += h * ds;
        x -= h * x / 2;
      }
      assertEquals(v, n.state("v")[i], 2e-3);
      assertEquals(s, n.state("s")[i], 1e-3);
    }
  }
}
