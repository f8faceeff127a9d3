package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.Integrator;
import dev.sleipnir.kernels.equation.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One neuron stepped in double precision straight from its equations, line by line: the reference
 * for compiled kernels and for finite differences. It shares nothing with the compiler but the
 * parser.
 */
public final class NeuronInterpreter {
  /** Steps of the derivative by central differences that exponential Euler asks for. */
  private static final double H = 1e-4;

  private final Equations equations;
  private final double dt;
  private final DoubleSupplier random;
  private final double[] parameters;
  private final Map<String, Double> values = new HashMap<>();
  private final SequencedMap<String, Line> lines = new LinkedHashMap<>();
  private final Map<String, Integer> versions = new HashMap<>();

  /** An intermediate value: its line, and which state variables, of which version, went in. */
  private record Line(Expression expression, Map<String, Integer> versions) {}

  /**
   * An interpreter.
   *
   * @param model the neuron
   * @param parameters values of its parameters, in order
   * @param dt time step [s]
   * @param random numbers uniform in [0, 1), for {@code bernoulli}
   */
  public NeuronInterpreter(
      NeuronModel model, double[] parameters, double dt, DoubleSupplier random) {
    equations = model.equations();
    this.parameters = parameters.clone();
    this.dt = dt;
    this.random = random;
  }

  /**
   * One time step. Spikes are thresholds whatever the surrogate.
   *
   * @param state the state variables in order, updated
   * @param inputs the inputs in order
   * @return the output
   */
  public double step(double[] state, double... inputs) {
    values.clear();
    lines.clear();
    versions.clear();
    for (int p = 0; p < parameters.length; p++) {
      values.put(equations.parameters().get(p).name(), parameters[p]);
    }
    values.put(Equations.TIME_STEP, dt);
    List<String> names = equations.stateNames();
    for (int s = 0; s < names.size(); s++) {
      values.put(names.get(s), state[s]);
      versions.put(names.get(s), 0);
    }
    for (int i = 0; i < inputs.length; i++) {
      values.put(equations.inputs().get(i), inputs[i]);
    }
    run(values.getOrDefault(Statement.Refractory.COUNTER, 0.) >= 0.5);
    for (int s = 0; s < names.size(); s++) {
      state[s] = value(names.get(s));
    }
    return value(equations.output());
  }

  private void run(boolean refractory) {
    List<Statement> step = equations.step();
    Statement.@Nullable Refractory clause = equations.refractory();
    for (int s = 0; s < step.size(); s++) {
      switch (step.get(s)) {
        case Statement.Assignment a -> assign(a);
        case Statement.Derivative d -> {
          List<Statement.Derivative> system = new ArrayList<>();
          system.add(d);
          while (s + 1 < step.size() && step.get(s + 1) instanceof Statement.Derivative next) {
            system.add(next);
            s++;
          }
          Map<String, Double> after = advanced(system);
          after.forEach(
              (name, value) -> {
                if (clause == null || !refractory || !equations.held(clause).contains(name)) {
                  set(name, value);
                }
              });
        }
        case Statement.Threshold t ->
            values.put(
                Statement.Threshold.SPIKE,
                !refractory
                        && (t.orEqual()
                            ? evaluate(t.left()) >= evaluate(t.right())
                            : evaluate(t.left()) > evaluate(t.right()))
                    ? 1.
                    : 0.);
        case Statement.Event e -> throw new AssertionError(e); // of populations alone
        case Statement.Reset r -> {
          if (value(Statement.Threshold.SPIKE) > 0) {
            Map<String, Double> after = new LinkedHashMap<>();
            r.assignments().forEach(a -> after.put(a.name(), evaluate(a.value())));
            after.forEach(this::set);
          }
        }
        case Statement.Refractory r -> {
          // Takes part where the threshold and the held variables are, and at the end.
        }
      }
    }
    if (clause != null) {
      double steps = evaluate(clause.duration()) / dt;
      double left = Math.max(0, value(Statement.Refractory.COUNTER) - 1);
      set(Statement.Refractory.COUNTER, value(Statement.Threshold.SPIKE) > 0 ? steps : left);
    }
  }

  private void assign(Statement.Assignment a) {
    double value = evaluate(a.value());
    if (versions.containsKey(a.name())) {
      set(a.name(), value);
    } else {
      lines.put(a.name(), new Line(a.value(), used(a.value())));
      values.put(a.name(), value);
    }
  }

  private void set(String name, double value) {
    values.put(name, value);
    versions.merge(name, 1, Integer::sum);
  }

  private double value(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  /** State variables an expression depends on, with their versions now or when they went in. */
  private Map<String, Integer> used(Expression e) {
    Map<String, Integer> used = new HashMap<>();
    for (String name : e.names()) {
      Integer version = versions.get(name);
      Line line = lines.get(name);
      if (version != null) {
        used.merge(name, version, Math::max);
      } else if (line != null) {
        line.versions.forEach((n, v) -> used.merge(n, v, Math::max));
      }
    }
    return used;
  }

  /** The variables of some equations after a time step. */
  private Map<String, Double> advanced(List<Statement.Derivative> system) {
    Map<String, Double> after = new LinkedHashMap<>();
    for (Integrator integrator : Integrator.values()) {
      List<Statement.Derivative> group =
          system.stream().filter(d -> d.integrator() == integrator).toList();
      double[] old = group.stream().mapToDouble(d -> value(d.name())).toArray();
      double[] next =
          switch (integrator) {
            case EULER -> moved(old, dt, slopes(group, old));
            case EXPONENTIAL_EULER -> exponential(group, old);
            case EXACT -> exact(group, old);
            case RK2 -> {
              double[] half = moved(old, dt / 2, slopes(group, old));
              yield moved(old, dt, slopes(group, half));
            }
            case RK4 -> rungeKutta4(group, old, dt);
          };
      for (int e = 0; e < next.length; e++) {
        after.put(group.get(e).name(), next[e]);
      }
    }
    return after;
  }

  private static double[] moved(double[] from, double time, double[] slopes) {
    double[] moved = new double[from.length];
    for (int e = 0; e < moved.length; e++) {
      moved[e] = from[e] + time * slopes[e];
    }
    return moved;
  }

  private double[] rungeKutta4(List<Statement.Derivative> group, double[] old, double h) {
    double[] k1 = slopes(group, old);
    double[] k2 = slopes(group, moved(old, h / 2, k1));
    double[] k3 = slopes(group, moved(old, h / 2, k2));
    double[] k4 = slopes(group, moved(old, h, k3));
    double[] mean = new double[old.length];
    for (int e = 0; e < mean.length; e++) {
      mean[e] = (k1[e] + 2 * k2[e] + 2 * k3[e] + k4[e]) / 6;
    }
    return moved(old, h, mean);
  }

  private double[] exponential(List<Statement.Derivative> group, double[] old) {
    double[] after = new double[old.length];
    double[] slopes = slopes(group, old);
    for (int e = 0; e < after.length; e++) {
      double[] up = old.clone();
      up[e] += H;
      double[] down = old.clone();
      down[e] -= H;
      // Linear equations: the difference is exact up to rounding.
      double rate = (slopes(group, up)[e] - slopes(group, down)[e]) / (2 * H);
      double factor = rate == 0 ? dt : StrictMath.expm1(rate * dt) / rate;
      after[e] = old[e] + factor * slopes[e];
    }
    return after;
  }

  /** So many small Runge-Kutta steps that no digit is left to win. */
  private double[] exact(List<Statement.Derivative> group, double[] old) {
    int parts = 256;
    double[] x = old;
    for (int part = 0; part < parts; part++) {
      x = rungeKutta4(group, x, dt / parts);
    }
    return x;
  }

  /** The right-hand sides where the variables have other values. */
  private double[] slopes(List<Statement.Derivative> group, double[] at) {
    Map<String, Double> stage = new HashMap<>();
    for (int e = 0; e < at.length; e++) {
      stage.put(group.get(e).name(), at[e]);
    }
    Set<String> variables = Set.copyOf(stage.keySet());
    Set<String> needed = needed(group);
    // In order: what a line is made of has moved before it does, however many lines there are.
    lines.forEach(
        (name, line) -> {
          boolean follows =
              variables.stream()
                  .anyMatch(v -> Objects.equals(line.versions.get(v), versions.get(v)));
          if (follows && needed.contains(name)) {
            stage.put(name, evaluate(line.expression, n -> staged(n, stage)));
          }
        });
    return group.stream().mapToDouble(d -> evaluate(d.value(), n -> staged(n, stage))).toArray();
  }

  /** The names that some equations are made of, by way of intermediate values too. */
  private Set<String> needed(List<Statement.Derivative> group) {
    Set<String> needed = new HashSet<>();
    group.forEach(d -> needed.addAll(d.value().names()));
    for (Map.Entry<String, Line> line : lines.sequencedEntrySet().reversed()) {
      if (needed.contains(line.getKey())) {
        needed.addAll(line.getValue().expression.names());
      }
    }
    return needed;
  }

  private double staged(String name, Map<String, Double> stage) {
    Double moved = stage.get(name);
    return moved != null ? moved : value(name);
  }

  private double evaluate(Expression e) {
    return evaluate(e, this::value);
  }

  private double evaluate(Expression e, Function<String, Double> names) {
    return Evaluation.of(e, names, random);
  }
}
