package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleEquations.Change;
import dev.sleipnir.kernels.equation.RuleEquations.Delivery;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether a rule can make a weight that is no number of numbers: by a quotient, logarithm, root,
 * power or exponential of what changes. Sums and products within bounds cannot, and their results
 * are not looked at.
 */
final class Singular {
  private Singular() {}

  static boolean isSingular(RuleEquations equations) {
    Set<String> constant = new HashSet<>();
    equations.parameters().forEach(parameter -> constant.add(parameter.name()));
    Stream<Expression> changes =
        Stream.of(equations.onPre(), equations.onPost(), equations.onStep())
            .flatMap(List::stream)
            .map(Change::value);
    return Stream.concat(changes, equations.deliveries().stream().map(Delivery::value))
        .anyMatch(value -> isSingular(value, constant));
  }

  private static boolean isSingular(Expression expression, Set<String> constant) {
    if (!(expression instanceof Expression.Operation operation)) {
      return false;
    }
    List<Expression> operands = operation.operands();
    boolean here =
        switch (operation.operator()) {
          case DIVIDE -> changes(operands.get(1), constant);
          case POWER, EXP, LOG, SQRT -> changes(operands.get(0), constant);
          default -> false;
        };
    return here || operands.stream().anyMatch(operand -> isSingular(operand, constant));
  }

  private static boolean changes(Expression expression, Set<String> constant) {
    return !constant.containsAll(expression.names());
  }
}
