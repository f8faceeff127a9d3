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
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Differential equations advanced by one time step. Equations that follow each other start from the
 * same values; those with the same integrator are advanced together.
 */
final class Integration {
  private final BiFunction<Statement.Derivative, String, EquationException> complaint;
  private final Graph graph;
  private final Value dt;
  private final Value alpha;

  /** The time, which moves on within a step; null if nothing depends on it. */
  private final @Nullable Value time;

  /** Whether variables that may be held are not; null if none is held here. */
  private final @Nullable Value active;

  /** The variables that are held while {@link #active} does not hold. */
  private final Set<Value> held;

  Integration(Equations equations, Graph graph, Value dt, Value alpha) {
    this(
        (line, text) -> EquationException.of(equations, line, text),
        graph,
        dt,
        alpha,
        null,
        null,
        Set.of());
  }

  Integration(
      BiFunction<Statement.Derivative, String, EquationException> complaint,
      Graph graph,
      Value dt,
      Value alpha,
      @Nullable Value time,
      @Nullable Value active,
      Set<Value> held) {
    this.complaint = complaint;
    this.graph = graph;
    this.dt = dt;
    this.alpha = alpha;
    this.time = time;
    this.active = active;
    this.held = held;
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
            case EXACT -> exact(group, system, old);
            case RK2 -> {
              Map<Value, Value> f = holding(group);
              yield moved(f, dt, stage(f, times(graph.constant(0.5), dt), f));
            }
            case RK4 -> rungeKutta4(holding(group));
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
  private Map<Value, Value> stage(Map<Value, Value> group, Value by, Map<Value, Value> along) {
    Map<Value, Value> moved = new HashMap<>(moved(group, by, along));
    if (time != null) {
      moved.put(time, plus(time, by));
    }
    Substitution there = new Substitution(graph, moved);
    Map<Value, Value> slopes = new LinkedHashMap<>();
    group.forEach((v, f) -> slopes.put(v, there.of(f)));
    return slopes;
  }

  /** The slopes, 0 where a variable is held: the stages in between see it where it is. */
  private Map<Value, Value> holding(Map<Value, Value> group) {
    Value moves = active;
    if (moves == null) {
      return group;
    }
    Map<Value, Value> slopes = new LinkedHashMap<>();
    group.forEach(
        (v, f) ->
            slopes.put(
                v, held.contains(v) ? graph.node(Op.SELECT, moves, f, graph.constant(0)) : f));
    return slopes;
  }

  /**
   * x' = M x + b: x + P (M x + b) with P = dt phi(dt M), phi(z) = (exp(z) - 1) / z, which keeps
   * more digits than exp(dt M) x near rest. Where variables are held their rows of M are 0.
   */
  private Map<Value, Value> exact(
      Map<Value, Value> group, List<Statement.Derivative> system, Map<String, Value> old) {
    List<Value> variables = List.copyOf(group.keySet());
    ValueMatrix rates = rates(group, system, old);
    ValueMatrix gain = rates.gain(dt);
    Value moves = active;
    ValueMatrix whileHeld =
        moves == null ? gain : rates.withoutRows(i -> held.contains(variables.get(i))).gain(dt);
    Map<Value, Value> after = new LinkedHashMap<>();
    for (int i = 0; i < variables.size(); i++) {
      Value sum = variables.get(i);
      for (int j = 0; j < variables.size(); j++) {
        Value factor = gain.get(i, j);
        if (factor == null) {
          continue;
        }
        if (moves != null && !held.contains(variables.get(i))) {
          Value other = held.contains(variables.get(j)) ? null : whileHeld.get(i, j);
          factor = graph.node(Op.SELECT, moves, factor, other == null ? graph.constant(0) : other);
        }
        sum = plus(sum, times(factor, slope(group, variables.get(j))));
      }
      after.put(variables.get(i), sum);
    }
    return after;
  }

  /** M of x' = M x + b. */
  private ValueMatrix rates(
      Map<Value, Value> group, List<Statement.Derivative> system, Map<String, Value> old) {
    List<Value> variables = List.copyOf(group.keySet());
    var rates = new ValueMatrix(graph, variables.size());
    Dependence own = new Dependence(group::containsKey);
    for (int i = 0; i < variables.size(); i++) {
      Value f = slope(group, variables.get(i));
      for (int j = 0; j < variables.size(); j++) {
        Value rate = Reverse.derivative(graph, alpha, f, variables.get(j));
        if (rate != null && own.of(rate)) {
          throw nonlinear(system, old, variables.get(i), Integrator.EXACT, "its variables");
        }
        rates.set(i, j, rate);
      }
    }
    return rates;
  }

  /**
   * As {@link #advance}, all by the exact solution, over a whole number of steps. What fades to 0
   * is multiplied by an exponential: over many time constants x + P x would keep no digit.
   *
   * @param step one of them
   * @param fixed on what is one number from event to event
   */
  Map<String, Value> elapse(
      List<Statement.Derivative> system,
      List<Value> slopes,
      Map<String, Value> old,
      Value step,
      Predicate<Value> fixed) {
    Map<Value, Value> group = new LinkedHashMap<>();
    for (int e = 0; e < system.size(); e++) {
      group.put(variable(old, system.get(e)), slopes.get(e));
    }
    ValueMatrix rates = rates(group, system, old);
    if (rates.isDiagonal()) {
      Map<String, Value> after = advance(system, slopes, old);
      for (int e = 0; e < system.size(); e++) {
        Value x = variable(old, system.get(e));
        Value rate = rates.get(e, e);
        if (rate != null && isZeroWith(x, slopes.get(e))) {
          after.put(system.get(e).name(), times(x, graph.node(Op.EXP, times(rate, dt))));
        }
      }
      return after;
    }
    for (int i = 0; i < system.size(); i++) {
      for (int j = 0; j < system.size(); j++) {
        Value rate = rates.get(i, j);
        if (rate != null && !fixed.test(rate)) {
          throw complaint.apply(
              system.get(i),
              "expected rates of parameters alone in equations that are coupled between events, got"
                  + " one that is not; 'on step' equations may have it");
        }
      }
    }
    Map<Value, Value> after =
        new ManySteps(graph, List.copyOf(group.keySet())).advance(rates, slopes, step, dt);
    Map<String, Value> named = new LinkedHashMap<>();
    system.forEach(
        line -> named.put(line.name(), Objects.requireNonNull(after.get(variable(old, line)))));
    return named;
  }

  /** Whether a slope is seen to be 0 where a variable is. */
  private static boolean isZeroWith(Value variable, Value slope) {
    return switch (slope.op()) {
      case NEGATE, DIVIDE -> isZeroWith(variable, slope.argument(0));
      case MULTIPLY ->
          isZeroWith(variable, slope.argument(0)) || isZeroWith(variable, slope.argument(1));
      case ADD, SUBTRACT ->
          isZeroWith(variable, slope.argument(0)) && isZeroWith(variable, slope.argument(1));
      default -> slope.equals(variable);
    };
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
            throw nonlinear(
                system,
                old,
                v,
                Integrator.EXPONENTIAL_EULER,
                system.get(at(system, old, v)).name());
          }
          after.put(
              v, plus(v, times(times(dt, RelativeExponential.of(graph, times(rate, dt))), f)));
        });
    return after;
  }

  private static int at(List<Statement.Derivative> system, Map<String, Value> old, Value variable) {
    for (int e = 0; e < system.size(); e++) {
      if (variable(old, system.get(e)).equals(variable)) {
        return e;
      }
    }
    throw new AssertionError(variable);
  }

  private EquationException nonlinear(
      List<Statement.Derivative> system,
      Map<String, Value> old,
      Value variable,
      Integrator integrator,
      String in) {
    return complaint.apply(
        system.get(at(system, old, variable)),
        integrator.spelling()
            + ": expected an equation linear in "
            + in
            + ", got one that is not; use rk2 or rk4");
  }

  private Value plus(Value a, Value b) {
    return graph.node(Op.ADD, a, b);
  }

  private Value times(Value a, Value b) {
    return graph.node(Op.MULTIPLY, a, b);
  }
}
