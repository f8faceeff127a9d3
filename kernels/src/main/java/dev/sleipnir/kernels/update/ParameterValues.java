package dev.sleipnir.kernels.update;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.Text;
import dev.sleipnir.kernels.graph.RuleExpressions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Values of a text's parameters: those given, the defaults of the others. */
final class ParameterValues {
  private ParameterValues() {}

  /** The values in order, checked against what the text requires. */
  static double[] of(
      String text,
      List<Definition> parameters,
      List<Expression> requirements,
      Map<String, Double> given) {
    List<String> names = parameters.stream().map(Definition::name).toList();
    for (String name : given.keySet()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            text + ": expected one of the parameters " + names + ", got '" + name + "'");
      }
    }
    Map<String, Double> known = new HashMap<>(given);
    double[] values = new double[names.size()];
    for (int p = 0; p < values.length; p++) {
      values[p] = value(names.get(p), parameters, known);
      if (!Double.isFinite(values[p])) {
        throw new IllegalArgumentException(
            text + ": expected a finite " + names.get(p) + ", got " + values[p]);
      }
    }
    for (Expression requirement : requirements) {
      if (!RuleExpressions.holds(requirement, known)) {
        Map<String, Double> shown = new TreeMap<>(known);
        shown.keySet().retainAll(requirement.names());
        throw new IllegalArgumentException(
            text + ": expected " + Text.excerpt(requirement) + ", got " + shown);
      }
    }
    return values;
  }

  private static double value(String name, List<Definition> parameters, Map<String, Double> known) {
    for (Definition definition : parameters) {
      if (definition.name().equals(name) && !known.containsKey(name)) {
        definition.value().names().forEach(other -> value(other, parameters, known));
        known.put(name, RuleExpressions.number(definition.value(), known));
      }
    }
    return Objects.requireNonNull(known.get(name));
  }
}
