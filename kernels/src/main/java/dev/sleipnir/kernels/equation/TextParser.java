package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What all texts have: a heading with a name, then lines of which some are lists. */
abstract class TextParser {
  final Tokens tokens;
  final ExpressionParser expressions;
  final List<Definition> parameters = new ArrayList<>();
  final List<Expression> requirements = new ArrayList<>();

  /** Where names stand that the tree keeps without a position, by the text of their statement. */
  private final Map<String, Position> places = new HashMap<>();

  TextParser(String text) {
    tokens = new Tokens(text);
    expressions = new ExpressionParser(tokens);
  }

  /** Reads the first line, the word and a name, and then the others. */
  final Token lines(String word, Runnable line) {
    Token name = heading(word);
    rest(line);
    return name;
  }

  /** Reads the first line, the word and a name. */
  final Token heading(String word) {
    tokens.expect(word, "'" + word + "' and its name");
    Token name = tokens.expectName("the " + word + "'s name");
    tokens.model(name.text());
    places.put(word + " " + name.text(), name.at());
    tokens.expectEndOfLine("end of line");
    return name;
  }

  /** Reads all lines to the end. */
  final void rest(Runnable line) {
    while (tokens.peek().kind() != Token.Kind.END_OF_TEXT) {
      line.run();
    }
  }

  /** What is made of the lines, whose errors are given their place in the text. */
  final <T> T made(Token name, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (EquationException e) {
      Position at =
          e.line() > 0
              ? new Position(e.line(), e.column())
              : places.getOrDefault(e.statement(), name.at());
      throw e.inText(tokens.lines(), at);
    }
  }

  final void endOfExpression() {
    tokens.expectEndOfLine("an operator or end of line");
  }

  final <T> List<T> list(Supplier<T> element) {
    var list = new ArrayList<T>();
    do {
      list.add(element.get());
    } while (tokens.skip(","));
    return list;
  }

  final void parameters() {
    parameters.addAll(list(this::definition));
  }

  final void requirements() {
    requirements.addAll(list(expressions::expression));
  }

  final String name(String expected, String statement) {
    Token name = tokens.expectName(expected);
    places.put(statement + name.text(), name.at());
    return name.text();
  }

  final Definition definition() {
    Token name = tokens.expectName("a name");
    tokens.expect("=");
    Expression value = expressions.expressionBeforeUnit();
    return new Definition(name.text(), value, tokens.unit(), name.at());
  }

  /** The rest of an assignment; the words are what the name may have been meant to be. */
  final Assignment assignment(Token name, List<String> words) {
    if (!tokens.peek().is("=")) {
      boolean isName = tokens.peek().kind() == Token.Kind.NAME;
      String hint = isName ? Nearest.hint(name.text(), words) : "";
      throw tokens.expected("'=' after '" + name.text() + "'", tokens.peek(), hint);
    }
    tokens.take();
    return new Assignment(name.text(), expressions.expression(), name.at());
  }

  /** The assignments of an adjoint, which comes last, after its heading. */
  final void adjoint(List<String> words, List<Assignment> into) {
    tokens.expectEndOfLine("end of line after 'adjoint'");
    do {
      Token name = tokens.expectName("an assignment");
      if (words.contains(name.text())) {
        throw tokens.expected("an assignment (the adjoint comes last)", name, "");
      }
      into.add(assignment(name, words));
      endOfExpression();
    } while (tokens.peek().kind() != Token.Kind.END_OF_TEXT);
  }
}
