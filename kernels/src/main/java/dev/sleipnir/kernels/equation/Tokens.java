package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Token.Kind;
import java.util.List;

/** A walk over a text's tokens. */
final class Tokens {
  private final List<String> lines;
  private final List<Token> tokens;
  private int next;

  /** The model's name once it is known, for messages. */
  private String model = "";

  Tokens(String text) {
    lines = text.lines().toList();
    tokens = Lexer.tokens(lines);
    for (Token token : tokens) {
      if (token.kind() == Kind.NAME && token.text().length() > Words.LONGEST_NAME) {
        throw error(
            token.at(),
            "expected a name of at most "
                + Words.LONGEST_NAME
                + " characters, got one of "
                + token.text().length());
      }
    }
  }

  List<String> lines() {
    return lines;
  }

  void model(String name) {
    model = name;
  }

  Token peek() {
    return tokens.get(next);
  }

  Token take() {
    Token token = peek();
    if (token.kind() != Kind.END_OF_TEXT) {
      next++;
    }
    return token;
  }

  /** Takes the next token if it is that sign or word. */
  boolean skip(String sign) {
    boolean there = peek().is(sign);
    if (there) {
      take();
    }
    return there;
  }

  Token expect(String sign) {
    return expect(sign, "'" + sign + "'");
  }

  Token expect(String sign, String expected) {
    if (!peek().is(sign)) {
      throw expected(expected);
    }
    return take();
  }

  Token expectName(String expected) {
    if (peek().kind() != Kind.NAME) {
      throw expected(expected);
    }
    return take();
  }

  void expectEndOfLine(String expected) {
    if (peek().kind() != Kind.END_OF_LINE) {
      throw expected(expected);
    }
    take();
  }

  /** A unit in parentheses, as written, if one comes next; else nothing. */
  String unit() {
    if (!peek().is("(")) {
      return "";
    }
    Position open = take().at();
    int depth = 1;
    while (true) {
      Token token = peek();
      if (token.kind() == Kind.END_OF_LINE || token.at().line() != open.line()) {
        Position end = tokens.get(next - 1).end();
        throw error(end, "expected ')' after the unit, got end of line");
      }
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0) {
        String line = lines.get(open.line() - 1);
        String unit = line.substring(open.column(), token.at().column() - 1).strip();
        if (unit.isEmpty()) {
          throw expected("a unit");
        }
        take();
        return unit;
      }
      take();
    }
  }

  EquationException expected(String expected) {
    return expected(expected, peek(), "");
  }

  EquationException expected(String expected, Token got, String hint) {
    return error(got.at(), "expected " + expected + ", got " + got.description() + hint);
  }

  EquationException error(Position at, String complaint) {
    return EquationException.inText(model, lines, at, complaint);
  }
}
