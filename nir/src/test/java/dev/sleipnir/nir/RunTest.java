package dev.sleipnir.nir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.nir.graph.Edge;
import dev.sleipnir.nir.graph.NirException;
import dev.sleipnir.nir.graph.NirGraph;
import dev.sleipnir.nir.graph.NirPrimitive;
import dev.sleipnir.nir.graph.NirType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Graphs run as networks: like plain twins, in every place that networks run in. */
class RunTest {
  private static final double DT = 1e-3;
  @TempDir private Path folder;

  private static NirNetwork load(NirGraph graph, Convention convention) throws NirException {
    return Nir.load(graph, convention, DT, NirTime.SECONDS);
  }

  private static float[] run(NirNetwork network, Tensor xs) {
    return Lift.of(network.module()).forward(xs).toArray();
  }

  private static NirGraph one(NirPrimitive primitive, int... shape) {
    return Samples.chain(shape, shape, primitive);
  }

  private static Tensor noise(int steps, int... shape) {
    int[] all = new int[shape.length + 2];
    all[0] = steps;
    all[1] = 1;
    System.arraycopy(shape, 0, all, 2, shape.length);
    return Tensor.randn(new RandomStream(3), all);
  }

  /** The equation in steps of a thousandth, resets as soon as they are due. */
  @ParameterizedTest
  @EnumSource(
      value = NirType.class,
      names = {"IF", "LI", "LIF", "CUBA_LI", "CUBA_LIF"})
  void exactIsTheDifferentialEquation(NirType type) throws NirException {
    double tauSyn = 0.004;
    double tau = 0.01;
    NirPrimitive node =
        new NirPrimitive(
            type,
            members(
                type,
                Map.of(
                    "tau",
                    tau,
                    "tau_mem",
                    tau,
                    "tau_syn",
                    tauSyn,
                    "r",
                    type == NirType.IF ? 1 / DT : 1.5,
                    "v_leak",
                    0.1,
                    "v_threshold",
                    0.4,
                    "v_reset",
                    -0.1,
                    "w_in",
                    2.0)));
    float[] x = new float[200];
    RandomStream random = new RandomStream(9);
    for (int t = 0; t < x.length; t++) {
      x[t] = (float) (t / 10 % 2 * (0.5 + 3 * random.nextFloat()));
    }
    NirNetwork network = load(one(node, 1), Convention.EXACT);
    NirNetwork.Traces traces = network.trace(Tensor.of(x, 200, 1, 1));
    float[] v = traces.potential("0").toArray();
    float[] z = traces.output("0").toArray();
    int fine = 2000;
    double h = DT / fine;
    double i = 0;
    double u = 0;
    double worst = 0;
    int fired = 0;
    int expected = 0;
    boolean several = type == NirType.IF || type == NirType.LIF;
    for (int t = 0; t < x.length; t++) {
      int spikes = 0;
      for (int k = 0; k < fine; k++) {
        double before = u;
        double drive = x[t];
        if (type == NirType.CUBA_LI || type == NirType.CUBA_LIF) {
          double half = i + h / 2 / tauSyn * (2.0 * x[t] - i);
          i += h / tauSyn * (2.0 * x[t] - half);
          drive = half;
        }
        if (type == NirType.IF) {
          u += h / DT * drive;
        } else {
          double half = u + h / 2 / tau * (0.1 - u + 1.5 * drive);
          u += h / tau * (0.1 - half + 1.5 * drive);
        }
        if (type.isSpiking() && u > 0.4 && (several || spikes == 0)) {
          // Errors of resets would add up: the rest of the small step is taken from the reset.
          double rest = before < 0.4 ? (u - 0.4) / (u - before) * h : h;
          u = type == NirType.IF ? u - 0.5 : -0.1 + rest / tau * (0.1 + 0.1 + 1.5 * drive);
          spikes++;
        }
      }
      expected += spikes;
      fired += type.isSpiking() ? Math.round(z[t]) : 0;
      worst = Math.max(worst, Math.abs(u - v[t]));
    }
    assertEquals(expected, fired);
    assertTrue(worst < 1e-4, type + ": " + worst);
    assertTrue(!type.isSpiking() || fired > 10, "it fires");
  }

  private static Map<String, NDArray> members(NirType type, Map<String, Double> values) {
    Map<String, NDArray> members = new HashMap<>();
    for (String member : type.memberNames()) {
      members.put(member, NDArray.of(new double[] {Objects.requireNonNull(values.get(member))}, 1));
    }
    return members;
  }

  @Test
  void timeConstantsMayBeEqual() throws NirException {
    NirPrimitive equal = Samples.cubaLif(3).with("tau_syn", Samples.each(0.02, 3));
    NirPrimitive near = Samples.cubaLif(3).with("tau_syn", Samples.each(0.02 * (1 + 1e-5), 3));
    Tensor xs = Tensor.full(1f, 50, 1, 3);
    float[] a = run(load(one(equal, 3), Convention.EXACT), xs);
    assertArrayEquals(a, run(load(one(near, 3), Convention.EXACT), xs));
    assertTrue(Arrays.toString(a).contains("1.0"));
  }

  @Test
  void elementsScaleWaitAndCompare() throws NirException {
    float[] x = {1, 2, 3, 4, 5, 6, 7, 8};
    Tensor xs = Tensor.of(x, 4, 1, 2);
    NirPrimitive delay =
        new NirPrimitive(NirType.DELAY, Map.of("delay", NDArray.of(new double[] {0, 0.002}, 2)));
    assertArrayEquals(
        new float[] {1, 0, 3, 0, 5, 2, 7, 4}, run(load(one(delay, 2), Convention.EULER), xs));
    NirPrimitive both =
        new NirPrimitive(NirType.DELAY, Map.of("delay", NDArray.of(new double[] {0.001})));
    assertArrayEquals(
        new float[] {0, 0, 1, 2, 3, 4, 5, 6}, run(load(one(both, 2), Convention.EULER), xs));
    NirPrimitive scale = new NirPrimitive(NirType.SCALE, Map.of("scale", Samples.array(2, -1)));
    assertArrayEquals(
        new float[] {2, -2, 6, -4, 10, -6, 14, -8}, run(load(one(scale, 2), Convention.EULER), xs));
    NirPrimitive threshold =
        new NirPrimitive(NirType.THRESHOLD, Map.of("threshold", Samples.array(3, 3.5f)));
    assertArrayEquals(
        new float[] {0, 0, 0, 1, 1, 1, 1, 1}, run(load(one(threshold, 2), Convention.EULER), xs));
    assertEquals(List.of(), Nir.graph(load(one(delay, 2), Convention.EULER).module(), 2).lost());
    NirPrimitive long1 =
        new NirPrimitive(NirType.DELAY, Map.of("delay", NDArray.of(new double[] {5})));
    var e = assertThrows(NirException.class, () -> load(one(long1, 2), Convention.EULER));
    assertTrue(String.valueOf(e.getMessage()).contains("1000 steps"));
  }

  /** A sum over windows is as long as what was padded is 0. */
  @Test
  void imagesAreTreatedAsTheyAreElsewhere() throws NirException {
    Tensor xs = Tensor.full(1f, 1, 1, 1, 4, 4);
    NirGraph sum =
        Samples.chain(
            new int[] {1, 4, 4}, new int[] {1, 2, 2}, Samples.pool(NirType.SUM_POOL2D, 3, 2, 1));
    assertArrayEquals(new float[] {4, 6, 6, 9}, run(load(sum, Convention.EULER), xs), 1e-5f);
    NirGraph mean =
        Samples.chain(
            new int[] {1, 4, 4}, new int[] {1, 2, 2}, Samples.pool(NirType.AVG_POOL2D, 3, 2, 1));
    assertArrayEquals(
        new float[] {4 / 9f, 6 / 9f, 6 / 9f, 1}, run(load(mean, Convention.EULER), xs), 1e-6f);
    NirGraph flat =
        Samples.chain(
            new int[] {2, 3, 2},
            new int[] {2, 6},
            Samples.flatten(2, 3, 2).with("start_dim", NDArray.of(new long[] {1})));
    assertEquals(12, run(load(flat, Convention.EULER), Tensor.full(1f, 1, 1, 2, 3, 2)).length);
  }

  private static NirGraph recurrent() {
    NirGraph chain =
        Samples.chain(
            new int[] {6},
            new int[] {4},
            Samples.affine(5, 6),
            Samples.cubaLif(5),
            Samples.affine(4, 5),
            Samples.lif(4));
    var nodes = new LinkedHashMap<>(chain.nodes());
    nodes.put("back", Samples.affine(5, 5));
    List<Edge> edges = new ArrayList<>(chain.edges());
    edges.add(new Edge("1", "back"));
    edges.add(new Edge("back", "1"));
    return new NirGraph(nodes, edges);
  }

  @ParameterizedTest
  @EnumSource(Convention.class)
  void everyConventionRunsWhole(Convention convention) throws NirException {
    NirGraph graph = convention.equations(NirType.CUBA_LIF) == null ? null : recurrent();
    if (graph == null || convention.equations(NirType.LIF) == null) {
      return;
    }
    NirNetwork network = load(graph, convention);
    Tensor xs = noise(30, 6).scale(10f);
    float[] first = run(network, xs);
    assertArrayEquals(first, run(network, xs), "a second run");
    assertArrayEquals(first, network.trace(xs).output("output").toArray());
    Session session = Session.of(network.module(), 1, 6);
    for (int t = 0; t < 30; t++) {
      float[] y = session.step(Arrays.copyOfRange(xs.toArray(), t * 6, t * 6 + 6)).clone();
      assertArrayEquals(Arrays.copyOfRange(first, t * 4, t * 4 + 4), y, "step " + t);
    }
    try (var parallel = Parallel.of(3);
        var scope = new Scope(new Workspace(parallel))) {
      assertArrayEquals(
          first, Lift.of(network.module()).forward(scope.enter(xs)).toArray(), "three threads");
    }
  }

  @Test
  void whatCannotBeRunIsRefused() throws Exception {
    var cuba =
        assertThrows(NirException.class, () -> load(one(Samples.cubaLif(1), 1), Convention.SINABS));
    assertTrue(String.valueOf(cuba.getMessage()).contains("sinabs"), cuba::getMessage);
    var slow =
        assertThrows(
            NirException.class,
            () -> Nir.load(one(Samples.lif(1), 1), Convention.EULER, 1, NirTime.SECONDS));
    assertTrue(String.valueOf(slow.getMessage()).contains("dt"), slow::getMessage);
    assertThrows(
        IllegalArgumentException.class,
        () -> Nir.load(one(Samples.lif(1), 1), Convention.EULER, 0, NirTime.SECONDS));
    NirNetwork network = load(one(Samples.lif(3), 3), Convention.EULER);
    assertThrows(IllegalArgumentException.class, () -> network.trace(Tensor.zeros(2, 1, 4)));
    assertThrows(IllegalArgumentException.class, () -> network.trace(Tensor.zeros(0, 1, 3)));
    assertThrows(IllegalArgumentException.class, () -> Convention.of("brian"));
    Path none = Files.createFile(folder.resolve("empty.nir"));
    assertThrows(IOException.class, () -> Nir.load(none, DT));
  }

  @Test
  void unitsOfTimeAreChosen() throws NirException {
    NirPrimitive steps = Samples.lif(2).with("tau", Samples.each(20, 2));
    Tensor xs = Tensor.full(2f, 100, 1, 2);
    float[] seconds =
        run(load(one(Samples.lif(2).with("tau", Samples.each(0.02, 2)), 2), Convention.EULER), xs);
    assertArrayEquals(
        seconds, run(Nir.load(one(steps, 2), Convention.EULER, DT, NirTime.STEPS), xs));
    assertArrayEquals(
        seconds, run(Nir.load(one(steps, 2), Convention.EULER, DT, NirTime.MILLISECONDS), xs));
  }
}
