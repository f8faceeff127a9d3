package dev.sleipnir.tasks.plot;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which points of a long line have to be drawn: of each narrow strip across, the first, the least,
 * the greatest and the last. What is left out lies on the same pixels.
 */
final class Thinning {
  private static final int STRIPS = 2000;

  private Thinning() {}

  static IntStream of(List<Double> x, List<Double> y) {
    int n = x.size();
    if (n <= 4 * STRIPS || !isAscending(x)) {
      return IntStream.range(0, n);
    }
    double width = (x.get(n - 1) - x.get(0)) / STRIPS;
    var kept = IntStream.builder();
    int from = 0;
    for (int strip = 1; strip <= STRIPS; strip++) {
      double end = x.get(0) + strip * width;
      int to = from;
      int least = from;
      int most = from;
      for (; to < n && (x.get(to) < end || strip == STRIPS); to++) {
        least = y.get(to) < y.get(least) ? to : least;
        most = y.get(to) > y.get(most) ? to : most;
      }
      if (to > from) {
        IntStream.of(from, least, most, to - 1).sorted().distinct().forEach(kept);
      }
      from = to;
    }
    return kept.build();
  }

  private static boolean isAscending(List<Double> x) {
    for (int i = 1; i < x.size(); i++) {
      if (x.get(i) < x.get(i - 1)) {
        return false;
      }
    }
    return true;
  }
}
