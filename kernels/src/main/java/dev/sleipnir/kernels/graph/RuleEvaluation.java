package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Statement;
import dev.sleipnir.kernels.equation.Surrogate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates what a model asks of its parameters and the time step: the requirements that it states;
 * a time step that its equations can take; a refractory time that its counter can count.
 *
 * <p>A time step is too long if a state variable that decays overshoots: with no input, no spike
 * and every variable at its initial value, exponentials of it left out, the variable's derivative
 * by its own value before the step is negative or above 1, though for short steps it lies between 0
 * and 1. For forward Euler that is a step longer than the time constant. Variables that grow, or
 * change by a factor that does not depend on the time step, are none of this rule's business.
 *
 * <p>Values are evaluated in double precision; nothing is allocated but by {@link #objection}. Not
 * for several threads at once.
 */
public final class RuleEvaluation {
  /** A counter in single precision loses its ones above this. */
  private static final double MOST_STEPS = 1 << 24;

  /** Time constants may have been rounded to single precision. */
  private static final double ROUNDING = 1e-6;

  private static final int NONE = -1;

  private final String name;
  private final List<String> parameters;
  private final List<String> states;

  /** Conditions on parameters. */
  private final List<Value> requirements;

  /** What is left of each variable after a step; null if nothing is, or it does not matter. */
  private final @Nullable Value[] factors;

  private final @Nullable Value pause;

  /** Comparisons that have a margin, in order. */
  private final List<Value> strict;

  private final Conditions conditions;

  /** The parameters, the time step, and a steepness of surrogates, which has no part here. */
  private final double[] given;

  private RuleEvaluation(
      String name,
      List<String> parameters,
      List<String> states,
      List<Value> requirements,
      @Nullable Value[] factors,
      @Nullable Value pause,
      List<Value> strict) {
    this.name = name;
    this.parameters = parameters;
    this.states = states;
    this.requirements = requirements;
    this.factors = factors;
    this.pause = pause;
    this.strict = strict;
    conditions = new Conditions(roots(), strict);
    given = new double[parameters.size() + 2];
    given[parameters.size() + 1] = 1;
  }

  private List<Value> roots() {
    List<Value> roots = new ArrayList<>(requirements);
    for (Value factor : factors) {
      if (factor != null) {
        roots.add(factor);
      }
    }
    if (pause != null) {
      roots.add(pause);
    }
    return roots;
  }

  /**
   * The rules of a model.
   *
   * @param equations the model
   * @return its rules
   * @throws dev.sleipnir.kernels.equation.EquationException if an equation cannot be advanced by
   *     its integrator
   */
  public static RuleEvaluation of(Equations equations) {
    List<String> parameters =
        equations.parameters().stream().map(Equations.Definition::name).toList();
    StepGraph step = Translation.of(equations, Surrogate.HEAVISIDE);
    Graph graph = step.graph();
    Map<String, Value> names = new HashMap<>();
    for (int p = 0; p < parameters.size(); p++) {
      names.put(parameters.get(p), graph.leaf(Op.PARAMETER, p));
    }
    names.put(Equations.TIME_STEP, graph.leaf(Op.PARAMETER, parameters.size()));
    ExpressionTranslation constants =
        new ExpressionTranslation(
            graph, names, RuleEvaluation::notConstant, RuleEvaluation::notConstant);
    List<Value> requirements = equations.requirements().stream().map(constants::of).toList();
    List<Value> strict = new ArrayList<>();
    requirements.forEach(r -> findStrict(r, true, strict));
    Statement.@Nullable Refractory refractory = equations.refractory();
    Value pause = refractory == null ? null : constants.of(refractory.duration());
    Map<Value, Value> rest = new HashMap<>();
    for (int s = 0; s < step.states().size(); s++) {
      boolean counter = s >= equations.states().size();
      Value initial = counter ? graph.constant(0) : constants.of(equations.states().get(s).value());
      rest.put(graph.leaf(Op.CARRIED, s), initial);
    }
    for (int i = 0; i < step.inputs() + step.randoms(); i++) {
      // Random numbers are so large that nothing happens by chance.
      rest.put(graph.leaf(Op.SERIES, i), graph.constant(i < step.inputs() ? 0 : 1));
    }
    @Nullable Value[] factors = new Value[step.states().size()];
    for (int s = 0; s < factors.length; s++) {
      Value after = new Substitution(graph, silence(graph, step)).of(step.newStates().get(s));
      Value factor = new Slopes(graph, graph.leaf(Op.CARRIED, s)).of(after);
      factors[s] = factor == null ? null : new Substitution(graph, rest).of(factor);
    }
    return new RuleEvaluation(
        equations.name(), parameters, step.states(), requirements, factors, pause, strict);
  }

  private static Value notConstant() {
    throw new AssertionError("a random number among constants");
  }

  private static Value notConstant(Value x) {
    throw new AssertionError("a spike among constants: " + x);
  }

  /** Nothing spikes. */
  private static Map<Value, Value> silence(Graph graph, StepGraph step) {
    Map<Value, Value> silent = new HashMap<>();
    Set<Value> seen = new HashSet<>();
    for (Value state : step.newStates()) {
      Traversal.visit(
          state,
          seen::contains,
          node -> {
            seen.add(node);
            if (node.op() == Op.SPIKE) {
              silent.put(node, graph.constant(0));
            }
          });
    }
    return silent;
  }

  /** Comparisons that must hold, or must not, with something to spare. */
  private static void findStrict(Value condition, boolean holds, List<Value> found) {
    switch (condition.op()) {
      case AND, OR -> condition.arguments().forEach(a -> findStrict(a, holds, found));
      case NOT -> findStrict(condition.argument(0), !holds, found);
      default -> {
        if (holds == isStrict(condition.op()) && !found.contains(condition)) {
          found.add(condition);
        }
      }
    }
  }

  private static boolean isStrict(Op comparison) {
    return comparison == Op.LESS || comparison == Op.GREATER || comparison == Op.NOT_EQUAL;
  }

  /**
   * The rules that some parameters have a part in.
   *
   * @param which for each parameter in order, whether it is one of them
   * @return an evaluation of those rules alone, margins numbered as here
   */
  public RuleEvaluation about(boolean[] which) {
    Dependence dependence =
        new Dependence(n -> n.op() == Op.PARAMETER && n.index() < which.length && which[n.index()]);
    @Nullable Value[] some = new Value[factors.length];
    for (int s = 0; s < some.length; s++) {
      Value factor = factors[s];
      some[s] = factor != null && dependence.of(factor) ? factor : null;
    }
    return new RuleEvaluation(
        name,
        parameters,
        states,
        requirements.stream().filter(dependence::of).toList(),
        some,
        pause != null && dependence.of(pause) ? pause : null,
        strict);
  }

  /**
   * Number of strict inequalities among the requirements.
   *
   * @return at least 0
   */
  public int margins() {
    return strict.size();
  }

  /**
   * How far the sides of each strict inequality are apart.
   *
   * @param values values of the parameters in order, then the time step; more may follow
   * @param into receives {@link #margins} distances, 0 where an inequality does not hold or is none
   *     of these rules
   */
  public void gaps(double[] values, double[] into) {
    evaluate(values, null);
    for (int k = 0; k < strict.size(); k++) {
      Value comparison = strict.get(k);
      double left = conditions.value(comparison.argument(0));
      double right = conditions.value(comparison.argument(1));
      into[k] = Math.max(0, gap(comparison.op(), left, right));
    }
  }

  private static double gap(Op comparison, double a, double b) {
    return switch (comparison) {
      case LESS, GREATER_EQUAL -> b - a;
      case GREATER, LESS_EQUAL -> a - b;
      default -> Math.abs(a - b);
    };
  }

  /**
   * Whether all rules hold.
   *
   * @param values values of the parameters in order, then the time step; more may follow
   * @param margins what the sides of each strict inequality must at least be apart
   * @return false if one does not
   */
  public boolean hold(double[] values, double[] margins) {
    evaluate(values, margins);
    for (int r = 0; r < requirements.size(); r++) {
      if (conditions.value(requirements.get(r)) == 0) {
        return false;
      }
    }
    return pauseFits() && overshooting() == NONE;
  }

  private boolean pauseFits() {
    return pause == null || conditions.value(pause) / given[parameters.size()] <= MOST_STEPS;
  }

  /**
   * What is wrong with the time step.
   *
   * @param values values of the parameters in order, then the time step; more may follow
   * @return the reason, or null if nothing is
   */
  public @Nullable String objection(double[] values) {
    evaluate(values, null);
    double dt = given[parameters.size()];
    if (pause != null && !pauseFits()) {
      return String.format(
          Locale.ROOT,
          "%s: expected a refractory time of at most 2^24 time steps, got %s with dt = %s",
          name,
          brief(conditions.value(pause)),
          brief(dt));
    }
    int state = overshooting();
    if (state == NONE) {
      return null;
    }
    Value factor = factors[state];
    double shortest = factor == null ? dt : shortStep(factor, dt);
    double bound = factor == null ? dt : bound(factor, shortest, dt);
    double tiny = shortest * 1e-3;
    double tau = factor == null ? 0 : tiny / (1 - factor(factor, tiny));
    return String.format(
            Locale.ROOT,
            "%s: expected dt <= %s, got dt = %s: %s decays with a time constant of %s%s, and",
            name,
            brief(bound),
            brief(dt),
            states.get(state),
            brief(tau),
            which(factor))
        + " overshoots in longer steps";
  }

  /** The parameters that a variable's decay depends on, with their values. */
  private String which(@Nullable Value factor) {
    Map<String, String> found = new TreeMap<>();
    Set<Integer> read = new HashSet<>();
    if (factor != null) {
      Traversal.visit(factor, n -> false, n -> read.add(n.op() == Op.PARAMETER ? n.index() : NONE));
    }
    for (int p = 0; p < parameters.size(); p++) {
      if (read.contains(p)) {
        found.put(parameters.get(p), brief(given[p]));
      }
    }
    return found.isEmpty() ? "" : " " + found;
  }

  private static String brief(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    return Double.toString(new BigDecimal(value).round(new MathContext(6)).doubleValue());
  }

  private void evaluate(double[] parametersAndStep, double @Nullable [] margins) {
    System.arraycopy(parametersAndStep, 0, given, 0, parameters.size() + 1);
    conditions.margins = margins;
    conditions.evaluate(given);
  }

  /** The first variable that overshoots, or none; what was evaluated last is with this dt. */
  private int overshooting() {
    for (int s = 0; s < factors.length; s++) {
      Value factor = factors[s];
      if (factor != null && leavesRange(conditions.value(factor))) {
        double dt = given[parameters.size()];
        double shorter = shortStep(factor, dt);
        factor(factor, dt);
        if (shorter > 0) {
          return s;
        }
      }
    }
    return NONE;
  }

  private static boolean leavesRange(double factor) {
    return factor < -ROUNDING || factor > 1 + ROUNDING;
  }

  /** A time step in which a variable decays without overshooting, 0 if there is none. */
  private double shortStep(Value factor, double dt) {
    double shorter = dt;
    for (int tries = 0; tries < 8; tries++) {
      shorter *= 1e-2;
      double left = factor(factor, shorter);
      if (left >= 0 && left < 1) {
        return shorter;
      }
    }
    return 0;
  }

  /** The longest time step in which a variable does not overshoot. */
  private double bound(Value factor, double from, double dt) {
    double fine = from;
    double not = dt;
    for (int halvings = 0; halvings < 60; halvings++) {
      double between = (fine + not) / 2;
      double left = factor(factor, between);
      if (left >= 0 && left <= 1) {
        fine = between;
      } else {
        not = between;
      }
    }
    return fine;
  }

  /** What is left of a variable after a step of some length. */
  private double factor(Value factor, double dt) {
    given[parameters.size()] = dt;
    conditions.margins = null;
    conditions.evaluate(given);
    return conditions.value(factor);
  }

  /** The rules' numbers; comparisons may be asked for something to spare. */
  static final class Conditions extends Calculation {
    private final List<Value> strict;

    /** What the sides of each strict inequality must at least be apart; null if they need not. */
    private double @Nullable [] margins;

    private Conditions(List<Value> roots, List<Value> strict) {
      super(roots);
      this.strict = strict;
    }

    @Override
    boolean holds(Value comparison, double x, double y) {
      boolean holds = super.holds(comparison, x, y);
      double[] least = margins;
      int margin = least == null ? NONE : strict.indexOf(comparison);
      if (least == null || margin == NONE) {
        return holds;
      }
      boolean wide = gap(comparison.op(), x, y) >= least[margin];
      return isStrict(comparison.op()) ? holds && wide : holds || !wide;
    }
  }
}
