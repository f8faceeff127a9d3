package dev.sleipnir.kernels.neuron.equation;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Expressions as LaTeX mathematics. */
final class Latex {
  /** How tightly a thing with an exponent, and a fraction, holds together. */
  private static final int POWER = Operator.POWER.precedence();

  private static final int PRODUCT = Operator.MULTIPLY.precedence();

  private Latex() {}

  static String of(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> number(Numerals.of(literal.value()));
      case Expression.Name name -> LatexNames.of(name.name());
      case Expression.Operation operation -> of(operation.operator(), operation.operands());
    };
  }

  private static String number(String digits) {
    int exponent = digits.indexOf('e');
    if (exponent < 0) {
      return digits;
    }
    String factor = digits.substring(0, exponent);
    return (factor.equals("1") ? "" : factor + " \\cdot ")
        + "10^{"
        + digits.substring(exponent + 1)
        + "}";
  }

  private static String of(Operator operator, List<Expression> operands) {
    Expression first = operands.getFirst();
    Expression last = operands.getLast();
    return switch (operator) {
      case DIVIDE -> "\\frac{" + of(first) + "}{" + of(last) + "}";
      case POWER -> operand(first, POWER) + "^{" + of(last) + "}";
      case NEGATE -> "-" + operand(first, Operator.NEGATE.precedence());
      case NOT -> "\\lnot " + operand(first, Operator.NOT.precedence());
      case EXP -> "e^{" + of(first) + "}";
      case SQRT -> "\\sqrt{" + of(first) + "}";
      case ABS -> "\\left|" + of(first) + "\\right|";
      case WHERE -> cases(operands);
      case MULTIPLY -> {
        String right = right(last, PRODUCT);
        String times = Character.isDigit(right.charAt(0)) ? " \\cdot " : " \\, ";
        yield operand(first, PRODUCT - 1) + times + right;
      }
      default ->
          operator.isFunction()
              ? function(operator) + parentheses(list(operands))
              : operand(first, operator.precedence() - 1)
                  + " "
                  + sign(operator)
                  + " "
                  + right(last, operator.precedence());
    };
  }

  private static String cases(List<Expression> operands) {
    return String.format(
        Locale.ROOT,
        "\\begin{cases} %s & \\text{if } %s \\\\ %s & \\text{otherwise} \\end{cases}",
        of(operands.get(1)),
        of(operands.get(0)),
        of(operands.get(2)));
  }

  private static String list(List<Expression> operands) {
    return operands.stream().map(Latex::of).collect(Collectors.joining(", "));
  }

  private static String function(Operator operator) {
    return switch (operator) {
      case SPIKE, HEAVISIDE -> "\\Theta";
      case LOG -> "\\ln";
      case TANH, MIN, MAX -> "\\" + operator.spelling();
      default -> "\\operatorname{" + operator.spelling() + "}";
    };
  }

  private static String sign(Operator operator) {
    return switch (operator) {
      case LESS -> "\\lt";
      case LESS_EQUAL -> "\\le";
      case GREATER -> "\\gt";
      case GREATER_EQUAL -> "\\ge";
      case EQUAL -> "=";
      case NOT_EQUAL -> "\\ne";
      case AND -> "\\land";
      case OR -> "\\lor";
      default -> operator.spelling();
    };
  }

  /** Two signs do not follow one another. */
  private static String right(Expression expression, int precedence) {
    boolean signed =
        expression instanceof Expression.Operation operation
            && operation.operator() == Operator.NEGATE;
    return signed ? parentheses(of(expression)) : operand(expression, precedence);
  }

  /** In parentheses, unless it binds tighter than the given precedence. */
  private static String operand(Expression expression, int precedence) {
    String latex = of(expression);
    return binding(expression) > precedence ? latex : parentheses(latex);
  }

  private static int binding(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> {
        String latex = of(literal);
        yield latex.contains("\\cdot") ? PRODUCT : latex.contains("^") ? POWER : POWER + 1;
      }
      case Expression.Name name -> LatexNames.isInverse(name.name()) ? POWER : POWER + 1;
      case Expression.Operation operation ->
          switch (operation.operator()) {
            case DIVIDE, EXP -> POWER;
            case WHERE -> 0;
            default -> operation.operator().precedence();
          };
    };
  }

  private static String parentheses(String latex) {
    return "\\left(" + latex + "\\right)";
  }
}
