package dev.sleipnir.kernels.equation;

/** A word, number or sign of a model's text, or the end of a line or of all. */
record Token(Kind kind, String text, Position at) {
  enum Kind {
    NAME,
    NUMBER,
    SIGN,
    END_OF_LINE,
    END_OF_TEXT
  }

  boolean is(String sign) {
    return kind != Kind.NUMBER && text.equals(sign);
  }

  /** The column after its last character. */
  Position end() {
    return new Position(at.line(), at.column() + text.length());
  }

  /** For messages. */
  String description() {
    return switch (kind) {
      case END_OF_LINE -> "end of line";
      case END_OF_TEXT -> "end of text";
      default -> "'" + Excerpt.start(text) + "'";
    };
  }
}
