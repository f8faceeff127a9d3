package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleEquations.Change;
import dev.sleipnir.kernels.equation.RuleEquations.Delivery;
import dev.sleipnir.kernels.equation.RuleEquations.Kind;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.graph.Graph;
import dev.sleipnir.kernels.graph.Loop;
import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The loops of a rule on sparse synapses that were gathered. Carried: the weight, an array that is
 * not touched, the synapse's variables, what is delivered to each port. Columns: what the
 * pre-synaptic neurons have, what the post-synaptic ones have, the post-synaptic spikes, and, where
 * synapses wait, for each variable that decays what time has left of it since the synapse's last
 * event.
 */
final class SparseLoops {
  private final RuleEquations equations;
  private final boolean added;
  private final boolean waits;
  private final RuleLayout layout;
  private final Graph graph = new Graph();
  private final RuleLoops loops;
  private final Value zero = graph.constant(0);

  /** The weight and the variables when they are looked at. */
  private final Map<String, Value> before = new LinkedHashMap<>();

  SparseLoops(RuleEquations equations, Coincidence coincidence) {
    this.equations = equations;
    added = coincidence == Coincidence.ADDED;
    waits = waits(equations);
    layout = new RuleLayout(equations);
    loops = new RuleLoops(equations, coincidence, graph);
    before.put(RuleEquations.WEIGHT, graph.leaf(Op.CARRIED, RuleLoops.WEIGHT));
    int column = atDecays(layout);
    for (int v = 0; v < layout.variables().size(); v++) {
      Value value = graph.leaf(Op.CARRIED, RuleLoops.VARIABLES + v);
      if (equations.variables().get(v).decay() != null) {
        Value share = waits ? graph.leaf(Op.COLUMN, column++) : layout.factor(graph, v);
        value = loops.decayed(v, value, share);
      }
      before.put(layout.variables().get(v), value);
    }
  }

  /**
   * Whether synapses may wait for the next spike that arrives: nothing happens to them in a step
   * without spikes but decay, and what post-synaptic spikes do depends on nothing but traces of
   * spikes, which are known later, too.
   */
  static boolean waits(RuleEquations equations) {
    Set<String> momentary = new HashSet<>();
    equations.signals().forEach(signal -> momentary.add(signal.name()));
    equations.traces().stream()
        .filter(trace -> trace.kind() == Kind.FOLLOW)
        .forEach(trace -> momentary.add(trace.name()));
    return equations.onStep().isEmpty()
        && equations.onPost().stream()
            .map(Change::value)
            .map(Expression::names)
            .noneMatch(names -> names.stream().anyMatch(momentary::contains));
  }

  /** Where the post-synaptic spikes stand among the columns. */
  static int atSpikes(RuleLayout layout) {
    return layout.eventColumns();
  }

  /** Where what is left of the variables that decay stands among the columns. */
  static int atDecays(RuleLayout layout) {
    return atSpikes(layout) + 1;
  }

  /** Where what is delivered stands among the carried. */
  static int atPorts(RuleLayout layout) {
    return RuleLoops.VARIABLES + layout.variables().size();
  }

  /**
   * Synapses without a pre-synaptic spike: where they wait, those whose post-synaptic neuron
   * spikes; otherwise those where the column says so, and then what the step changes.
   */
  Loop others() {
    if (waits) {
      return loop(after(equations.onPost(), before), Map.of());
    }
    return loop(afterStep(afterPost(before, List.of())), Map.of());
  }

  /**
   * Synapses with a pre-synaptic spike, and a post-synaptic one where the column says so, and then
   * what the step changes.
   */
  Loop arrivals() {
    Map<String, Value> after = afterStep(afterSpikes());
    Map<Integer, Value> delivered = new LinkedHashMap<>();
    List<String> ports = equations.ports();
    for (int p = 0; p < ports.size(); p++) {
      if (!deliversWeight(ports.get(p))) {
        delivered.put(p, delivered(ports.get(p)));
      }
    }
    return loop(after, delivered);
  }

  /** Whether what a port receives is the weight as it is stored. */
  boolean deliversWeight(String port) {
    return delivered(port).equals(afterStep(afterSpikes()).get(RuleEquations.WEIGHT));
  }

  /** After a pre-synaptic spike, and a post-synaptic one where there is one. */
  private Map<String, Value> afterSpikes() {
    return added
        ? afterPost(before, equations.onPre())
        : afterPost(after(equations.onPre(), before), List.of());
  }

  /** After a post-synaptic spike where there is one, and lines whose changes are added to its. */
  private Map<String, Value> afterPost(Map<String, Value> state, List<Change> beside) {
    Value spikes = graph.node(Op.GREATER, graph.leaf(Op.COLUMN, atSpikes(layout)), zero);
    Map<String, Value> after = new LinkedHashMap<>();
    state.forEach(
        (name, value) -> {
          Value byPost = loops.change(equations.onPost(), names(state), name);
          Value byOthers = loops.change(beside, names(state), name);
          Value change = loops.sum(loops.select(spikes, byPost, zero), byOthers);
          after.put(name, bounded(name, loops.sum(value, change)));
        });
    return after;
  }

  private Value delivered(String port) {
    if (equations.deliveries().isEmpty()) {
      return RuleLoops.get(afterSpikes(), RuleEquations.WEIGHT);
    }
    Value sum = zero;
    for (Delivery delivery : equations.deliveries()) {
      if (delivery.port().equals(port)) {
        List<Change> above = equations.onPre().subList(0, delivery.after());
        Map<String, Value> seen = above.isEmpty() ? before : after(above, before);
        sum = loops.sum(sum, loops.expression(delivery.value(), names(seen)));
      }
    }
    return sum;
  }

  /** The synapse after some lines. */
  private Map<String, Value> after(List<Change> lines, Map<String, Value> state) {
    Map<String, Value> after = new LinkedHashMap<>();
    state.forEach(
        (name, value) ->
            after.put(
                name, bounded(name, loops.sum(value, loops.change(lines, names(state), name)))));
    return after;
  }

  /** The synapse after the lines of a step, in order. */
  private Map<String, Value> afterStep(Map<String, Value> state) {
    if (equations.onStep().isEmpty()) {
      return state;
    }
    Map<String, Value> after = new LinkedHashMap<>(state);
    for (Change line : equations.onStep()) {
      Map<String, Value> names = names(after);
      Value value = loops.expression(line.value(), names);
      if (line.when() != null) {
        Value holds = loops.expression(line.when(), names);
        value = loops.select(holds, value, RuleLoops.get(after, line.name()));
      }
      after.put(line.name(), value);
    }
    after.computeIfPresent(RuleEquations.WEIGHT, (name, w) -> loops.bounded(w));
    return after;
  }

  private Value bounded(String name, Value value) {
    return name.equals(RuleEquations.WEIGHT) ? loops.bounded(value) : value;
  }

  private Map<String, Value> names(Map<String, Value> synapse) {
    Map<String, Value> names = new HashMap<>(layout.eventNames(graph));
    names.putAll(synapse);
    return names;
  }

  private Loop loop(Map<String, Value> synapse, Map<Integer, Value> ports) {
    List<Loop.Store> stores = loops.stores(synapse);
    ports.forEach((port, value) -> stores.add(new Loop.Store(atPorts(layout) + port, value)));
    return new Loop(
        layout.invariants(),
        atDecays(layout) + layout.variables().size(),
        0,
        atPorts(layout) + equations.ports().size(),
        List.of(),
        stores,
        false);
  }

  /** Whether spikes of one side change anything. */
  boolean acts(Side side) {
    return !(side == Side.PRE ? equations.onPre() : equations.onPost()).isEmpty();
  }

  RuleLayout layout() {
    return layout;
  }
}
