package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleEquations.Assignment;
import dev.sleipnir.kernels.equation.RuleEquations.Delivery;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.graph.Graph;
import dev.sleipnir.kernels.graph.Loop;
import dev.sleipnir.kernels.graph.Node;
import dev.sleipnir.kernels.graph.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The loops of a rule on sparse synapses that were gathered. Carried: the weight, an array that is
 * not touched, the synapse's variables, what is delivered to each port. Columns: what the
 * pre-synaptic neurons have, what the post-synaptic ones have, the post-synaptic spikes, and for
 * each variable that decays what time has left of it since it was last looked at.
 */
final class SparseLoops {
  private final RuleEquations equations;
  private final boolean added;
  private final RuleLayout layout;
  private final Graph graph = new Graph();
  private final RuleLoops loops;
  private final Node zero = graph.constant(0);

  SparseLoops(RuleEquations equations, Coincidence coincidence) {
    this.equations = equations;
    added = coincidence == Coincidence.ADDED;
    layout = new RuleLayout(equations);
    loops = new RuleLoops(equations, coincidence, graph);
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

  /** Synapses whose post-synaptic neuron spikes, without a pre-synaptic spike. */
  Loop posts() {
    Map<String, Node> before = decayed();
    Map<String, Node> after = after(equations.onPost(), before);
    return loop(after, Map.of());
  }

  /** Synapses with a pre-synaptic spike, and a post-synaptic one where the column says so. */
  Loop arrivals() {
    Map<String, Node> after = afterArrival();
    Map<Integer, Node> delivered = new LinkedHashMap<>();
    List<String> ports = equations.ports();
    for (int p = 0; p < ports.size(); p++) {
      Node value = delivered(ports.get(p));
      if (!value.equals(after.get(RuleEquations.WEIGHT))) {
        delivered.put(p, value);
      }
    }
    return loop(after, delivered);
  }

  private Map<String, Node> afterArrival() {
    Map<String, Node> before = decayed();
    Map<String, Node> start = added ? before : after(equations.onPre(), before);
    Node spikes = graph.node(Op.GREATER, graph.leaf(Op.COLUMN, atSpikes(layout)), zero);
    Map<String, Node> after = new LinkedHashMap<>();
    start.forEach(
        (name, value) -> {
          Node byPost = loops.change(equations.onPost(), names(start), name);
          Node change = loops.select(spikes, byPost, zero);
          if (added) {
            change = loops.sum(change, loops.change(equations.onPre(), names(before), name));
          }
          after.put(name, bounded(name, loops.sum(value, change)));
        });
    return after;
  }

  private Node delivered(String port) {
    if (equations.deliveries().isEmpty()) {
      return RuleLoops.get(afterArrival(), RuleEquations.WEIGHT);
    }
    Node sum = zero;
    for (Delivery delivery : equations.deliveries()) {
      if (delivery.port().equals(port)) {
        List<Assignment> above = equations.onPre().subList(0, delivery.after());
        Map<String, Node> seen = above.isEmpty() ? decayed() : after(above, decayed());
        sum = loops.sum(sum, loops.expression(delivery.value(), names(seen)));
      }
    }
    return sum;
  }

  /** The synapse after some lines. */
  private Map<String, Node> after(List<Assignment> lines, Map<String, Node> before) {
    Map<String, Node> after = new LinkedHashMap<>();
    before.forEach(
        (name, value) ->
            after.put(
                name, bounded(name, loops.sum(value, loops.change(lines, names(before), name)))));
    return after;
  }

  private Node bounded(String name, Node value) {
    return name.equals(RuleEquations.WEIGHT) ? loops.bounded(value) : value;
  }

  /** The weight, and the variables as time has left them. */
  private Map<String, Node> decayed() {
    Map<String, Node> decayed = new LinkedHashMap<>();
    decayed.put(RuleEquations.WEIGHT, graph.leaf(Op.CARRIED, RuleLoops.WEIGHT));
    int column = atDecays(layout);
    for (int v = 0; v < layout.variables().size(); v++) {
      Node value = graph.leaf(Op.CARRIED, RuleLoops.VARIABLES + v);
      if (equations.variables().get(v).decay() != null) {
        value = loops.decayed(v, value, graph.leaf(Op.COLUMN, column++));
      }
      decayed.put(layout.variables().get(v), value);
    }
    return decayed;
  }

  private Map<String, Node> names(Map<String, Node> synapse) {
    Map<String, Node> names = new HashMap<>(layout.eventNames(graph));
    names.putAll(synapse);
    return names;
  }

  private Loop loop(Map<String, Node> synapse, Map<Integer, Node> ports) {
    List<Loop.Store> stores = loops.stores(synapse);
    ports.forEach((port, value) -> stores.add(new Loop.Store(atPorts(layout) + port, value)));
    int decaying =
        (int) equations.variables().stream().filter(variable -> variable.decay() != null).count();
    return new Loop(
        layout.invariants(),
        atDecays(layout) + decaying,
        0,
        atPorts(layout) + equations.ports().size(),
        List.of(),
        new ArrayList<>(stores),
        false);
  }

  /** Whether what a port receives is the weight after the step. */
  boolean deliversWeight(String port) {
    return delivered(port).equals(afterArrival().get(RuleEquations.WEIGHT));
  }

  /** Whether spikes of one side change anything. */
  boolean acts(Side side) {
    return !(side == Side.PRE ? equations.onPre() : equations.onPost()).isEmpty();
  }

  RuleLayout layout() {
    return layout;
  }
}
