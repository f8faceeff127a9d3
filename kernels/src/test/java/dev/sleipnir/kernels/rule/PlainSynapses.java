package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleEquations.Change;
import dev.sleipnir.kernels.equation.RuleEquations.Delivery;
import dev.sleipnir.kernels.equation.RuleEquations.Kind;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.RuleEquations.Signal;
import dev.sleipnir.kernels.equation.RuleEquations.Trace;
import dev.sleipnir.kernels.equation.RuleEquations.Variable;
import dev.sleipnir.kernels.graph.RuleExpressions;
import dev.sleipnir.kernels.sparse.SparseRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Any rule on sparse synapses, its text interpreted: every synapse is an object that looks at both
 * its neurons at every step, nothing waits, and everything is in double precision.
 */
final class PlainSynapses {
  private final RuleEquations equations;
  private final RuleSettings settings;
  private final double dt;
  private final Map<String, Double> parameters = new HashMap<>();
  private final List<Map<String, Double>> pre = new ArrayList<>();
  private final List<Map<String, Double>> post = new ArrayList<>();

  /** Step and neuron to what it has, its spike included. */
  private final List<List<Map<String, Double>>> past = new ArrayList<>();

  private final List<Synapse> synapses = new ArrayList<>();

  /** Port and neuron to what was delivered so far. */
  final Map<String, double[]> ports = new LinkedHashMap<>();

  private static final class Synapse {
    final int pre;
    final int post;
    final int delay;

    /** The weight and the variables, now. */
    final Map<String, Double> own = new LinkedHashMap<>();

    /** The same after the last event. */
    Map<String, Double> stored = Map.of();

    Synapse(int pre, int post, int delay) {
      this.pre = pre;
      this.post = post;
      this.delay = delay;
    }
  }

  /** Defaults of all parameters must be numbers. */
  PlainSynapses(RuleModel model, RuleSettings settings, SparseRows rows, double dt, float[] w) {
    equations = model.equations();
    this.settings = settings;
    this.dt = dt;
    equations
        .parameters()
        .forEach(p -> parameters.put(p.name(), RuleExpressions.number(p.value(), parameters)));
    parameters.put(Equations.TIME_STEP, dt);
    for (int i = 0; i < rows.pre(); i++) {
      pre.add(neuron(Side.PRE));
      for (int s = rows.rowStart(i); s < rows.rowStart(i + 1); s++) {
        Synapse synapse = new Synapse(i, rows.target(s), rows.delay(s));
        synapse.own.put(RuleEquations.WEIGHT, (double) w[s]);
        for (Variable variable : equations.variables()) {
          synapse.own.put(variable.name(), constant(variable.initial()));
        }
        synapse.stored = new HashMap<>(synapse.own);
        synapses.add(synapse);
      }
    }
    for (int j = 0; j < rows.post(); j++) {
      post.add(neuron(Side.POST));
    }
    equations.ports().forEach(port -> ports.put(port, new double[rows.post()]));
  }

  private Map<String, Double> neuron(Side side) {
    Map<String, Double> neuron = new HashMap<>();
    equations.traces(side).forEach(trace -> neuron.put(trace.name(), 0.0));
    equations.signals(side).forEach(signal -> neuron.put(signal.name(), 0.0));
    neuron.put("spike", 0.0);
    return neuron;
  }

  private double constant(Expression expression) {
    return RuleExpressions.number(expression, parameters);
  }

  private double factor(Expression rate) {
    return settings.jump() == TraceJump.UNIT
        ? Math.exp(-dt * constant(rate))
        : 1 - dt * constant(rate);
  }

  /** Signals by name: of one side for each neuron, of all synapses one number. */
  void step(float[] zPre, float[] zPost, Map<String, float[]> signals) {
    Map<String, Double> everywhere = new HashMap<>(parameters);
    for (Signal signal : equations.signals(null)) {
      everywhere.put(signal.name(), (double) at(signals, signal.name())[0]);
    }
    List<Map<String, Double>> seenPre = neurons(Side.PRE, pre, zPre, signals, everywhere);
    List<Map<String, Double>> seenPost = neurons(Side.POST, post, zPost, signals, everywhere);
    past.add(seenPre);
    for (Synapse synapse : synapses) {
      int sent = past.size() - 1 - synapse.delay;
      Map<String, Double> sender = sent < 0 ? neuron(Side.PRE) : past.get(sent).get(synapse.pre);
      Map<String, Double> names = new HashMap<>(everywhere);
      names.putAll(sender);
      names.putAll(seenPost.get(synapse.post));
      step(synapse, at(sender, "spike") == 1, zPost[synapse.post] == 1, names);
    }
  }

  /** What synapses see of neurons in this step. */
  private List<Map<String, Double>> neurons(
      Side side,
      List<Map<String, Double>> neurons,
      float[] z,
      Map<String, float[]> signals,
      Map<String, Double> everywhere) {
    List<Map<String, Double>> seen = new ArrayList<>();
    for (int n = 0; n < z.length; n++) {
      Map<String, Double> neuron = neurons.get(n);
      for (Signal signal : equations.signals(side)) {
        neuron.put(signal.name(), (double) at(signals, signal.name())[n]);
      }
      for (Trace trace : equations.traces(side)) {
        double factor = factor(trace.decay());
        double target = 0;
        if (trace.kind() == Kind.FOLLOW) {
          Map<String, Double> names = new HashMap<>(everywhere);
          names.putAll(neuron);
          target = RuleExpressions.number(trace.value(), names);
        }
        double before = at(neuron, trace.name());
        neuron.put(trace.name(), target + (before - target) * factor);
      }
      neuron.put("spike", (double) z[n]);
      Map<String, Double> before = new HashMap<>(neuron);
      if (z[n] == 1) {
        jump(side, neuron);
      }
      seen.add(settings.order() == TraceOrder.SPIKES_FIRST ? new HashMap<>(neuron) : before);
    }
    return seen;
  }

  private void jump(Side side, Map<String, Double> neuron) {
    for (Trace trace : equations.traces(side)) {
      if (trace.kind() != Kind.FOLLOW) {
        double jump = constant(trace.value());
        double by = settings.jump() == TraceJump.UNIT ? jump : dt * constant(trace.decay()) * jump;
        boolean sets = trace.kind() == Kind.SET || settings.pairing() == Pairing.NEAREST;
        neuron.put(trace.name(), sets ? by : at(neuron, trace.name()) + by);
      }
    }
  }

  private void step(Synapse synapse, boolean onPre, boolean onPost, Map<String, Double> names) {
    for (Variable variable : equations.variables()) {
      if (variable.decay() != null) {
        double rest = variable.rest() == null ? 0 : constant(variable.rest());
        double distance = at(synapse.own, variable.name()) - rest;
        synapse.own.put(variable.name(), rest + distance * factor(variable.decay()));
      }
    }
    Map<String, Double> old = new HashMap<>(synapse.own);
    boolean added = settings.coincidence() == Coincidence.ADDED;
    if (onPre) {
      synapse.own.putAll(after(equations.onPre(), old, names));
      if (!added) {
        bound(synapse.own);
      }
    }
    if (onPost) {
      Map<String, Double> base = added ? old : new HashMap<>(synapse.own);
      Map<String, Double> after = after(equations.onPost(), base, names);
      after.forEach((name, value) -> synapse.own.merge(name, value - at(base, name), Double::sum));
    }
    bound(synapse.own);
    if (onPre) {
      deliver(synapse, old, names);
    }
    if (onPre || (onPost && !equations.onPost().isEmpty())) {
      synapse.stored = new HashMap<>(synapse.own);
    }
    onStep(synapse, names);
  }

  private void deliver(Synapse synapse, Map<String, Double> old, Map<String, Double> names) {
    if (equations.deliveries().isEmpty()) {
      at(ports, RuleEquations.CURRENT)[synapse.post] += at(synapse.own, RuleEquations.WEIGHT);
    }
    for (Delivery delivery : equations.deliveries()) {
      Map<String, Double> seen = after(equations.onPre().subList(0, delivery.after()), old, names);
      bound(seen);
      Map<String, Double> all = new HashMap<>(names);
      all.putAll(seen);
      at(ports, delivery.port())[synapse.post] += RuleExpressions.number(delivery.value(), all);
    }
  }

  private void onStep(Synapse synapse, Map<String, Double> names) {
    for (Change line : equations.onStep()) {
      Map<String, Double> all = new HashMap<>(names);
      all.putAll(synapse.own);
      if (line.when() == null || RuleExpressions.holds(line.when(), all)) {
        synapse.own.put(line.name(), RuleExpressions.number(line.value(), all));
      }
    }
    bound(synapse.own);
  }

  private static Map<String, Double> after(
      List<Change> lines, Map<String, Double> before, Map<String, Double> names) {
    Map<String, Double> after = new HashMap<>(before);
    for (Change line : lines) {
      Map<String, Double> all = new HashMap<>(names);
      all.putAll(after);
      after.put(line.name(), RuleExpressions.number(line.value(), all));
    }
    return after;
  }

  private void bound(Map<String, Double> own) {
    if (equations.bounds() != null && settings.hardBounds()) {
      double low = constant(equations.bounds().low());
      double high = constant(equations.bounds().high());
      own.compute(RuleEquations.WEIGHT, (name, w) -> Math.clamp(w, low, high));
    }
  }

  /** The weight or a variable of a synapse, now. */
  double now(int synapse, String name) {
    return at(synapses.get(synapse).own, name);
  }

  /** The same after the synapse's last event. */
  double stored(int synapse, String name) {
    return at(synapses.get(synapse).stored, name);
  }

  private static <V> V at(Map<String, V> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }
}
