package dev.sleipnir.tasks.training;

import java.util.Locale;

/**
 * What progress looks like in text.
 *
 * @param label what the work is
 * @param done samples done, in [0, total]
 * @param total samples in all
 * @param unit what samples are called, such as {@code images}
 * @param seconds since the start
 * @param figures loss and accuracy in words; may be empty
 */
record ProgressLine(
    String label, long done, long total, String unit, double seconds, String figures) {
  private static final int SHORTEST_BAR = 5;

  /** All of it, in a line of its own. */
  String full() {
    return label + ": " + done + "/" + total + " " + unit + ", " + pace();
  }

  /**
   * A bar that fills what the text leaves of this many columns; text alone where that is little.
   */
  String bar(int columns) {
    String percent = String.format(Locale.ROOT, "%3d %%, ", 100 * done / total);
    String text = percent + pace();
    int length = columns - label.length() - text.length() - " [] ".length();
    if (length < SHORTEST_BAR) {
      return cut(label + " " + text, columns);
    }
    int filled = (int) (length * done / total);
    return label + " [" + "=".repeat(filled) + " ".repeat(length - filled) + "] " + text;
  }

  private String pace() {
    double rate = seconds > 0 ? done / seconds : 0;
    String time;
    if (done == total) {
      time = clock(seconds);
    } else {
      time = rate > 0 ? clock((total - done) / rate) + " left" : "time left unknown";
    }
    return String.format(
            Locale.ROOT, rate < 10 ? "%.2f %s/s, %s" : "%.0f %s/s, %s", rate, unit, time)
        + (figures.isEmpty() ? "" : ", " + figures);
  }

  private static String clock(double seconds) {
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d h", whole / 3600, whole / 60 % 60, whole % 60);
  }

  private static String cut(String text, int columns) {
    return text.length() <= columns ? text : text.substring(0, columns);
  }
}
