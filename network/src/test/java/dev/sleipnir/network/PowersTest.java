package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Exponents that are parameters, one for all or one for each. */
class PowersTest {
  private static final double[] BASES = {-2, -1, -0.5, 0, 0.3, 1, 2, 7};
  private static final double[] EXPONENTS = {3, 2, -1, 0.5, 2.5, 0, -2.5, 4};

  @Test
  void ofNeurons() {
    for (double p : EXPONENTS) {
      var net = new Network(1, 1);
      var many = net.population("many", text("p"), BASES.length);
      many.set("v", Values.of(BASES)).set("p", p);
      net.runSteps(1);
      for (int i = 0; i < BASES.length; i++) {
        assertPower(BASES[i], p, many.state("y")[i]);
      }
    }
    var net = new Network(1, 1);
    var many = net.population("many", text("p"), EXPONENTS.length).set("v", -3);
    many.set("p", Values.of(EXPONENTS));
    net.runSteps(1);
    for (int i = 0; i < EXPONENTS.length; i++) {
      assertPower(-3, EXPONENTS[i], many.state("y")[i]);
    }
  }

  @Test
  void ofParametersAlone() {
    var net = new Network(1, 1);
    var many = net.population("many", text("p").replace("v^p", "p^p"), 3);
    many.set("p", Values.of(2, 3, 0.5));
    net.runSteps(1);
    assertEquals(4, many.state("y")[0]);
    assertEquals(27, many.state("y")[1]);
    assertEquals((float) Math.sqrt(0.5), many.state("y")[2]);
  }

  private static String text(String exponent) {
    return "model m\nparameters p = 1\nstate v = 0, y = 0\ny = v^" + exponent + "\noutput y\n";
  }

  private static void assertPower(double x, double p, float got) {
    double expected = Math.pow(x, p);
    assertEquals(expected, got, Double.isFinite(expected) ? 2e-6 * Math.abs(expected) : 0);
  }

  /** Weights that change by a power of their distance to the bound (Gütig et al. 2003). */
  @Test
  void ofSynapses() {
    var net = new Network(1, 1);
    var source = net.spikes("source", 1, new long[] {0}, new int[1]);
    var target = net.population("target", "model sum\nstate g = 0\noutput g\n", 2);
    var p =
        net.project(source, target)
            .connect(Connectivity.allToAll())
            .synapse(
                Synapse.parse(
                    """
                    synapse power
                    parameters mu = 0.4, a = 0.1
                    state w = 0.5
                    on pre w = w + a * (1 - w)^mu
                    on pre deliver w into g
                    """))
            .weight(Values.of(0.25, 1));
    net.runSteps(1);
    assertEquals(0.25 + 0.1 * Math.pow(0.75, 0.4), p.values("w")[0], 1e-6);
    assertEquals(1, p.values("w")[1]);
  }
}
