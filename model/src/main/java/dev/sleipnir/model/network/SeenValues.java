package dev.sleipnir.model.network;

/**
 * The values that a rectifier put out for some samples: first the largest, then how they spread.
 */
final class SeenValues {
  private static final int BINS = 1 << 16;

  private float most;
  private int[] histogram = new int[0];
  private long count;

  /** First pass. */
  void findLargest(float[] values) {
    for (float value : values) {
      most = Math.max(most, value);
    }
  }

  /** Second pass: values other than 0, by their part of the largest. */
  void sort(float[] values) {
    if (histogram.length == 0) {
      histogram = new int[BINS];
    }
    for (float value : values) {
      if (value > 0) {
        histogram[Math.min(BINS - 1, (int) ((double) value / most * BINS))]++;
        count++;
      }
    }
  }

  double largest() {
    return most;
  }

  /** What so many per cent of the values are at most. */
  double percentile(double percent) {
    double below = percent / 100 * count;
    long sum = 0;
    for (int bin = 0; bin < histogram.length; bin++) {
      sum += histogram[bin];
      if (sum >= below) {
        return (bin + 1.0) / BINS * most;
      }
    }
    return most;
  }
}
