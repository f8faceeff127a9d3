package dev.sleipnir.bench.protocol;

import dev.sleipnir.kernels.Simd;
import java.util.LinkedHashMap;
import java.util.Map;

/** What all benchmarks report. */
final class Figures {
  private Figures() {}

  /** Figures to add to, in order. */
  static Map<String, Object> of(String benchmark, int threads, String mode) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("benchmark", benchmark);
    figures.put("mode", mode);
    figures.put("threads", threads);
    figures.put("vector_bits", Simd.bits());
    return figures;
  }

  /** Every run has to give what the checked one gave. */
  static void requireSpikes(long expected, long got) {
    if (expected != got) {
      throw new IllegalStateException(
          "spikes: expected " + expected + " as in the run that was checked, got " + got);
    }
  }
}
