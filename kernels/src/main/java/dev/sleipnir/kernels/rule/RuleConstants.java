package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleEquations.Change;
import dev.sleipnir.kernels.equation.RuleEquations.Kind;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.RuleEquations.Trace;
import dev.sleipnir.kernels.equation.RuleEquations.Variable;
import dev.sleipnir.kernels.equation.Text;
import dev.sleipnir.kernels.graph.RuleExpressions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The numbers that a rule's kernels need: of one choice of parameters, time step and settings. */
public final class RuleConstants {
  private final RuleSettings settings;
  private final float[] parameters;
  private final float low;
  private final float high;
  private final TraceConstants pre;
  private final TraceConstants post;
  private final double[] factors;
  private final float[] rests;
  private final float[] initials;

  RuleConstants(
      RuleEquations equations, Map<String, Double> values, double dt, RuleSettings settings) {
    this.settings = settings;
    List<Definition> definitions = equations.parameters();
    parameters = new float[definitions.size() + 1];
    for (int p = 0; p < definitions.size(); p++) {
      Double value = values.get(definitions.get(p).name());
      String name = definitions.get(p).name();
      parameters[p] = number(equations, name, Objects.requireNonNull(value));
    }
    parameters[definitions.size()] = number(equations, Equations.TIME_STEP, dt);
    RuleEquations.Bounds bounds = equations.bounds();
    if (bounds == null || !settings.hardBounds()) {
      low = Float.NEGATIVE_INFINITY;
      high = Float.POSITIVE_INFINITY;
    } else {
      low = number(equations, "lower bound", RuleExpressions.number(bounds.low(), values));
      high = number(equations, "upper bound", RuleExpressions.number(bounds.high(), values));
      if (!(low < high)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: expected %s < %s, got %s and %s",
                equations.name(),
                Text.of(bounds.low()),
                Text.of(bounds.high()),
                low,
                high));
      }
    }
    pre = traces(equations, Side.PRE, values, dt, settings);
    post = traces(equations, Side.POST, values, dt, settings);
    for (Change line : equations.onStep()) {
      StepSign.require(equations.name(), line, values, dt);
    }
    List<Variable> variables = equations.variables();
    factors = new double[variables.size()];
    rests = new float[variables.size()];
    initials = new float[variables.size()];
    for (int v = 0; v < factors.length; v++) {
      Variable variable = variables.get(v);
      initials[v] = level(equations, "initial", variable, variable.initial(), values);
      if (variable.rest() != null) {
        rests[v] = level(equations, "followed", variable, variable.rest(), values);
      }
      factors[v] = 1;
      if (variable.decay() != null) {
        double rate = rate(equations, "synapse " + variable.name(), variable.decay(), values);
        factors[v] = factor(equations, "synapse " + variable.name(), rate, dt, settings);
      }
    }
  }

  /** A number that a variable of a synapse has at some time. */
  private static float level(
      RuleEquations equations,
      String what,
      Variable variable,
      Expression expression,
      Map<String, Double> values) {
    double level = RuleExpressions.number(expression, values);
    if (!Double.isFinite(level)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: expected a finite %s %s of synapse %s, got %s",
              equations.name(),
              what,
              Text.of(expression),
              variable.name(),
              level));
    }
    return number(equations, what + " " + variable.name(), level);
  }

  private static TraceConstants traces(
      RuleEquations equations,
      Side side,
      Map<String, Double> values,
      double dt,
      RuleSettings settings) {
    List<Trace> traces = equations.traces(side);
    double[] factors = new double[traces.size()];
    float[] jumps = new float[traces.size()];
    Kind[] kinds = new Kind[traces.size()];
    boolean unit = settings.jump() == TraceJump.UNIT;
    for (int k = 0; k < factors.length; k++) {
      Trace trace = traces.get(k);
      double rate = rate(equations, "trace " + trace.name(), trace.decay(), values);
      factors[k] = factor(equations, "trace " + trace.name(), rate, dt, settings);
      kinds[k] = trace.kind();
      if (kinds[k] == Kind.JUMP && settings.pairing() == Pairing.NEAREST) {
        kinds[k] = Kind.SET;
      }
      if (kinds[k] != Kind.FOLLOW) {
        double jump = RuleExpressions.number(trace.value(), values);
        if (!Double.isFinite(jump)) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "%s: expected a finite jump %s of trace %s, got %s",
                  equations.name(),
                  Text.of(trace.value()),
                  trace.name(),
                  jump));
        }
        jumps[k] =
            number(equations, "jump of trace " + trace.name(), unit ? jump : dt * rate * jump);
      }
    }
    return new TraceConstants(factors, jumps, kinds);
  }

  /** A number as the kernels have it, in single precision. */
  private static float number(RuleEquations equations, String what, double value) {
    float number = (float) value;
    if (!Float.isFinite(number)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: expected a finite %s of at most %s, got %s",
              equations.name(),
              what,
              Float.MAX_VALUE,
              value));
    }
    return number;
  }

  /** What a time step leaves: exactly, or by Euler where that keeps the sign. */
  private static double factor(
      RuleEquations equations, String what, double rate, double dt, RuleSettings settings) {
    return settings.jump() == TraceJump.UNIT
        ? StrictMath.exp(-dt * rate)
        : EulerStep.factor(
            equations.name() + ", " + what, rate, dt, "jump(TraceJump.UNIT) decays exactly");
  }

  private static double rate(
      RuleEquations equations, String what, Expression decay, Map<String, Double> values) {
    double rate = RuleExpressions.number(decay, values);
    if (!(rate > 0 && Double.isFinite(rate))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: expected a positive rate of decay %s of %s, got %s",
              equations.name(),
              Text.of(decay),
              what,
              rate));
    }
    return rate;
  }

  /** What the equations leave open. */
  RuleSettings settings() {
    return settings;
  }

  /** How the traces of one side decay and jump. */
  TraceConstants traces(Side side) {
    return side == Side.PRE ? pre : post;
  }

  /**
   * The least weight.
   *
   * @return minus infinity if weights are not bounded
   */
  public float low() {
    return low;
  }

  /**
   * The greatest weight.
   *
   * @return infinity if weights are not bounded
   */
  public float high() {
    return high;
  }

  /** The model's parameters in order, then the time step. */
  float[] parameters() {
    return parameters;
  }

  /** What a variable of a synapse is multiplied by in a time step; 1 if it does not decay. */
  double factor(int variable) {
    return factors[variable];
  }

  /** What a variable of a synapse decays to. */
  float rest(int variable) {
    return rests[variable];
  }

  /**
   * The value of a variable of a synapse before the first step.
   *
   * @param variable its position in the equations
   * @return the value
   */
  public float initial(int variable) {
    return initials[variable];
  }
}
