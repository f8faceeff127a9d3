package dev.sleipnir.kernels.plasticity;

import dev.sleipnir.kernels.neuron.equation.Equations;
import dev.sleipnir.kernels.neuron.equation.Expression;
import dev.sleipnir.kernels.neuron.equation.RuleEquations;
import dev.sleipnir.kernels.neuron.equation.RuleEquations.Side;
import dev.sleipnir.kernels.neuron.equation.RuleEquations.Trace;
import dev.sleipnir.kernels.neuron.graph.Graph;
import dev.sleipnir.kernels.neuron.graph.Loop;
import dev.sleipnir.kernels.neuron.graph.Node;
import dev.sleipnir.kernels.neuron.graph.Op;
import dev.sleipnir.kernels.neuron.graph.RuleExpressions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The loops of a rule. Invariants: the parameters, the time step, the bounds, the scale, in rows
 * the post-synaptic and in fans the pre-synaptic traces. Carried: the weight and the sum of its
 * changes.
 */
final class RuleLoops {
  /** Positions after the parameters and the time step. */
  static final int LOW = 0;

  static final int HIGH = 1;
  static final int SCALE = 2;
  static final int TRACES = 3;

  private final RuleEquations equations;
  private final Coincidence coincidence;
  private final List<Trace> pre;
  private final List<Trace> post;
  private final Graph graph = new Graph();
  private final Node weight = graph.leaf(Op.CARRIED, 0);
  private final Node sum = graph.leaf(Op.CARRIED, 1);
  private final Node zero = graph.constant(0);
  private final int parameters;

  RuleLoops(RuleEquations equations, Coincidence coincidence) {
    this.equations = equations;
    this.coincidence = coincidence;
    pre = equations.traces(Side.PRE);
    post = equations.traces(Side.POST);
    parameters = equations.parameters().size() + 1;
  }

  Loop row() {
    Node after =
        coincidence == Coincidence.ADDED
            ? graph.node(Op.ADD, weight, addedChanges())
            : graph.node(Op.ADD, afterPre(), changeAfterPre());
    return loop(pre.size() + 1, new Loop.Store(0, bounded(after)));
  }

  Loop change() {
    Node change =
        coincidence == Coincidence.ADDED
            ? addedChanges()
            : graph.node(Op.ADD, graph.node(Op.SUBTRACT, afterPre(), weight), changeAfterPre());
    return loop(pre.size() + 1, new Loop.Store(1, graph.node(Op.ADD, sum, change)));
  }

  Loop events() {
    Node change = change(equations.onPre(), names(false), weight);
    return loop(pre.size() + post.size(), new Loop.Store(1, change));
  }

  /** What fans leave to the rows: where changes are added, the post-synaptic ones alone. */
  Loop rowBesideFans() {
    if (coincidence != Coincidence.ADDED) {
      return change();
    }
    Node change = change(equations.onPost(), names(true), weight);
    return loop(pre.size() + 1, new Loop.Store(1, graph.node(Op.ADD, sum, change)));
  }

  /** Whether changes depend on the weights. */
  boolean readsWeights() {
    return reads(rowBesideFans()) || reads(fan());
  }

  private boolean reads(Loop loop) {
    return loop.carriedStores().stream().anyMatch(store -> depends(store.value()));
  }

  private boolean depends(Node node) {
    return node.equals(weight) || node.arguments().stream().anyMatch(this::depends);
  }

  Loop fan() {
    Map<String, Node> names = names(false);
    for (int k = 0; k < pre.size(); k++) {
      names.put(pre.get(k).name(), invariant(TRACES + post.size() + k));
    }
    for (int k = 0; k < post.size(); k++) {
      names.put(post.get(k).name(), graph.leaf(Op.COLUMN, k));
    }
    Node onPre = change(equations.onPre(), names, weight);
    Node postSpike = graph.node(Op.GREATER, graph.leaf(Op.COLUMN, post.size()), zero);
    boolean all = coincidence == Coincidence.ADDED || equations.onPost() == null;
    Node added = all ? onPre : select(postSpike, zero, onPre);
    return loop(post.size() + 1, new Loop.Store(1, graph.node(Op.ADD, sum, added)));
  }

  Loop synapses() {
    Node change = change(equations.onPre(), names(false), weight);
    Node after = bounded(graph.node(Op.ADD, weight, change));
    return loop(pre.size() + post.size(), new Loop.Store(0, after));
  }

  Loop apply() {
    Node scaled = graph.node(Op.MULTIPLY, invariant(SCALE), sum);
    Node applied = bounded(graph.node(Op.ADD, weight, scaled));
    return loop(0, new Loop.Store(0, applied), new Loop.Store(1, zero));
  }

  private Loop loop(int columns, Loop.Store... stores) {
    int invariants = parameters + TRACES + post.size() + pre.size();
    return new Loop(invariants, columns, 0, 2, List.of(), List.of(stores), false);
  }

  /** The weight after the pre-synaptic spike, where there is one. */
  private Node afterPre() {
    if (equations.onPre() == null) {
      return weight;
    }
    Node change = change(equations.onPre(), names(true), weight);
    return select(preSpike(), bounded(graph.node(Op.ADD, weight, change)), weight);
  }

  private Node changeAfterPre() {
    Map<String, Node> names = names(true);
    names.put(RuleEquations.WEIGHT, afterPre());
    return change(equations.onPost(), names, afterPre());
  }

  private Node addedChanges() {
    Map<String, Node> names = names(true);
    Node onPost = change(equations.onPost(), names, weight);
    Node onPre = change(equations.onPre(), names, weight);
    return graph.node(Op.ADD, onPost, select(preSpike(), onPre, zero));
  }

  private Node preSpike() {
    return graph.node(Op.GREATER, graph.leaf(Op.COLUMN, pre.size()), zero);
  }

  private Node select(Node condition, Node yes, Node no) {
    return graph.node(Op.SELECT, condition, yes, no);
  }

  private Map<String, Node> names(boolean inRow) {
    Map<String, Node> names = new HashMap<>();
    for (int p = 0; p < parameters - 1; p++) {
      names.put(equations.parameters().get(p).name(), graph.leaf(Op.INVARIANT, p));
    }
    names.put(Equations.TIME_STEP, graph.leaf(Op.INVARIANT, parameters - 1));
    names.put(RuleEquations.WEIGHT, weight);
    for (int k = 0; k < pre.size(); k++) {
      names.put(pre.get(k).name(), graph.leaf(Op.COLUMN, k));
    }
    for (int k = 0; k < post.size(); k++) {
      Node trace = inRow ? invariant(TRACES + k) : graph.leaf(Op.COLUMN, pre.size() + k);
      names.put(post.get(k).name(), trace);
    }
    return names;
  }

  private Node invariant(int afterParameters) {
    return graph.leaf(Op.INVARIANT, parameters + afterParameters);
  }

  private Node bounded(Node x) {
    return graph.node(Op.MIN, graph.node(Op.MAX, x, invariant(LOW)), invariant(HIGH));
  }

  /** What a spike adds to a weight: without the weight itself, so that no digits are lost. */
  private Node change(@Nullable Expression onSpike, Map<String, Node> names, Node old) {
    if (onSpike == null) {
      return zero;
    }
    Node after = new RuleExpressions(graph, names).of(onSpike);
    Node change = without(after, old);
    return change != null ? change : graph.node(Op.SUBTRACT, after, old);
  }

  /** A sum without one of its terms; null if it is not such a sum. */
  private @Nullable Node without(Node node, Node term) {
    if (node.equals(term)) {
      return zero;
    }
    if (node.op() != Op.ADD && node.op() != Op.SUBTRACT) {
      return null;
    }
    Node left = without(node.argument(0), term);
    if (left != null) {
      return graph.node(node.op(), left, node.argument(1));
    }
    Node right = node.op() == Op.ADD ? without(node.argument(1), term) : null;
    return right == null ? null : graph.node(Op.ADD, node.argument(0), right);
  }
}
