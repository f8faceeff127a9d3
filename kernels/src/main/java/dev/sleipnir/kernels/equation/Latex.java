package dev.sleipnir.kernels.equation;

import java.util.List;

/** Expressions as LaTeX mathematics. */
final class Latex {
  /** How tightly a thing with an exponent, and a fraction, holds together. */
  private static final int POWER = Operator.POWER.precedence();

  private static final int PRODUCT = Operator.MULTIPLY.precedence();

  private static final Writing WRITING = new Writing(Latex::pieces);

  private Latex() {}

  static String of(Expression expression) {
    return WRITING.of(expression);
  }

  private static List<Object> pieces(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> List.of(number(Numerals.of(literal.value())));
      case Expression.Name name -> List.of(LatexNames.of(name.name()));
      case Expression.Operation operation -> pieces(operation.operator(), operation.operands());
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

  private static List<Object> pieces(Operator operator, List<Expression> operands) {
    Expression first = operands.getFirst();
    Expression last = operands.getLast();
    return switch (operator) {
      case DIVIDE -> List.of("\\frac{", first, "}{", last, "}");
      case POWER -> List.of(operand(first, POWER), "^{", last, "}");
      case NEGATE -> List.of("-", operand(first, Operator.NEGATE.precedence()));
      case NOT -> List.of("\\lnot ", operand(first, Operator.NOT.precedence()));
      case EXP -> List.of("e^{", first, "}");
      case SQRT -> List.of("\\sqrt{", first, "}");
      case ABS -> List.of("\\left|", first, "\\right|");
      case WHERE -> cases(operands);
      case MULTIPLY -> {
        Object right = right(last, PRODUCT);
        String times = Character.isDigit(WRITING.start(right).charAt(0)) ? " \\cdot " : " \\, ";
        yield List.of(operand(first, PRODUCT - 1), times, right);
      }
      default ->
          operator.isFunction()
              ? Writing.call(function(operator) + "\\left(", operands, "\\right)")
              : List.of(
                  operand(first, operator.precedence() - 1),
                  " " + sign(operator) + " ",
                  right(last, operator.precedence()));
    };
  }

  private static List<Object> cases(List<Expression> operands) {
    return List.of(
        "\\begin{cases} ",
        operands.get(1),
        " & \\text{if } ",
        operands.get(0),
        " \\\\ ",
        operands.get(2),
        " & \\text{otherwise} \\end{cases}");
  }

  private static String function(Operator operator) {
    return switch (operator) {
      case SPIKE, HEAVISIDE -> "\\Theta";
      case LOG -> "\\ln";
      case TANH, SIN, COS, MIN, MAX -> "\\" + operator.spelling();
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
  private static Object right(Expression expression, int precedence) {
    boolean signed =
        expression instanceof Expression.Operation operation
            && operation.operator() == Operator.NEGATE;
    return signed ? parentheses(expression) : operand(expression, precedence);
  }

  /** In parentheses, unless it binds tighter than the given precedence. */
  private static Object operand(Expression expression, int precedence) {
    return binding(expression) > precedence ? expression : parentheses(expression);
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

  private static Object parentheses(Expression expression) {
    return List.of("\\left(", expression, "\\right)");
  }
}
