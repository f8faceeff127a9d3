package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleEquations.Change;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.graph.Graph;
import dev.sleipnir.kernels.graph.Loop;
import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.RuleExpressions;
import dev.sleipnir.kernels.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The loops of a rule. Carried: the weight, the sum of its changes, and the synapse's variables.
 * {@link RuleLayout} says where the rest stands.
 */
final class RuleLoops {
  static final int WEIGHT = 0;
  private static final int SUM = 1;
  static final int VARIABLES = 2;

  private final RuleEquations equations;
  private final Coincidence coincidence;
  private final RuleLayout layout;
  private final Graph graph;

  /** The weight and the variables before a step, by name. */
  private final Map<String, Value> old = new LinkedHashMap<>();

  private final Value weight;
  private final Value sum;
  private final Value zero;

  RuleLoops(RuleEquations equations, Coincidence coincidence) {
    this(equations, coincidence, new Graph());
  }

  RuleLoops(RuleEquations equations, Coincidence coincidence, Graph graph) {
    this.equations = equations;
    this.coincidence = coincidence;
    this.graph = graph;
    weight = graph.leaf(Op.CARRIED, WEIGHT);
    sum = graph.leaf(Op.CARRIED, SUM);
    zero = graph.constant(0);
    layout = new RuleLayout(equations);
    old.put(RuleEquations.WEIGHT, weight);
    for (int v = 0; v < layout.variables().size(); v++) {
      old.put(layout.variables().get(v), graph.leaf(Op.CARRIED, VARIABLES + v));
    }
  }

  /**
   * All synapses of a post-synaptic neuron, by pre-synaptic spikes too.
   *
   * @param spikes whether it spikes
   * @param active whether its conditions for a change at every step may hold
   */
  Loop row(boolean spikes, boolean active) {
    return loop(layout.rowColumns(), stores(afterRow(spikes, active)));
  }

  /** As {@link #row}, the change of the weight added to the sum. */
  Loop change(boolean spikes, boolean active) {
    Value change = weightChange(spikes);
    if (active) {
      Map<String, Value> before = afterSpikes(spikes);
      bound(before);
      Value after = get(afterStep(before), RuleEquations.WEIGHT);
      change = sum(change, difference(after, get(before, RuleEquations.WEIGHT)));
    }
    return loop(layout.rowColumns(), List.of(new Loop.Store(SUM, graph.node(Op.ADD, sum, change))));
  }

  /** What pre-synaptic spikes add to weights, post-synaptic values in columns. */
  Loop events() {
    Value change = change(equations.onPre(), layout.eventNames(graph), RuleEquations.WEIGHT);
    return loop(layout.eventColumns(), List.of(new Loop.Store(SUM, change)));
  }

  /**
   * The fan of a pre-synaptic neuron that spikes: the change of the weight added to the sum, but
   * where {@link #rowBesideFans} does that.
   */
  Loop fan() {
    int columns = layout.columns(Side.POST) + 1;
    Value onPre = change(equations.onPre(), layout.fanNames(graph), RuleEquations.WEIGHT);
    Value postSpike = graph.node(Op.GREATER, graph.leaf(Op.COLUMN, columns - 1), zero);
    boolean all = coincidence == Coincidence.ADDED || equations.onPost().isEmpty();
    Value added = all ? onPre : select(postSpike, zero, onPre);
    return loop(columns, List.of(new Loop.Store(SUM, graph.node(Op.ADD, sum, added))));
  }

  /** What fans leave to the rows: where changes are added, the post-synaptic ones alone. */
  Loop rowBesideFans() {
    if (coincidence != Coincidence.ADDED) {
      return change(true, false);
    }
    Map<String, Value> names = layout.rowNames(graph);
    names.putAll(old);
    Value change = change(equations.onPost(), names, RuleEquations.WEIGHT);
    return loop(layout.rowColumns(), List.of(new Loop.Store(SUM, graph.node(Op.ADD, sum, change))));
  }

  /** Whether changes depend on the weights. */
  boolean readsWeights() {
    return reads(rowBesideFans()) || reads(fan());
  }

  private boolean reads(Loop loop) {
    return loop.carriedStores().stream().anyMatch(store -> depends(store.value()));
  }

  private boolean depends(Value node) {
    return node.equals(weight) || node.arguments().stream().anyMatch(this::depends);
  }

  /** As {@link #events}, the changes made. */
  Loop synapses() {
    Map<String, Value> names = layout.eventNames(graph);
    Map<String, Value> after = new LinkedHashMap<>();
    for (String name : old.keySet()) {
      after.put(name, sum(get(old, name), change(equations.onPre(), names, name)));
    }
    bound(after);
    return loop(layout.eventColumns(), stores(after));
  }

  Loop apply() {
    Value scaled = graph.node(Op.MULTIPLY, layout.scale(graph), sum);
    Value applied = bounded(graph.node(Op.ADD, weight, scaled));
    return loop(0, List.of(new Loop.Store(WEIGHT, applied), new Loop.Store(SUM, zero)));
  }

  /** What a trace follows: it moves towards it by its gain. */
  Loop follow(Side side, int trace) {
    Map<String, Value> names = layout.neuronNames(graph, side);
    Value target = expression(equations.traces(side).get(trace).value(), names);
    Value value = graph.leaf(Op.CARRIED, trace);
    Value moved =
        graph.node(
            Op.ADD,
            value,
            graph.node(
                Op.MULTIPLY,
                layout.gain(graph, side, trace),
                graph.node(Op.SUBTRACT, target, value)));
    return neurons(side, trace, moved);
  }

  /**
   * A trace that decays. The factor is applied with more digits than a float has: its rounding
   * error would add up over the hundreds of steps that a trace lives.
   */
  Loop decay(Side side, int trace) {
    Value value = graph.leaf(Op.CARRIED, trace);
    Value low = graph.node(Op.MULTIPLY, value, layout.factorLow(graph, side, trace));
    Value left = graph.node(Op.FMA, value, layout.factorHigh(graph, side, trace), low);
    return neurons(side, trace, unlessNothing(left));
  }

  private Loop neurons(Side side, int trace, Value after) {
    return new Loop(
        layout.invariants(),
        layout.columns(side),
        0,
        layout.columns(side),
        List.of(),
        List.of(new Loop.Store(trace, after)),
        false);
  }

  /** 1 for post-synaptic neurons at whose synapses something changes in this step, 0 for others. */
  Loop active() {
    Map<String, Value> names = layout.neuronNames(graph, Side.POST);
    Value any = graph.node(Op.GREATER, zero, zero);
    for (Change assignment : equations.onStep()) {
      Value holds =
          assignment.when() == null
              ? graph.node(Op.EQUAL, zero, zero)
              : expression(assignment.when(), names);
      any = graph.node(Op.OR, any, holds);
    }
    Value flag = graph.node(Op.SELECT, any, graph.constant(1), zero);
    return new Loop(
        layout.invariants(),
        layout.columns(Side.POST),
        0,
        1,
        List.of(),
        List.of(new Loop.Store(0, flag)),
        false);
  }

  private Map<String, Value> afterRow(boolean spikes, boolean active) {
    Map<String, Value> state = afterSpikes(spikes);
    bound(state);
    if (active) {
      state = afterStep(state);
      bound(state);
    }
    return state;
  }

  /** What every step changes; the weight not yet within the bounds. */
  private Map<String, Value> afterStep(Map<String, Value> before) {
    Map<String, Value> state = new LinkedHashMap<>(before);
    Map<String, Value> names = layout.rowNames(graph);
    for (Change assignment : equations.onStep()) {
      names.putAll(state);
      Value value = expression(assignment.value(), names);
      if (assignment.when() != null) {
        Value holds = expression(assignment.when(), names);
        value = select(holds, value, get(names, assignment.name()));
      }
      state.put(assignment.name(), value);
    }
    return state;
  }

  /** The synapse after decay and spikes; the weight not yet within the bounds. */
  private Map<String, Value> afterSpikes(boolean spikes) {
    Map<String, Value> state = new LinkedHashMap<>();
    Map<String, Value> between = coincidence == Coincidence.ADDED ? decayed() : afterPre();
    Map<String, Value> names = layout.rowNames(graph);
    names.putAll(between);
    for (String name : old.keySet()) {
      Value change =
          coincidence == Coincidence.ADDED
              ? addedChange(name, spikes)
              : spikes ? change(equations.onPost(), names, name) : zero;
      state.put(name, sum(get(between, name), change));
    }
    return state;
  }

  /** What spikes add to the weight. */
  private Value weightChange(boolean spikes) {
    if (coincidence == Coincidence.ADDED) {
      return addedChange(RuleEquations.WEIGHT, spikes);
    }
    Map<String, Value> between = afterPre();
    Map<String, Value> names = layout.rowNames(graph);
    names.putAll(between);
    Value byPost = spikes ? change(equations.onPost(), names, RuleEquations.WEIGHT) : zero;
    Value byPre = graph.node(Op.SUBTRACT, get(between, RuleEquations.WEIGHT), weight);
    return sum(byPre, byPost);
  }

  /** The synapse after decay and the pre-synaptic spike, where there is one. */
  private Map<String, Value> afterPre() {
    Map<String, Value> names = layout.rowNames(graph);
    names.putAll(decayed());
    Map<String, Value> state = new LinkedHashMap<>();
    for (String name : old.keySet()) {
      Value before = get(names, name);
      Value after = sum(before, change(equations.onPre(), names, name));
      after = name.equals(RuleEquations.WEIGHT) ? bounded(after) : after;
      state.put(name, select(preSpike(), after, before));
    }
    return state;
  }

  /** What the spikes of both neurons, each from the old values, add to a variable. */
  private Value addedChange(String name, boolean spikes) {
    Map<String, Value> names = layout.rowNames(graph);
    names.putAll(decayed());
    Value byPre = select(preSpike(), change(equations.onPre(), names, name), zero);
    return spikes ? sum(change(equations.onPost(), names, name), byPre) : byPre;
  }

  private Map<String, Value> decayed() {
    Map<String, Value> decayed = new LinkedHashMap<>(old);
    for (int v = 0; v < layout.variables().size(); v++) {
      String name = layout.variables().get(v);
      if (equations.variables().get(v).decay() != null) {
        decayed.put(name, decayed(v, get(old, name), layout.factor(graph, v)));
      }
    }
    return decayed;
  }

  /** A variable of which some time has left a share. */
  Value decayed(int variable, Value value, Value factor) {
    if (equations.variables().get(variable).rest() != null) {
      Value rest = layout.rest(graph, variable);
      Value distance = graph.node(Op.SUBTRACT, value, rest);
      return graph.node(Op.ADD, rest, graph.node(Op.MULTIPLY, distance, factor));
    }
    return unlessNothing(graph.node(Op.MULTIPLY, value, factor));
  }

  private Value unlessNothing(Value left) {
    Value isNothing =
        graph.node(Op.LESS, graph.node(Op.ABS, left), graph.constant(DecayTable.NOTHING));
    return select(isNothing, zero, left);
  }

  Value sum(Value left, Value right) {
    return right.equals(zero) ? left : left.equals(zero) ? right : graph.node(Op.ADD, left, right);
  }

  static Value get(Map<String, Value> state, String name) {
    return Objects.requireNonNull(state.get(name));
  }

  private void bound(Map<String, Value> state) {
    state.computeIfPresent(RuleEquations.WEIGHT, (name, w) -> bounded(w));
  }

  List<Loop.Store> stores(Map<String, Value> state) {
    List<Loop.Store> stores = new ArrayList<>();
    int v = VARIABLES;
    for (Map.Entry<String, Value> entry : state.entrySet()) {
      boolean isWeight = entry.getKey().equals(RuleEquations.WEIGHT);
      stores.add(new Loop.Store(isWeight ? WEIGHT : v++, entry.getValue()));
    }
    return stores;
  }

  private Loop loop(int columns, List<Loop.Store> stores) {
    int carried = VARIABLES + layout.variables().size();
    return new Loop(layout.invariants(), columns, 0, carried, List.of(), stores, false);
  }

  Value expression(Expression expression, Map<String, Value> names) {
    return new RuleExpressions(graph, names).of(expression);
  }

  private Value preSpike() {
    return graph.node(Op.GREATER, graph.leaf(Op.COLUMN, layout.rowColumns() - 1), zero);
  }

  Value select(Value condition, Value yes, Value no) {
    return yes.equals(no) ? yes : graph.node(Op.SELECT, condition, yes, no);
  }

  Value bounded(Value x) {
    return graph.node(Op.MIN, graph.node(Op.MAX, x, layout.low(graph)), layout.high(graph));
  }

  /**
   * What an event adds to a variable: without the variable itself, so that no digits are lost.
   *
   * @param names the values before the event
   */
  Value change(List<Change> event, Map<String, Value> names, String variable) {
    Map<String, Value> state = new HashMap<>(names);
    for (Change assignment : event) {
      state.put(assignment.name(), expression(assignment.value(), state));
    }
    return difference(get(state, variable), get(names, variable));
  }

  private Value difference(Value after, Value before) {
    Value change = without(after, before);
    return change != null ? change : graph.node(Op.SUBTRACT, after, before);
  }

  /** A sum without one of its terms; null if it is not such a sum. */
  private @Nullable Value without(Value node, Value term) {
    if (node.equals(term)) {
      return zero;
    }
    if (node.op() == Op.SELECT) {
      Value yes = without(node.argument(1), term);
      Value no = without(node.argument(2), term);
      return yes == null || no == null ? null : select(node.argument(0), yes, no);
    }
    if (node.op() != Op.ADD && node.op() != Op.SUBTRACT) {
      return null;
    }
    Value left = without(node.argument(0), term);
    if (left != null) {
      return graph.node(node.op(), left, node.argument(1));
    }
    Value right = node.op() == Op.ADD ? without(node.argument(1), term) : null;
    return right == null ? null : graph.node(Op.ADD, node.argument(0), right);
  }
}
