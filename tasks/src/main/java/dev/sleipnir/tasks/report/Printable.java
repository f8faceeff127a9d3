package dev.sleipnir.tasks.report;

import java.util.Locale;

/** Text from files and arguments as a terminal may be shown it. */
public final class Printable {
  private static final int LONGEST_LINE = 1000;

  private Printable() {}

  /**
   * A text in one line, with a code in place of every control character.
   *
   * @param text from anywhere
   * @return it, cut where it is very long; a line break is a blank
   */
  public static String line(String text) {
    String shown = lines(String.join(" ", text.lines().map(String::strip).toList()));
    if (shown.length() <= LONGEST_LINE) {
      return shown;
    }
    return shown.substring(0, LONGEST_LINE) + "... (" + shown.length() + " characters)";
  }

  /**
   * A text with a code in place of every control character but line breaks.
   *
   * @param text from anywhere
   * @return it
   */
  public static String lines(String text) {
    if (text.chars().noneMatch(c -> isControl(c) && c != '\n')) {
      return text;
    }
    var shown = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (isControl(c) && c != '\n') {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                shown.append((char) c);
              }
            });
    return shown.toString();
  }

  /** Control characters, and those that turn the direction of what follows. */
  private static boolean isControl(int c) {
    return Character.isISOControl(c)
        || c == 0x2028
        || c == 0x2029
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }
}
