package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.Statement;
import dev.sleipnir.kernels.equation.Surrogate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From a model's lines to the graph of one step: each line in order, names by their values. */
final class Translation {
  private final Graph graph = new Graph();
  private final Equations equations;
  private final Surrogate surrogate;
  private final Value dt;
  private final Value alpha;
  private final List<String> states;
  private final Map<String, Value> names = new HashMap<>();
  private final Statement.@Nullable Refractory refractory;
  private int randoms;

  private Translation(Equations equations, Surrogate surrogate) {
    this.equations = equations;
    this.surrogate = surrogate;
    int parameters = equations.parameters().size();
    for (int p = 0; p < parameters; p++) {
      names.put(equations.parameters().get(p).name(), graph.leaf(Op.PARAMETER, p));
    }
    dt = graph.leaf(Op.PARAMETER, parameters);
    alpha = graph.leaf(Op.PARAMETER, parameters + 1);
    names.put(Equations.TIME_STEP, dt);
    refractory = equations.refractory();
    states = equations.stateNames();
    for (int s = 0; s < states.size(); s++) {
      names.put(states.get(s), graph.leaf(Op.CARRIED, s));
    }
    for (int i = 0; i < equations.inputs().size(); i++) {
      names.put(equations.inputs().get(i), graph.leaf(Op.SERIES, i));
    }
  }

  /** The graph of one step. */
  static StepGraph of(Equations equations, Surrogate surrogate) {
    return new Translation(equations, surrogate).translate();
  }

  private StepGraph translate() {
    List<Statement> step = equations.step();
    Value before = names.getOrDefault(Statement.Refractory.COUNTER, graph.constant(0));
    for (int s = 0; s < step.size(); s++) {
      switch (step.get(s)) {
        case Statement.Assignment a -> assign(a.name(), expression(a.value()));
        case Statement.Derivative d -> {
          List<Statement.Derivative> system = new ArrayList<>();
          system.add(d);
          while (s + 1 < step.size() && step.get(s + 1) instanceof Statement.Derivative next) {
            system.add(next);
            s++;
          }
          integrate(system, before);
        }
        case Statement.Threshold t -> threshold(t, before);
        case Statement.Event e -> throw new AssertionError(e); // of populations alone
        case Statement.Reset r -> reset(r);
        case Statement.Refractory r -> {
          // Takes part where the threshold and the held variables are.
        }
      }
    }
    if (refractory != null) {
      countDown(refractory, before);
    }
    return new StepGraph(
        graph,
        states,
        states.stream().map(this::value).toList(),
        value(equations.output()),
        equations.inputs().size(),
        randoms,
        alpha,
        Map.copyOf(names));
  }

  private void integrate(List<Statement.Derivative> system, Value before) {
    Map<String, Value> old = new HashMap<>();
    // Each has an identity of its own, so that an integrator can put another value in its place,
    // also where intermediate values were made of it.
    system.forEach(d -> old.put(d.name(), value(d.name())));
    List<Value> slopes = system.stream().map(d -> expression(d.value())).toList();
    Map<String, Value> advanced =
        new Integration(equations, graph, dt, alpha).advance(system, slopes, old);
    advanced.forEach(
        (name, value) -> {
          boolean held = refractory != null && equations.held(refractory).contains(name);
          assign(name, held ? select(active(before), value, node(old, name)) : value);
        });
  }

  private static Value node(Map<String, Value> nodes, String name) {
    return Objects.requireNonNull(nodes.get(name));
  }

  private Value active(Value before) {
    // Durations that are whole steps but for rounding are whole steps.
    return graph.node(Op.LESS, before, graph.constant(0.5));
  }

  private void threshold(Statement.Threshold t, Value before) {
    Value z =
        t.orEqual()
            ? graph.node(
                Op.SUBTRACT,
                graph.constant(1),
                spike(graph.node(Op.SUBTRACT, expression(t.right()), expression(t.left()))))
            : spike(graph.node(Op.SUBTRACT, expression(t.left()), expression(t.right())));
    if (refractory != null) {
      z = graph.node(Op.MULTIPLY, select(active(before), graph.constant(1), graph.constant(0)), z);
    }
    names.put(Statement.Threshold.SPIKE, z);
  }

  private void reset(Statement.Reset r) {
    Value z = value(Statement.Threshold.SPIKE);
    Value silent = graph.node(Op.SUBTRACT, graph.constant(1), z);
    Map<String, Value> after = new HashMap<>();
    for (Statement.Assignment a : r.assignments()) {
      Value unchanged = graph.node(Op.MULTIPLY, silent, value(a.name()));
      Value reset = graph.node(Op.MULTIPLY, z, expression(a.value()));
      after.put(a.name(), graph.node(Op.ADD, unchanged, reset));
    }
    r.assignments().forEach(a -> assign(a.name(), node(after, a.name())));
  }

  private void countDown(Statement.Refractory r, Value before) {
    Value zero = graph.constant(0);
    Value steps = graph.node(Op.DIVIDE, expression(r.duration()), dt);
    Value left = graph.node(Op.MAX, graph.node(Op.SUBTRACT, before, graph.constant(1)), zero);
    Value fired = graph.node(Op.GREATER, value(Statement.Threshold.SPIKE), zero);
    names.put(Statement.Refractory.COUNTER, select(fired, steps, left));
  }

  private Value select(Value condition, Value yes, Value no) {
    return graph.node(Op.SELECT, condition, yes, no);
  }

  private void assign(String name, Value value) {
    names.put(name, states.contains(name) ? graph.copy(value) : value);
  }

  private Value value(String name) {
    return node(names, name);
  }

  private Value spike(Value x) {
    return graph.spike(x, surrogate, surrogate.isStochastic() ? random() : null);
  }

  private Value random() {
    return graph.leaf(Op.SERIES, equations.inputs().size() + randoms++);
  }

  private Value expression(Expression e) {
    return new ExpressionTranslation(graph, names, this::spike, this::random, /* hoists= */ false)
        .of(e);
  }

  /** The lines of a hand-written backward step, on the step's graph: the values of its names. */
  static Map<String, Value> adjoint(
      Equations equations, StepGraph step, Map<String, Value> gradients) {
    Map<String, Value> names = new HashMap<>(step.names());
    for (int s = 0; s < step.states().size(); s++) {
      names.put(step.states().get(s), step.graph().leaf(Op.CARRIED, s));
      names.put(step.states().get(s) + "'", step.newStates().get(s));
    }
    names.putAll(gradients);
    for (Statement.Assignment line : equations.adjoint()) {
      ExpressionTranslation translation =
          new ExpressionTranslation(
              step.graph(), names, Translation::noSpike, Translation::noRandom);
      names.put(line.name(), translation.of(line.value()));
    }
    return names;
  }

  private static Value noSpike(Value x) {
    throw new AssertionError("a spike in an adjoint: " + x);
  }

  private static Value noRandom() {
    throw new AssertionError("a random number in an adjoint");
  }
}
