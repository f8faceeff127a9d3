package dev.sleipnir.kernels.plasticity;

import dev.sleipnir.kernels.neuron.equation.Equations.Definition;
import dev.sleipnir.kernels.neuron.equation.RuleEquations;
import dev.sleipnir.kernels.neuron.equation.RuleEquations.Side;
import dev.sleipnir.kernels.neuron.equation.RuleEquations.Trace;
import dev.sleipnir.kernels.neuron.equation.Text;
import dev.sleipnir.kernels.neuron.graph.RuleExpressions;
import java.util.List;
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

  RuleConstants(
      RuleEquations equations, Map<String, Double> values, double dt, RuleSettings settings) {
    this.settings = settings;
    List<Definition> definitions = equations.parameters();
    parameters = new float[definitions.size() + 1];
    for (int p = 0; p < definitions.size(); p++) {
      Double value = values.get(definitions.get(p).name());
      parameters[p] = Objects.requireNonNull(value).floatValue();
    }
    parameters[definitions.size()] = (float) dt;
    RuleEquations.Bounds bounds = equations.bounds();
    if (bounds == null || !settings.hardBounds()) {
      low = Float.NEGATIVE_INFINITY;
      high = Float.POSITIVE_INFINITY;
    } else {
      low = (float) RuleExpressions.number(bounds.low(), values);
      high = (float) RuleExpressions.number(bounds.high(), values);
      if (!(low < high)) {
        throw new IllegalArgumentException(
            "%s: expected %s < %s, got %s and %s"
                .formatted(
                    equations.name(), Text.of(bounds.low()), Text.of(bounds.high()), low, high));
      }
    }
    pre = traces(equations, Side.PRE, values, dt, settings);
    post = traces(equations, Side.POST, values, dt, settings);
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
    for (int k = 0; k < factors.length; k++) {
      Trace trace = traces.get(k);
      double rate = RuleExpressions.number(trace.decay(), values);
      double jump = RuleExpressions.number(trace.jump(), values);
      if (!(rate > 0 && Double.isFinite(rate))) {
        throw new IllegalArgumentException(
            "%s: expected a positive rate of decay %s of trace %s, got %s"
                .formatted(equations.name(), Text.of(trace.decay()), trace.name(), rate));
      }
      if (!Double.isFinite(jump)) {
        throw new IllegalArgumentException(
            "%s: expected a finite jump %s of trace %s, got %s"
                .formatted(equations.name(), Text.of(trace.jump()), trace.name(), jump));
      }
      boolean unit = settings.jump() == TraceJump.UNIT;
      factors[k] = unit ? Math.exp(-dt * rate) : 1 - dt * rate;
      jumps[k] = (float) (unit ? jump : dt * rate * jump);
    }
    return new TraceConstants(factors, jumps, settings.pairing());
  }

  /**
   * What the equations leave open.
   *
   * @return the settings
   */
  public RuleSettings settings() {
    return settings;
  }

  /**
   * How the traces of one side decay and jump.
   *
   * @param side which
   * @return the numbers
   */
  public TraceConstants traces(Side side) {
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
}
