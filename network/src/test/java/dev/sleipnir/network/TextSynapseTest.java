package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sleipnir.kernels.equation.EquationException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextSynapseTest {
  private static final String STDP =
      """
      synapse stdp
      parameters tau_x = 20, tau_y = 30, a = 0.05, b = 0.06
      require tau_x > 0
      state w = 0.5, x = 0, y = 0
      dx/dt = -x / tau_x
      dy/dt = -y / tau_y
      on pre deliver w into g
      on pre x = x + a
      on pre w = clip(w - y, 0, 1)
      on post y = y + b
      on post w = clip(w + x, 0, 1)
      """;

  private static final String SUM =
      """
      model sum
      state g = 0
      output g
      """;

  /** Pairs with delays, many of them in one step, by a plain loop in double precision. */
  @Test
  void stdpIsItsDefinition() {
    double dt = 0.5;
    int steps = 400;
    int n = 6;
    int m = 5;
    var random = new SplittableRandom(11);
    boolean[][] pre = spikes(random, steps, n);
    boolean[][] post = spikes(random, steps, m);
    var net = new Network(dt, 1);
    var from = source(net, "from", pre);
    var to = source(net, "to", post);
    int[] i = new int[40];
    int[] j = new int[40];
    double[] delay = new double[40];
    double[] tau = new double[40];
    for (int s = 0; s < 40; s++) {
      i[s] = random.nextInt(n);
      j[s] = random.nextInt(m);
      delay[s] = random.nextInt(5) * dt;
      tau[s] = random.nextInt(10, 30);
    }
    var target = net.population("sum", Neuron.parse(SUM), m);
    var projection =
        net.project(from, to)
            .connect(Connectivity.pairs(i, j))
            .delay(Values.of(delay))
            .set("tau_x", Values.of(tau))
            .synapse(Synapse.parse(STDP.replace("on pre deliver w into g\n", "")));
    net.project(from, target)
        .connect(Connectivity.pairs(i, j))
        .delay(Values.of(delay))
        .synapse(Synapse.parse(STDP.replace("on post", "on post after back")))
        .delay("back", Values.of(2 * dt));
    net.runSteps(steps);

    double[] w = new double[40];
    double[] g = new double[m];
    for (int s = 0; s < 40; s++) {
      double x = 0;
      double y = 0;
      w[s] = 0.5;
      for (int t = 0; t < steps; t++) {
        x *= t == 0 ? 1 : Math.exp(-dt / tau[s]);
        y *= t == 0 ? 1 : Math.exp(-dt / 30);
        int sent = t - (int) Math.round(delay[s] / dt);
        if (sent >= 0 && pre[sent][i[s]]) {
          x += 0.05;
          w[s] = Math.clamp(w[s] - y, 0, 1);
          g[j[s]] += 0.5;
        }
        if (post[t][j[s]]) {
          y += 0.06;
          w[s] = Math.clamp(w[s] + x, 0, 1);
        }
      }
    }
    float[] got = projection.values("w");
    for (int s = 0; s < 40; s++) {
      assertEquals(w[s], got[s], 2e-5, "synapse " + s);
    }
    float[] sum = target.state("g");
    for (int k = 0; k < m; k++) {
      assertEquals(g[k], sum[k], 1e-4, "neurons that do not spike change no weight");
    }
    assertEquals(40, projection.values("tau_x").length);
    assertEquals(1, projection.values("tau_y").length);
  }

  /** A trace that a neuron keeps for its synapses, or each synapse for itself. */
  @ParameterizedTest
  @CsvSource({"-x / tau, false", "-x / tau, true", "0 - 2 * x * (0.5 / tau), false"})
  void tracesKeepTheirDigitsOverManyTimeConstants(String slope, boolean own) {
    var net = new Network(1, 1);
    int n = 17;
    long[][] later = new long[n][];
    Arrays.setAll(later, lag -> new long[] {10L * lag});
    var from = net.spikes("from", new long[] {0});
    var to = net.spikes("to", later);
    var projection =
        net.project(from, to)
            .connect(Connectivity.allToAll())
            .set("tau", own ? Values.function(_ -> 10) : Values.of(10))
            .synapse(
                Synapse.parse(
                    """
                    synapse fading
                    parameters tau = 10
                    state w = 0, x = 0
                    dx/dt = SLOPE
                    on pre x = x + 1
                    on post w = x
                    """
                        .replace("SLOPE", slope)));
    net.run(200);
    float[] w = projection.values("w");
    for (int lag = 0; lag < n; lag++) {
      assertEquals(Math.exp(-lag), w[lag], 1e-6 * Math.exp(-lag), "time constants: " + lag);
    }
  }

  private static boolean[][] spikes(SplittableRandom random, int steps, int n) {
    boolean[][] spikes = new boolean[steps][n];
    for (boolean[] step : spikes) {
      for (int k = 0; k < n; k++) {
        step[k] = random.nextInt(8) == 0;
      }
    }
    return spikes;
  }

  private static Population source(Network net, String name, boolean[][] spikes) {
    long[] steps = new long[spikes.length * spikes[0].length];
    int[] neurons = new int[steps.length];
    int count = 0;
    for (int t = 0; t < spikes.length; t++) {
      for (int k = 0; k < spikes[t].length; k++) {
        if (spikes[t][k]) {
          steps[count] = t;
          neurons[count++] = k;
        }
      }
    }
    return net.spikes(
        name, spikes[0].length, Arrays.copyOf(steps, count), Arrays.copyOf(neurons, count));
  }

  /** Blocks of synapses, whole and not. */
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 65", "3, 256", "2, 257"})
  void anyNumberOfSynapses(int n, int m) {
    var net = new Network(1, 1);
    var from = net.spikes("from", n, new long[] {0, 2}, new int[] {0, n - 1});
    var to = net.population("to", Neuron.parse(SUM), m);
    net.project(from, to)
        .connect(Connectivity.allToAll())
        .weight(Values.function(s -> s % m))
        .synapse(Synapse.parse(STDP));
    net.runSteps(4);
    float[] g = to.state("g");
    for (int k = 0; k < m; k++) {
      // A spike finds the weight within its bounds only after the first.
      assertEquals(n == 1 ? k + Math.min(k, 1) : 2 * k, g[k], "neuron " + k);
    }
  }

  @Test
  void sumsAndVariablesOfNeurons() {
    var net = new Network(0.5, 1);
    var neurons =
        net.population(
            "n",
            Neuron.parse(
                """
                model m
                parameters size = 2
                state v = 1, gap = 0
                dv/dt = gap
                output v
                """),
            3);
    neurons.set("v", Values.of(1, 2, 4)).set("size", Values.of(1, 2, 3));
    net.project(neurons, neurons)
        .connect(Connectivity.pairs(new int[] {0, 2, 1}, new int[] {1, 1, 0}))
        .synapse(
            Synapse.parse(
                """
                synapse junction
                parameters w = 1
                state s = 3
                on step ds/dt = -v_pre
                sum w * (v_pre - v_post) * size_post into gap
                """));
    net.runSteps(1);
    assertArrayEquals(new float[] {1, 2, 0}, neurons.state("gap"));
    assertArrayEquals(new float[] {1.5f, 3, 4}, neurons.state("v"));
    var setter = net.spikes("s", 1, new long[] {1}, new int[] {0});
    var p =
        net.project(setter, neurons)
            .connect(Connectivity.pairs(new int[] {0, 0, 0}, new int[] {2, 2, 1}))
            .synapse(Synapse.parse("synapse twice\non pre v_post = v_post * 2 + t"));
    net.runSteps(1);
    // One after the other: (4 * 2 + 0.5) * 2 + 0.5.
    assertEquals(17.5f, neurons.state("v")[2]);
    assertEquals(3, p.size());
  }

  @Test
  void aStepAllocatesNothing() {
    var net = new Network(0.5, 1);
    var from = net.poisson("p", 100, 0.02);
    var to = net.poisson("q", 50, 0.02);
    net.project(from, to)
        .connect(Connectivity.probability(0.3))
        .synapse(Synapse.parse(STDP.replace("on pre deliver w into g\n", "")));
    net.runSteps(3000);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = Long.MAX_VALUE;
    for (int window = 0; window < 5; window++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      net.runSteps(400);
      bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, bytes, "bytes in 400 steps");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "synapse s; line 1, column 9: expected a line that begins with 'on' or 'sum', got none",
        "synapse s|on pre w = 1;"
            + " line 2, column 8: expected a variable of the synapse or of a neuron (..._pre,"
            + " ..._post), got 'w'",
        "synapse s|state w = 1|on pre w = u; line 3, column 12: expected a defined name, got 'u'",
        "synapse s|state v_post = 1|on pre v_post = 1;"
            + " line 2, column 7: expected a name, got 'v_post' (..._pre and ..._post are of"
            + " neurons)",
        "synapse s|on pre deliver 1; line 2, column 17: expected 'into' and an input or variable"
            + " of the neuron, got end of line",
        "synapse s|onn pre w = 1; line 2, column 1: expected 'parameters', 'require', 'state',"
            + " 'on', 'sum' or an equation such as dx/dt = -x / tau, got 'onn' (did you mean"
            + " 'on'?)",
        "synapse s|state w = 1|dw/dt = -w|on step dw/dt = w|on pre deliver w into g;"
            + " line 4, column 9: expected one equation for 'w', got a second",
        "synapse s|state x = 1, y = 1|dx/dt = -x|dy/dt = v_post * x - y|on pre deliver y into g;"
            + " expected rates of parameters alone in equations that are coupled between events",
        "synapse s|state x = 1, y = 1|dx/dt = -x|dy/dt = x * y|on pre deliver y into g;"
            + " expected an equation linear in its variables",
        "synapse s|state x = 1|dx/dt = -x : rk4|on pre deliver x into g;"
            + " expected an exact equation between events, got rk4",
        "synapse s|state w = 1|dw/dt = -w * w|on pre deliver w into g; expected an equation linear",
      })
  void wrongTextsAreRefused(String text, String complaint) {
    var error =
        assertThrows(EquationException.class, () -> Synapse.parse(text.replace("|", "\n") + "\n"));
    assertTrue(
        String.valueOf(error.getMessage()).contains(complaint), String.valueOf(error.getMessage()));
  }

  private static void refuse(String message, Runnable action) {
    var error = assertThrows(RuntimeException.class, action::run);
    assertEquals(message, String.valueOf(error.getMessage()));
  }

  @Test
  void badInputIsRefused() {
    var net = new Network(0.5, 1);
    var s = net.spikes("s", 2, new long[] {1}, new int[] {1});
    var n = net.population("n", Neuron.parse(SUM), 2);
    var p = net.project(s, n).connect(Connectivity.allToAll());
    p.synapse(Synapse.parse("synapse a\non pre deliver u_post into g"));
    refuse(
        "s to n: n: expected one of the state variables [g], inputs [] or parameters [], got 'u'",
        () -> net.run(1));
    p.synapse(Synapse.parse("synapse a\non pre deliver 1 into h"));
    refuse(
        "s to n: n: expected one of the inputs [] or the state variables [g], got 'h'",
        () -> net.run(1));
    p.synapse(Synapse.parse("synapse a\nparameters k = 1\non pre deliver k into g"));
    p.set("kk", 1);
    refuse(
        "s to n: expected one of the parameters or variables, of [k], got 'kk'", () -> net.run(1));
    assertEquals(0, net.step());
  }
}
