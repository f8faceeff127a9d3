package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.RuleEquations.Signal;
import dev.sleipnir.kernels.equation.RuleEquations.Trace;
import dev.sleipnir.kernels.equation.RuleEquations.Variable;
import dev.sleipnir.kernels.graph.Graph;
import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the values that the loops of a rule read are to be found.
 *
 * <p>Invariants: the parameters, the time step, the bounds, the scale, the factors by which the
 * variables decay and what they decay to, how traces decay, the signals of all synapses and, in
 * rows, what the post-synaptic neuron has, in fans what the pre-synaptic one has. A neuron has its
 * traces, then its signals. Columns of rows: what the pre-synaptic neurons have, then their spikes;
 * columns of events: what the pre-synaptic neurons have, then what the post-synaptic ones have.
 */
final class RuleLayout {
  private static final int BOUNDS_AND_SCALE = 3;
  private static final int OF_A_TRACE = 3;

  /**
   * Threads write their invariants at every spike: at the end of an array there is so much room
   * that no two arrays have what is written on the same cache lines, which come in pairs of 64
   * bytes.
   */
  private static final int APART = 128 / Float.BYTES;

  private final List<String> parameters;
  private final List<String> variables;
  private final List<String> globals;
  private final List<String> pre;
  private final List<String> post;
  private final int preTraces;
  private final int traces;

  RuleLayout(RuleEquations equations) {
    parameters = new ArrayList<>();
    equations.parameters().forEach(parameter -> parameters.add(parameter.name()));
    parameters.add(Equations.TIME_STEP);
    variables = equations.variables().stream().map(Variable::name).toList();
    globals = equations.signals(null).stream().map(Signal::name).toList();
    pre = names(equations, Side.PRE);
    post = names(equations, Side.POST);
    preTraces = equations.traces(Side.PRE).size();
    traces = equations.traces().size();
  }

  private static List<String> names(RuleEquations equations, Side side) {
    List<String> names = new ArrayList<>();
    equations.traces(side).stream().map(Trace::name).forEach(names::add);
    equations.signals(side).stream().map(Signal::name).forEach(names::add);
    return names;
  }

  List<String> variables() {
    return variables;
  }

  int globals() {
    return globals.size();
  }

  /** How many values a neuron has. */
  int columns(Side side) {
    return side == Side.PRE ? pre.size() : post.size();
  }

  int rowColumns() {
    return pre.size() + 1;
  }

  int eventColumns() {
    return pre.size() + post.size();
  }

  int atLow() {
    return parameters.size();
  }

  int atHigh() {
    return parameters.size() + 1;
  }

  int atScale() {
    return parameters.size() + 2;
  }

  int atFactors() {
    return parameters.size() + BOUNDS_AND_SCALE;
  }

  int atRests() {
    return atFactors() + variables.size();
  }

  /** Its gain, then what a step leaves of it in two parts: together they have more digits. */
  int atTrace(Side side, int trace) {
    int index = side == Side.PRE ? trace : preTraces + trace;
    return atRests() + variables.size() + OF_A_TRACE * index;
  }

  int atGlobals() {
    return atRests() + variables.size() + OF_A_TRACE * traces;
  }

  int atPost() {
    return atGlobals() + globals.size();
  }

  int atPre() {
    return atPost() + post.size();
  }

  /** The invariants of one choice of parameters, with what summed changes are multiplied by. */
  float[] invariants(RuleConstants constants, float scale) {
    float[] invariants = new float[invariants() + APART];
    System.arraycopy(constants.parameters(), 0, invariants, 0, atLow());
    invariants[atLow()] = constants.low();
    invariants[atHigh()] = constants.high();
    invariants[atScale()] = scale;
    for (int v = 0; v < variables.size(); v++) {
      invariants[atFactors() + v] = (float) constants.factor(v);
      invariants[atRests() + v] = constants.rest(v);
    }
    for (Side side : Side.values()) {
      TraceConstants traces = constants.traces(side);
      for (int k = 0; k < traces.count(); k++) {
        int at = atTrace(side, k);
        invariants[at] = traces.gain(k);
        invariants[at + 1] = (float) traces.factor(k);
        invariants[at + 2] = (float) (traces.factor(k) - invariants[at + 1]);
      }
    }
    return invariants;
  }

  int invariants() {
    return atPre() + pre.size();
  }

  Value low(Graph graph) {
    return graph.leaf(Op.INVARIANT, atLow());
  }

  Value high(Graph graph) {
    return graph.leaf(Op.INVARIANT, atHigh());
  }

  Value scale(Graph graph) {
    return graph.leaf(Op.INVARIANT, atScale());
  }

  Value factor(Graph graph, int variable) {
    return graph.leaf(Op.INVARIANT, atFactors() + variable);
  }

  Value rest(Graph graph, int variable) {
    return graph.leaf(Op.INVARIANT, atRests() + variable);
  }

  Value gain(Graph graph, Side side, int trace) {
    return graph.leaf(Op.INVARIANT, atTrace(side, trace));
  }

  Value factorHigh(Graph graph, Side side, int trace) {
    return graph.leaf(Op.INVARIANT, atTrace(side, trace) + 1);
  }

  Value factorLow(Graph graph, Side side, int trace) {
    return graph.leaf(Op.INVARIANT, atTrace(side, trace) + 2);
  }

  /** Names in rows; those of the synapse itself are left out. */
  Map<String, Value> rowNames(Graph graph) {
    Map<String, Value> names = everywhere(graph);
    add(names, graph, pre, Op.COLUMN, 0);
    add(names, graph, post, Op.INVARIANT, atPost());
    return names;
  }

  /** Names where pre-synaptic spikes arrive: the weight and the variables as they are. */
  Map<String, Value> eventNames(Graph graph) {
    Map<String, Value> names = everywhere(graph);
    add(names, graph, pre, Op.COLUMN, 0);
    add(names, graph, post, Op.COLUMN, pre.size());
    names.put(RuleEquations.WEIGHT, graph.leaf(Op.CARRIED, 0));
    add(names, graph, variables, Op.CARRIED, RuleLoops.VARIABLES);
    return names;
  }

  /** Names in fans, whose synapses have a pre-synaptic neuron in common. */
  Map<String, Value> fanNames(Graph graph) {
    Map<String, Value> names = everywhere(graph);
    add(names, graph, pre, Op.INVARIANT, atPre());
    add(names, graph, post, Op.COLUMN, 0);
    names.put(RuleEquations.WEIGHT, graph.leaf(Op.CARRIED, 0));
    add(names, graph, variables, Op.CARRIED, RuleLoops.VARIABLES);
    return names;
  }

  /** Names of what is about one neuron, whose values are columns. */
  Map<String, Value> neuronNames(Graph graph, Side side) {
    Map<String, Value> names = everywhere(graph);
    add(names, graph, side == Side.PRE ? pre : post, Op.COLUMN, 0);
    return names;
  }

  private Map<String, Value> everywhere(Graph graph) {
    Map<String, Value> names = new HashMap<>();
    add(names, graph, parameters, Op.INVARIANT, 0);
    add(names, graph, globals, Op.INVARIANT, atGlobals());
    return names;
  }

  private static void add(
      Map<String, Value> names, Graph graph, List<String> added, Op kind, int first) {
    for (int k = 0; k < added.size(); k++) {
      names.put(added.get(k), graph.leaf(kind, first + k));
    }
  }
}
