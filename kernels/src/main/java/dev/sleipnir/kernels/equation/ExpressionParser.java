package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads expressions, by the precedence of their operators. */
final class ExpressionParser {
  /** Deeper nesting than any equation has, and far from the end of the stack. */
  private static final int DEEPEST = 200;

  private final Tokens tokens;
  private int depth;

  /** Whether a parenthesis after the whole expression is a unit. */
  private boolean unitFollows;

  ExpressionParser(Tokens tokens) {
    this.tokens = tokens;
  }

  Expression expression() {
    unitFollows = false;
    return expression(Operator.OR.precedence());
  }

  Expression expressionBeforeUnit() {
    unitFollows = true;
    return expression(Operator.OR.precedence());
  }

  /** An expression that ends where a comparison comes. */
  Expression comparand() {
    unitFollows = false;
    return expression(Operator.GREATER.precedence() + 1);
  }

  private Expression expression(int loosest) {
    if (++depth > DEEPEST) {
      throw tokens.error(
          tokens.peek().at(), "expected at most " + DEEPEST + " levels of nesting, got more");
    }
    Expression left = prefixed();
    Operator operator = infix(tokens.peek());
    while (operator != null && operator.precedence() >= loosest) {
      Position at = tokens.take().at();
      int right =
          operator == Operator.POWER ? Operator.NEGATE.precedence() : operator.precedence() + 1;
      left = new Expression.Operation(operator, List.of(left, expression(right)), at);
      operator = infix(tokens.peek());
    }
    depth--;
    return left;
  }

  private static @Nullable Operator infix(Token token) {
    if (token.kind() != Kind.NUMBER) {
      for (Operator operator : Operator.values()) {
        if (operator.arity() == 2
            && !operator.isFunction()
            && operator.spelling().equals(token.text())) {
          return operator;
        }
      }
    }
    return null;
  }

  private Expression prefixed() {
    Token token = tokens.peek();
    if (token.is("-")) {
      return prefixed(Operator.NEGATE);
    }
    if (token.is("not")) {
      return prefixed(Operator.NOT);
    }
    if (token.is("(")) {
      tokens.take();
      Expression inner = nested();
      tokens.expect(")");
      return inner;
    }
    if (token.kind() == Kind.NUMBER) {
      return number(tokens.take());
    }
    if (token.kind() == Kind.NAME && !token.is("and") && !token.is("or")) {
      return named(tokens.take());
    }
    throw tokens.expected("a number, a name or '('");
  }

  private Expression prefixed(Operator operator) {
    Position at = tokens.take().at();
    return new Expression.Operation(operator, List.of(expression(operator.precedence())), at);
  }

  private Expression nested() {
    boolean outside = unitFollows;
    unitFollows = false;
    Expression inner = expression(Operator.OR.precedence());
    unitFollows = outside;
    return inner;
  }

  private Expression number(Token token) {
    double value = Double.parseDouble(token.text());
    if (!Float.isFinite((float) value)) {
      throw tokens.expected("a number up to 3.4e38", token, "");
    }
    return new Expression.Literal(value, token.at());
  }

  private Expression named(Token name) {
    Optional<Operator> function = Words.function(name.text());
    if (function.isPresent()) {
      return call(function.get(), name);
    }
    if (tokens.peek().is("(") && !unitFollows) {
      throw tokens.expected("a function", name, Nearest.hint(name.text(), Words.functions()));
    }
    return new Expression.Name(name.text(), name.at());
  }

  private Expression call(Operator function, Token name) {
    tokens.expect("(", "'(' after '" + name.text() + "'");
    int arity = function.arity();
    String count = " (" + name.text() + " takes " + arity + (arity == 1 ? " value)" : " values)");
    var operands = new ArrayList<Expression>();
    operands.add(nested());
    while (operands.size() < arity) {
      tokens.expect(",", "','" + count);
      operands.add(nested());
    }
    tokens.expect(")", tokens.peek().is(",") ? "')'" + count : "')'");
    return new Expression.Operation(function, operands, name.at());
  }
}
