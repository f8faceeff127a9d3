package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlTest {
  private static final Neuron COUNTER =
      Neuron.parse(
          """
          model counter
          parameters a = 1
          input drive
          state v = 0, g = 0
          v = v + a + drive
          threshold v > 10
          reset v = 0
          """);

  private static final Synapse LEARNING =
      Synapse.parse(
          """
          synapse learning
          parameters rate = 0.25, tau = 4
          state w = 1, x = 0
          dx/dt = -x / tau
          on pre w = w + rate
          on pre x = x + 1
          on pre deliver w into g
          """);

  @TempDir private Path folder;

  private static Network counting() {
    var net = new Network(1, 1);
    net.population("n", COUNTER, 1);
    return net;
  }

  @Test
  void runsUntilSomethingIsSo() {
    var net = counting();
    var spikes = net.record(net.population("n")).spikes();
    assertTrue(net.runUntil(() -> spikes.count() == 2, 1000));
    assertEquals(22, net.step());
    assertTrue(net.runUntil(() -> true, 1000));
    assertEquals(22, net.step());
    assertFalse(net.runUntil(() -> false, 8));
    assertEquals(30, net.step());
    assertFalse(net.runUntil(() -> false, 0));
    assertTrue(net.runUntil(() -> net.step() == 35, 5), "after the last step, too");
  }

  @Test
  void callbacksComeBeforeTheirSteps() {
    var net = new Network(0.5, 1);
    var n = net.population("n", COUNTER, 1);
    List<String> calls = new ArrayList<>();
    net.every(2, () -> calls.add("a" + net.step()));
    net.at(2, () -> calls.add("once" + net.step() + " " + n.state("v")[0]));
    net.every(1, () -> calls.add("b" + net.step()));
    net.run(2);
    assertEquals(List.of("a0", "b0", "b2"), calls);
    net.run(1);
    assertEquals(List.of("a0", "b0", "b2", "a4", "once4 4.0", "b4"), calls);
    net.every(3, () -> calls.add("late" + net.step()));
    net.run(0);
    net.runSteps(1);
    assertEquals(List.of("b6", "late6"), calls.subList(6, calls.size()));
  }

  @Test
  void callbacksChangeTheNetwork() {
    var net = counting();
    var n = net.population("n");
    net.at(3, () -> n.set("a", 2));
    net.at(4, () -> n.set("v", -8));
    net.at(5, () -> n.input("drive", net.step(), Values.of(0.5)));
    net.run(6);
    assertEquals(-8 + 2 + 2.5, n.state("v")[0], 1e-6);
    net.at(
        7,
        () -> {
          var more = net.population("more", COUNTER, 2);
          net.project(n, more).connect(Connectivity.allToAll()).synapse(Synapse.into("g"));
          net.at(7, () -> more.set("a", 3));
        });
    net.run(3);
    assertArrayEquals(new float[] {6, 6}, net.population("more").state("v"));
  }

  @Test
  void aCallbackStopsTheRun() {
    var net = counting();
    net.at(4, net::stop);
    net.run(10);
    assertEquals(4, net.step());
    net.stop();
    net.run(10);
    assertEquals(14, net.step(), "between runs there is nothing to stop");
  }

  @Test
  void anInterruptEndsARunCleanly() {
    var net = counting();
    net.at(4, Thread.currentThread()::interrupt);
    net.run(10);
    assertTrue(Thread.interrupted(), "the thread still is");
    assertEquals(4, net.step());
    net.run(6);
    assertEquals(10, net.population("n").state("v")[0], 1e-5);
  }

  @Test
  void aRunInARunIsRefused() {
    var net = counting();
    net.at(2, () -> net.run(1));
    var error = assertThrows(IllegalStateException.class, () -> net.run(5));
    assertTrue(String.valueOf(error.getMessage()).contains("between runs"), error.getMessage());
    assertEquals(2, net.step());
    net.run(3);
    assertEquals(5, net.step(), "what threw is over");
  }

  /** Stored in a callback, before those that are still to come in that step. */
  @Test
  void aSnapshotFromACallbackKnowsWhatWasCalled() throws IOException {
    Path file = folder.resolve("net");
    var first = counting();
    controlled(first, file);
    first.run(29);
    var second = counting();
    controlled(second, file);
    second.restore(file);
    assertEquals(20, second.step());
    second.run(9);
    assertEquals(first.population("n").state("v")[0], second.population("n").state("v")[0]);
  }

  private static void controlled(Network net, Path file) {
    var n = net.population("n");
    net.every(5, () -> n.set("v", n.state("v")[0] - 0.75));
    net.at(12, () -> n.set("a", 1.5));
    net.at(
        20,
        () -> {
          try {
            net.store(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    net.every(10, () -> n.set("v", n.state("v")[0] - 1.25));
  }

  @Test
  void progressIsTold() {
    var net = counting();
    List<Progress> told = new ArrayList<>();
    net.progress(told::add);
    net.run(5);
    net.run(25);
    var last = told.getLast();
    assertEquals(List.of(30., 5., 30.), List.of(last.time(), last.from(), last.to()));
    assertEquals(2, last.spikes());
    assertEquals(1, last.fraction());
    assertEquals(0, last.secondsLeft());
    assertTrue(last.secondsPerTime() > 0);
    assertEquals(0, told.getFirst().fraction());
    assertTrue(Double.isNaN(told.getFirst().secondsLeft()));
  }

  private static Network learning(Values delays) {
    var net = new Network(1, 1);
    var from = net.spikes("from", 2, new long[] {0, 1, 3, 5, 7, 9}, new int[] {0, 1, 0, 0, 0, 1});
    var to = net.population("to", Neuron.parse("model sum\nstate g = 0\noutput g"), 1);
    net.project(from, to).connect(Connectivity.allToAll()).delay(delays).synapse(LEARNING);
    net.project(from, to)
        .connect(Connectivity.allToAll())
        .delay(2)
        .synapse(Synapse.into("g"))
        .weight(0);
    return net;
  }

  @Test
  void weightsStandStillWhileTracesMoveOn() {
    var net = learning(Values.of(0));
    var same = learning(Values.of(0));
    var p = net.projection("from to to");
    net.runSteps(2);
    p.plastic(false);
    net.runSteps(4);
    assertArrayEquals(new float[] {1.25f, 1.25f}, p.values("w"));
    assertEquals(4 * 1.25f, net.population("to").state("g")[0], "what is delivered is the weight");
    p.plastic(true);
    net.runSteps(4);
    same.runSteps(10);
    assertArrayEquals(new float[] {1.5f, 1.5f}, p.values("w"));
    assertArrayEquals(same.projection("from to to").values("x"), p.values("x"));
    var never = learning(Values.of(0));
    never.projections().forEach(each -> each.plastic(false));
    never.runSteps(10);
    assertArrayEquals(new float[] {1, 1}, never.projection("from to to").values("w"));
  }

  @Test
  void weightsThatStandStillDoSoInASnapshot() throws IOException {
    Path file = folder.resolve("net");
    var net = learning(Values.of(1));
    net.runSteps(2);
    net.projection("from to to").plastic(false);
    net.store(file);
    var same = learning(Values.of(1));
    same.restore(file);
    same.runSteps(8);
    assertArrayEquals(new float[] {1.25f, 1}, same.projection("from to to").values("w"));
  }

  @Test
  void synapsesAreSetBetweenRuns() throws IOException {
    var net = learning(Values.of(0));
    var p = net.projection("from to to").set("rate", 0);
    var fixed = net.projection("from to to (2)");
    net.runSteps(2);
    Path early = folder.resolve("early");
    net.store(early);
    p.weight(Values.of(2, 3)).set("rate", Values.of(0.5, 0));
    fixed.weight(Values.of(10, 20)); // spikes of steps 0 and 1 arrive in steps 2 and 3
    net.runSteps(2);
    assertArrayEquals(new float[] {2.5f, 3}, p.values("w"));
    assertArrayEquals(new float[] {10, 20}, fixed.values("w"));
    assertEquals(2 + 2.5f + 30, net.population("to").state("g")[0]);
    Path file = folder.resolve("net");
    net.store(file);
    fixed.weight(1);
    var rest = learning(Values.of(0));
    rest.projection("from to to").set("rate", 0);
    rest.restore(file);
    rest.projection("from to to (2)").weight(1);
    net.runSteps(6);
    rest.runSteps(6);
    assertEquals(net.population("to").state("g")[0], rest.population("to").state("g")[0]);
    assertArrayEquals(p.values("w"), rest.projection("from to to").values("w"));
    net.restore(early);
    assertArrayEquals(new float[] {0}, fixed.values("w"));
    assertArrayEquals(new float[] {1, 1}, p.values("w"));
    net.runSteps(8);
    assertEquals(6, net.population("to").state("g")[0]);
  }

  @Test
  void thingsAreFoundByName() {
    var net = learning(Values.of(0));
    assertSame(net.populations().get(1), net.population("to"));
    assertSame(net.projections().get(1), net.projection("from to to (2)"));
  }

  private static void assertRefused(String message, Runnable wrong) {
    var error = assertThrows(RuntimeException.class, wrong::run);
    String said = String.valueOf(error.getMessage());
    assertTrue(said.contains(message), said);
  }

  @Test
  void whatIsWrongIsRefused() {
    var net = learning(Values.of(0));
    assertRefused("expected one of [from, to], got 'form'", () -> net.population("form"));
    assertRefused("expected one of [from to to, from to to (2)]", () -> net.projection("x"));
    var p = net.projection("from to to");
    net.run(3);
    float[] before = p.values("w");
    assertRefused("before the first step", () -> p.delay(1));
    assertRefused("before the first step", () -> p.connect(Connectivity.allToAll()));
    assertRefused("before the first step", () -> p.synapse(LEARNING));
    assertRefused("of [rate, tau, w, x], got 'y'", () -> p.set("y", 1));
    assertRefused("expected 2 values, one for each, got 3", () -> p.weight(Values.of(1, 2, 3)));
    assertRefused("expected a finite w, got NaN", () -> p.weight(Double.NaN));
    assertArrayEquals(before, p.values("w"), Arrays.toString(before));
    assertRefused("from 3.0 on, got 2.0", () -> net.at(2, () -> {}));
    assertRefused("at least a time step of 1.0, got 0.4", () -> net.every(0.4, () -> {}));
    assertRefused("time", () -> net.run(-1));
    assertRefused("at most 1000000.0 spikes in a step", () -> net.poisson("far", 2, 1e6));
    assertRefused("time", () -> net.run(Double.NaN));
    assertRefused(
        "port",
        () -> {
          var other = learning(Values.of(0));
          other
              .project(other.population("from"), other.population("to"))
              .connect(Connectivity.allToAll())
              .synapse(Synapse.into("port"));
          other.run(1);
        });
    assertEquals(3, net.step());
  }
}
