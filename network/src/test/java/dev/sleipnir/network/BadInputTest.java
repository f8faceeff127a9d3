package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad input is refused in one sentence that says of which part of the network it is, before a step
 * is made; a network whose fault is mended is that of one who made no fault.
 */
class BadInputTest {
  private static final String LIF =
      """
      model lif
      parameters tau = 10, D = 0
      state v = 0, g = 0
      input gap, x
      dv/dt = (g + gap + x + D - v) / tau : rk4
      dg/dt = -g / 5 : exact
      threshold v > 1
      reset v = 0
      """;

  private static final String STDP =
      """
      synapse stdp
      parameters tau = 20
      require tau > 0
      state w = 0.1, y = 0
      dy/dt = -y / tau
      on pre deliver w into g
      on post y = y + 0.01
      on pre w = clip(w - y, 0, 1)
      """;

  private static final Synapse GAP = Synapse.parse("synapse gap\nsum v_pre - v_post into gap");

  /** What is wrong with a projection, and how it is mended beside what it is told anyway. */
  record Fault(String complaint, Consumer<Projection> fault, Consumer<Projection> mending) {
    @Override
    public String toString() {
      return complaint;
    }
  }

  private static Fault bad(String complaint, Consumer<Projection> fault) {
    return new Fault(complaint, fault, _ -> {});
  }

  static List<Fault> faults() {
    return List.of(
        bad(
            "p to e: e: expected one of the inputs [gap, x] or the state variables [v, g], got 'h'",
            p -> p.synapse(Synapse.into("h"))),
        bad(
            "p to e: e: expected one of the inputs [gap, x] or the state variables [v, g], got 'h'",
            p -> p.synapse(Synapse.parse("synapse s\nstate w = 1\non pre deliver 1 into h"))),
        bad(
            "p to e: e: expected one of the state variables [v, g], inputs [gap, x] or parameters"
                + " [tau, D], got 'u'",
            p -> p.synapse(Synapse.parse("synapse s\nstate w = 1\non pre deliver u_post into g"))),
        bad(
            "p to e: p: expected neurons, got a source of spikes",
            p -> p.synapse(Synapse.parse("synapse s\nstate w = 1\non pre deliver v_pre into g"))),
        bad("p to e: expected delays of 0 to 65535 steps of 0.5, got -1.0", p -> p.delay(-1)),
        bad(
            "p to e: expected delays of 0 to 65535 steps of 0.5, got 40000.0",
            p -> p.delay(40_000)),
        bad(
            "p to e: expected delays of 0 to 65535 steps of 0.5, got -0.5",
            p -> p.delay(Values.function(s -> s == 3 ? -0.5 : 1))),
        bad("p to e: expected a finite delay, got NaN at synapse 0", p -> p.delay(Double.NaN)),
        bad("p to e: expected a finite w, got NaN at synapse 0", p -> p.weight(Double.NaN)),
        bad(
            "p to e: expected a finite w, got Infinity at synapse 2",
            p -> p.weight(Values.function(s -> s < 2 ? 1 : Double.POSITIVE_INFINITY))),
        bad(
            "p to e: expected a finite weight, got NaN at synapse 1",
            p ->
                p.synapse(Synapse.into("g")).weight(Values.function(s -> s == 1 ? Double.NaN : 1))),
        bad(
            "p to e: w: values: expected 150 values, one for each, got 2",
            p -> p.weight(Values.of(1, 2))),
        new Fault(
            "p to e: stdp: expected tau > 0, got tau = -1.0 at 0",
            p -> p.set("tau", -1),
            p -> p.set("tau", 20)),
        bad(
            "p to e: in-degree: expected at most the 10 sources there are, without multapses, got 11",
            p -> p.connect(Connectivity.inDegree(11).withoutMultapses())),
        bad(
            "p to e: one to one: expected populations of equal size, got 10 and 50",
            p -> p.connect(Connectivity.oneToOne())),
        bad(
            "p to e: expected neurons from 0 to 9 and from 0 to 49, got 10 to 0",
            p -> p.connect(Connectivity.pairs(new int[] {10}, new int[1]))),
        bad(
            "p to e: e: expected gap to be free for spikes, got the sum of e to e",
            p -> p.synapse(Synapse.into("gap"))),
        bad(
            "p to e: e: expected gap to be free for spikes, got the sum of e to e",
            p -> p.synapse(Synapse.parse("synapse s\nstate w = 1\non pre gap_post = 1"))),
        bad(
            "p to e: e: expected g to be free for spikes, got the sum of p to e",
            p ->
                p.synapse(
                    Synapse.parse(
                        "synapse s\nstate w = 1\nsum v_post into g\non pre deliver 1 into g"))));
  }

  private static Projection told(Projection p) {
    return p.connect(Connectivity.inDegree(3)).delay(1).synapse(Synapse.parse(STDP)).weight(0.1);
  }

  private static Network network() {
    var net = new Network(0.5, 3);
    var e = net.population("e", LIF, 50).set("v", Values.uniform(0, 1));
    var p = net.poisson("p", 10, 0.5);
    net.project(e, e).connect(Connectivity.inDegree(2)).synapse(GAP);
    told(net.project(p, e));
    return net;
  }

  private static void assertAsWithoutFault(Network mended) {
    var right = network();
    right.projection("e to e").delay(1);
    right.runSteps(40);
    mended.runSteps(40);
    assertArrayEquals(right.population("e").state("v"), mended.population("e").state("v"));
    assertArrayEquals(
        right.projection("p to e").values("w"), mended.projection("p to e").values("w"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void ofAProjection(Fault fault) {
    var net = network();
    var p = net.projection("p to e");
    fault.fault.accept(p);
    refuse(fault.complaint, () -> net.runSteps(5));
    assertEquals(0, net.step());
    assertThrows(IllegalStateException.class, p::size);
    fault.mending.accept(told(p));
    net.projection("e to e").delay(1); // what was made before it is open, too
    assertAsWithoutFault(net);
  }

  @Test
  void namesThatAreNotThere() {
    var net = network();
    var p = net.projection("p to e");
    p.set("k", 1);
    refuse(
        "p to e: expected one of the parameters or variables, of [tau, w, y], got 'k'",
        () -> net.run(1));
    var other = network();
    other.projection("p to e").delay("slow", Values.of(1));
    refuse(
        "p to e: expected a pathway of the synapse, of [, post], got 'slow'", () -> other.run(1));
    refuse("population: expected one of [e, p], got 'i'", () -> net.population("i"));
    refuse(
        "projection: expected one of [e to e, p to e], got 'e to p'",
        () -> net.projection("e to p"));
    var e = net.population("e");
    refuse("e: expected one of the states [v, g], got 'u'", () -> e.state("u"));
    refuse(
        "e: expected one of the parameters [tau, D] or the state variables [v, g], got 'u'",
        () -> e.set("u", 1));
    refuse("e: expected one of the inputs [gap, x], got 'y'", () -> e.input("y", 0, Values.of(1)));
    refuse("e: expected one of the states [v, g], got 'u'", () -> net.record(e).state("u"));
    refuse("e: expected neurons from 0 to 49, got 50", () -> net.record(e, 50));
  }

  @Test
  void ofAPopulation() {
    var net = network();
    var e = net.population("e");
    e.set("tau", 0.05);
    refuse(
        "e: lif: rk4 of v is unstable: expected a time step below 0.13926472, got 0.5",
        () -> net.run(1));
    e.set("tau", 10);
    refuse("e: expected a finite D, got NaN at neuron 0", () -> e.set("D", Double.NaN));
    refuse(
        "e: v: values: expected 50 values, one for each, got 3",
        () -> e.set("v", Values.of(1, 2, 3)));
    refuse(
        "e: v: values of distance: expected synapses, which have two neurons, got neurons",
        () -> e.set("v", Values.ofDistance(Positions.line(50, 1), Positions.line(50, 1), d -> d)));
    refuse("q: rate: expected a number >= 0, got -1.0", () -> net.poisson("q", 3, -1));
    refuse(
        "q: rate: expected at most 1000000.0 spikes in a step, got 5.0E8",
        () -> net.poisson("q", 10, 1e8));
    refuse("q: rate: expected a number >= 0, got NaN", () -> net.poisson("q", 3, Double.NaN));
    net.projection("e to e").delay(1);
    assertAsWithoutFault(net);
  }

  @Test
  void ofAPoissonInput() {
    var net = network();
    var e = net.population("e");
    refuse(
        "Poisson input to e.h: e: expected one of the inputs [gap, x] or the state variables [v,"
            + " g], got 'h'",
        () -> net.poissonInput(e, "h", 10, 0, 1));
    refuse(
        "Poisson input to e.g: rate: expected a number >= 0, got -1.0",
        () -> net.poissonInput(e, "g", 10, -1, 1));
    refuse(
        "Poisson input to e.g: sources: expected at least 0, got -1",
        () -> net.poissonInput(e, "g", -1, 1, 1));
    refuse(
        "Poisson input to e.g: expected at most 1e6 spikes in a step, got 5000000.0",
        () -> net.poissonInput(e, "g", 10, 1e6, 1));
    refuse(
        "Poisson input to e.g: weight: expected a finite number, got NaN",
        () -> net.poissonInput(e, "g", 10, 0.1, Double.NaN));
    refuse(
        "e: expected one of the parameters [tau, D] or the state variables [v, g], got 'x', an"
            + " input, which input(...) sets",
        () -> e.set("x", 1));
    e.input("x", 0, Values.of(0.5));
    refuse(
        "Poisson input to e.x: e: expected x to be free for spikes, got values",
        () -> net.poissonInput(e, "x", 10, 0.1, 1));
    // Numbers are drawn as if nobody had tried.
    net.poissonInput(e, "g", 10, 0.1, 0.1);
    var right = network();
    right.population("e").input("x", 0, Values.of(0.5));
    right.poissonInput(right.population("e"), "g", 10, 0.1, 0.1);
    net.runSteps(40);
    right.runSteps(40);
    assertArrayEquals(right.population("e").state("v"), e.state("v"));
    refuse(
        "e: expected gap to be free for values, got the sum of e to e",
        () -> e.input("gap", 50, Values.of(1)));
    refuse(
        "Poisson input to e.gap: e: expected gap to be free for spikes, got the sum of e to e",
        () -> net.poissonInput(e, "gap", 10, 0.1, 0.1));
  }

  @Test
  void ofConnectivity(@TempDir Path folder) throws IOException {
    refuse(
        "probability: expected a number from 0 to 1, got 1.5", () -> Connectivity.probability(1.5));
    refuse(
        "probability: expected a number from 0 to 1, got NaN",
        () -> Connectivity.probability(Double.NaN));
    Path file = folder.resolve("edges.csv");
    Files.writeString(file, "pre,post\n0,1\n3,50\n");
    var net = network();
    var edges = Edges.csv(file);
    net.projection("p to e").connect(edges.connectivity());
    refuse(
        "p to e: " + file + ": line 3: expected a neuron from 0 to 49 for post, got 50.0",
        () -> net.run(1));
    told(net.projection("p to e"));
    net.projection("e to e").delay(1);
    assertAsWithoutFault(net);
  }

  @Test
  void aSnapshotOfAnother(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("other.snapshot");
    var other = network();
    told(other.project(other.population("p"), other.population("e")));
    other.runSteps(10);
    other.store(file);
    var net = network();
    net.projection("e to e").delay(1);
    var e = assertThrows(IOException.class, () -> net.restore(file));
    assertEquals(
        "snapshot " + file + ": projections: expected nothing more, got p to e (2)",
        e.getMessage());
    assertAsWithoutFault(net);
  }

  private static void refuse(String complaint, Runnable bad) {
    var e = assertThrows(RuntimeException.class, bad::run);
    assertEquals(complaint, e.getMessage());
  }
}
