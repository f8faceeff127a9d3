package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a model's text into tokens; knows where a statement goes on in the next line. */
final class Lexer {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<space>\\s+)|(?<name>\\p{L}[\\p{L}\\d_]*'?)"
              + "|(?<number>(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?)|(?<sign>[<>=!]=|.)");

  private static final Set<String> GOES_ON =
      Set.of(
          ",", ":", "=", "+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "and", "or",
          "not");

  private final List<Token> tokens = new ArrayList<>();
  private int depth;

  private Lexer() {}

  /** The tokens of a text; its last two are the end of a line and the end of the text. */
  static List<Token> tokens(List<String> lines) {
    var filled = new ArrayList<List<Token>>();
    for (int i = 0; i < lines.size(); i++) {
      List<Token> line = line(lines.get(i), i + 1);
      if (!line.isEmpty()) {
        filled.add(line);
      }
    }
    var lexer = new Lexer();
    for (int i = 0; i < filled.size(); i++) {
      lexer.join(filled.get(i), i + 1 < filled.size() ? filled.get(i + 1) : List.of());
    }
    Position end = filled.isEmpty() ? new Position(1, 1) : filled.getLast().getLast().end();
    lexer.tokens.add(new Token(Kind.END_OF_TEXT, "", end));
    return lexer.tokens;
  }

  private static List<Token> line(String line, int number) {
    var tokens = new ArrayList<Token>();
    int comment = line.indexOf('#');
    Matcher matcher = TOKEN.matcher(comment < 0 ? line : line.substring(0, comment));
    while (matcher.find()) {
      if (matcher.group("space") == null) {
        Kind kind =
            matcher.group("name") != null
                ? Kind.NAME
                : matcher.group("number") != null ? Kind.NUMBER : Kind.SIGN;
        tokens.add(new Token(kind, matcher.group(), new Position(number, matcher.start() + 1)));
      }
    }
    return tokens;
  }

  private void join(List<Token> line, List<Token> next) {
    for (Token token : line) {
      depth += token.is("(") ? 1 : token.is(")") && depth > 0 ? -1 : 0;
    }
    tokens.addAll(line);
    Token last = line.getLast();
    boolean goesOn = depth > 0 || GOES_ON.contains(last.text());
    // A list's comma is followed by a name and '=' as a statement's first words are.
    boolean list = depth == 0 && last.is(",");
    if (!goesOn || startsStatement(next, list)) {
      tokens.add(new Token(Kind.END_OF_LINE, "", last.end()));
      depth = 0;
    }
  }

  /** So that an open parenthesis is reported on its own line, not on one of the next. */
  private static boolean startsStatement(List<Token> line, boolean list) {
    if (line.isEmpty() || Words.KEYWORDS.contains(line.getFirst().text())) {
      return true;
    }
    boolean assignment = line.size() > 1 && line.get(1).is("=");
    boolean derivative = line.size() > 3 && line.get(1).is("/") && line.get(3).is("=");
    return line.getFirst().kind() == Kind.NAME && !list && (assignment || derivative);
  }
}
