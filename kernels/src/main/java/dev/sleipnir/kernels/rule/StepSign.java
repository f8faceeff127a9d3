package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.RuleEquations.Change;
import dev.sleipnir.kernels.equation.Text;
import dev.sleipnir.kernels.graph.RuleExpressions;
import java.util.HashMap;
import java.util.Map;

/**
 * Lines {@code on step w = w - dt * rate * w}, an Euler step written by hand: held to the same
 * bound as decays that are declared. The line is tried out with 0 for all that is not a parameter:
 * where it is linear in its own variable, the slope is what a step multiplies the variable by, and
 * a slope that only the time step makes negative is a time step longer than the time constant.
 */
final class StepSign {
  private StepSign() {}

  static void require(String rule, Change line, Map<String, Double> parameters, double dt) {
    double slope = slope(line, parameters, dt);
    double still = slope(line, parameters, 0);
    if (slope < 0 && Math.abs(still - 1) < 1e-9) {
      EulerStep.factor(
          rule + ", on step " + line.name() + " = " + Text.of(line.value()), (1 - slope) / dt, dt);
    }
  }

  /** NaN where the line is not linear. */
  private static double slope(Change line, Map<String, Double> parameters, double dt) {
    double at0 = value(line, parameters, dt, 0);
    double at1 = value(line, parameters, dt, 1);
    double at2 = value(line, parameters, dt, 2);
    double bend = at2 - 2 * at1 + at0;
    return Math.abs(bend) <= 1e-9 * (1 + Math.abs(at2)) ? at1 - at0 : Double.NaN;
  }

  private static double value(Change line, Map<String, Double> parameters, double dt, double own) {
    Map<String, Double> names = new HashMap<>(parameters);
    line.value().names().forEach(name -> names.putIfAbsent(name, 0.0));
    names.put(Equations.TIME_STEP, dt);
    names.put(line.name(), own);
    return RuleExpressions.number(line.value(), names);
  }
}
