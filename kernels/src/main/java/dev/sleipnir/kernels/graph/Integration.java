package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.EquationException;
import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Integrator;
import dev.sleipnir.kernels.equation.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Differential equations advanced by one time step. Equations that follow each other start from the
 * same values; those with the same integrator are advanced together.
 */
final class Integration {
  /** Up to here the series of (exp(x) - 1) / x is used: the quotient would lose digits. */
  private static final double SERIES_BELOW = 0.3;

  private static final int SERIES_TERMS = 11;

  private final Equations equations;
  private final Graph graph;
  private final Value dt;
  private final Value alpha;

  Integration(Equations equations, Graph graph, Value dt, Value alpha) {
    this.equations = equations;
    this.graph = graph;
    this.dt = dt;
    this.alpha = alpha;
  }

  /**
   * The new value of each variable of a system, in order, from the right-hand sides at the old
   * values, each a node of its own.
   */
  Map<String, Value> advance(
      List<Statement.Derivative> system, List<Value> slopes, Map<String, Value> old) {
    Map<String, Value> advanced = new LinkedHashMap<>();
    for (Integrator integrator : Integrator.values()) {
      Map<Value, Value> group = new LinkedHashMap<>();
      for (int e = 0; e < system.size(); e++) {
        if (system.get(e).integrator() == integrator) {
          group.put(variable(old, system.get(e)), slopes.get(e));
        }
      }
      Map<Value, Value> after =
          switch (integrator) {
            case EULER -> moved(group, dt, group);
            case EXPONENTIAL_EULER -> exponential(group, system, old);
            case RK2 -> moved(group, dt, stage(group, times(graph.constant(0.5), dt), group));
            case RK4 -> rungeKutta4(group);
          };
      system.stream()
          .filter(d -> d.integrator() == integrator)
          .forEach(d -> advanced.put(d.name(), after.get(variable(old, d))));
    }
    return advanced;
  }

  private static Value variable(Map<String, Value> old, Statement.Derivative equation) {
    return Objects.requireNonNull(old.get(equation.name()));
  }

  /** Variables moved along slopes for a time. */
  private Map<Value, Value> moved(Map<Value, Value> group, Value time, Map<Value, Value> slopes) {
    Map<Value, Value> moved = new LinkedHashMap<>();
    group.keySet().forEach(v -> moved.put(v, plus(v, times(time, slope(slopes, v)))));
    return moved;
  }

  private static Value slope(Map<Value, Value> slopes, Value variable) {
    return Objects.requireNonNull(slopes.get(variable));
  }

  /** The slopes where the variables have moved along other slopes for a time. */
  private Map<Value, Value> stage(Map<Value, Value> group, Value time, Map<Value, Value> along) {
    Substitution there = new Substitution(graph, moved(group, time, along));
    Map<Value, Value> slopes = new LinkedHashMap<>();
    group.forEach((v, f) -> slopes.put(v, there.of(f)));
    return slopes;
  }

  private Map<Value, Value> rungeKutta4(Map<Value, Value> first) {
    Value half = times(graph.constant(0.5), dt);
    Map<Value, Value> second = stage(first, half, first);
    Map<Value, Value> third = stage(first, half, second);
    Map<Value, Value> fourth = stage(first, dt, third);
    Map<Value, Value> mean = new HashMap<>();
    for (Value v : first.keySet()) {
      Value inner = times(graph.constant(2), plus(slope(second, v), slope(third, v)));
      mean.put(v, plus(plus(slope(first, v), inner), slope(fourth, v)));
    }
    return moved(first, times(graph.constant(1.0 / 6), dt), mean);
  }

  private Map<Value, Value> exponential(
      Map<Value, Value> group, List<Statement.Derivative> system, Map<String, Value> old) {
    Map<Value, Value> after = new LinkedHashMap<>();
    group.forEach(
        (v, f) -> {
          Value rate = Reverse.derivative(graph, alpha, f, v);
          if (rate == null) {
            after.put(v, plus(v, times(dt, f)));
            return;
          }
          if (new Dependence(v::equals).of(rate)) {
            throw nonlinear(system, old, v);
          }
          after.put(v, plus(v, times(times(dt, relativeExponential(times(rate, dt))), f)));
        });
    return after;
  }

  private EquationException nonlinear(
      List<Statement.Derivative> system, Map<String, Value> old, Value variable) {
    for (Statement.Derivative d : system) {
      if (variable(old, d).equals(variable)) {
        return EquationException.of(
            equations,
            d,
            "exponential_euler: expected an equation linear in "
                + d.name()
                + ", got one that is not; use rk2 or rk4");
      }
    }
    throw new AssertionError(variable);
  }

  /** (exp(x) - 1) / x. */
  private Value relativeExponential(Value x) {
    Value series = graph.constant(1);
    for (int term = SERIES_TERMS; term > 1; term--) {
      series = plus(graph.constant(1), times(times(graph.constant(1.0 / term), x), series));
    }
    Value small = graph.node(Op.LESS, graph.node(Op.ABS, x), graph.constant(SERIES_BELOW));
    // Where the series is used the quotient must be finite too, or its gradient is 0 times NaN.
    Value safe = graph.node(Op.SELECT, small, graph.constant(1), x);
    Value difference = graph.node(Op.SUBTRACT, graph.node(Op.EXP, safe), graph.constant(1));
    Value quotient = graph.node(Op.DIVIDE, difference, safe);
    return graph.node(Op.SELECT, small, series, quotient);
  }

  private Value plus(Value a, Value b) {
    return graph.node(Op.ADD, a, b);
  }

  private Value times(Value a, Value b) {
    return graph.node(Op.MULTIPLY, a, b);
  }
}
