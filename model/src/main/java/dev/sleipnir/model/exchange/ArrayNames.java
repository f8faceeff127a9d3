package dev.sleipnir.model.exchange;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an array may be called, in every format. */
final class ArrayNames {
  private static final int LONGEST = 1000;
  private static final int SHOWN = 60;

  private ArrayNames() {}

  /**
   * Checks a name: some programs make files of the names, so that none may lead out of a folder.
   *
   * @throws IOException if it is not a name for an array
   */
  static void require(String name) throws IOException {
    String wrong = wrong(name);
    if (wrong != null) {
      throw new IOException("expected names of arrays such as conv1.weight, got " + wrong);
    }
  }

  private static @Nullable String wrong(String name) {
    if (name.isEmpty()) {
      return "an empty one";
    }
    if (name.length() > LONGEST) {
      return "one of " + name.length() + " characters";
    }
    if (name.chars().anyMatch(c -> c < ' ' || c == 0x7F || c == '\\')) {
      return "one with control characters or backslashes: " + excerpt(name);
    }
    for (String part : name.split("/", -1)) {
      if (part.isEmpty() || part.equals("..") || part.equals(".")) {
        return "one that is a path: " + excerpt(name);
      }
    }
    return null;
  }

  /** What is kept under a name that has to be there. */
  static <T> T known(Map<String, T> all, String name) {
    T found = all.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "expected one of the names " + all.keySet() + ", got " + excerpt(name));
    }
    return found;
  }

  /** A name or any other text of a file, as messages show it. */
  static String excerpt(String text) {
    StringBuilder shown = new StringBuilder("'");
    int end = Math.min(text.length(), SHOWN);
    text.substring(0, end).chars().forEach(c -> shown.append(c < ' ' ? '?' : (char) c));
    return shown.append(text.length() > SHOWN ? "...'" : "'").toString();
  }
}
