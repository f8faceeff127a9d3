package dev.sleipnir.kernels.equation;

/**
 * Part of a line for a message: lines that programs write can have a million characters.
 *
 * @param text the part, with {@code ...} where something is left out
 * @param at where in it the place is that was asked for
 */
record Excerpt(String text, int at) {
  private static final int LONGEST = 200;
  private static final int BEFORE = 100;
  private static final String LEFT_OUT = "...";

  /** What surrounds a place of a line. */
  static Excerpt around(String line, int at) {
    if (line.length() <= LONGEST) {
      return new Excerpt(line, at);
    }
    int from = Math.max(0, at - BEFORE);
    int to = Math.min(line.length(), from + LONGEST);
    String start = from > 0 ? LEFT_OUT : "";
    String end = to < line.length() ? LEFT_OUT : "";
    return new Excerpt(
        start + line.substring(Math.min(from, to), to) + end, start.length() + at - from);
  }

  /** How a text starts. */
  static String start(String text) {
    return around(text, 0).text;
  }
}
