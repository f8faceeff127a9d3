package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.Expression;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Expressions of plasticity rules: nothing in them is differentiated or random. */
public final class RuleExpressions {
  private final ExpressionTranslation translation;

  /**
   * Expressions as nodes.
   *
   * @param graph where the nodes are made
   * @param names the node of each name
   */
  public RuleExpressions(Graph graph, Map<String, Value> names) {
    translation =
        new ExpressionTranslation(
            graph, names, RuleExpressions::noSpike, RuleExpressions::noRandom);
  }

  /**
   * An expression as a node.
   *
   * @param expression a number or a condition
   * @return the node with its value
   */
  public Value of(Expression expression) {
    return translation.of(expression);
  }

  /**
   * The value of a number in double precision.
   *
   * @param expression a number
   * @param values the value of each name in it
   * @return its value
   */
  public static double number(Expression expression, Map<String, Double> values) {
    Graph graph = new Graph();
    return Calculation.of(List.of(constants(graph, values).of(expression)))[0];
  }

  /**
   * Whether a condition holds.
   *
   * @param expression a condition
   * @param values the value of each name in it
   * @return whether it does
   */
  public static boolean holds(Expression expression, Map<String, Double> values) {
    Graph graph = new Graph();
    return Calculation.of(List.of(constants(graph, values).of(expression)))[0] != 0;
  }

  private static RuleExpressions constants(Graph graph, Map<String, Double> values) {
    Map<String, Value> names = new HashMap<>();
    values.forEach((name, value) -> names.put(name, graph.constant(value)));
    return new RuleExpressions(graph, names);
  }

  private static Value noSpike(Value x) {
    throw new IllegalArgumentException("expected no spike(...) in a plasticity rule, got one");
  }

  private static Value noRandom() {
    throw new IllegalArgumentException("expected no bernoulli(...) in a plasticity rule, got one");
  }
}
