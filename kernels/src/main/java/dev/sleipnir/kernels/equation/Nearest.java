package dev.sleipnir.kernels.equation;

import java.util.Collection;

/** Finds the known word that a misspelt one was meant to be. */
final class Nearest {
  /** As many letters may be wrong, missing or too many; fewer than the word has. */
  private static final int CLOSE = 2;

  private Nearest() {}

  /** " (did you mean 'known'?)", or nothing if no known word is close. */
  static String hint(String word, Collection<String> known) {
    String best = "";
    int least = Math.min(CLOSE + 1, word.length());
    for (String candidate : known) {
      int distance = distance(word, candidate);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best.isEmpty() ? "" : " (did you mean '" + best + "'?)";
  }

  /** Levenshtein's: insertions, deletions and replacements that make b of a. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
