package dev.sleipnir.kernels.simd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Why vectors are slow on this JVM, if they are. Results do not depend on it: what the processor
 * cannot do, Java works out number by number, a hundred times slower, and tells nobody.
 */
final class SlowVectors {
  private static final int REPEATED = 64;
  private static final int ROUNDS = 5;

  /** How many times longer than a product and a sum: one instruction takes about as long. */
  private static final int MANY = 30;

  private SlowVectors() {}

  /** The reasons, in the order of how much they cost; none if vectors are fast. */
  static List<String> reasons(int preferredBits, int bits) {
    List<String> reasons = new ArrayList<>();
    if (!isFused()) {
      reasons.add(
          "fused multiply-adds are not instructions here (-XX:UseAVX=0, -XX:-UseFMA or an old"
              + " processor)");
    }
    String mode = System.getProperty("java.vm.info", "").toLowerCase(Locale.ROOT);
    if (mode.contains("interpreted")) {
      reasons.add("the JVM interprets and does not compile (-Xint)");
    }
    if (mode.contains("emulated-client")) {
      reasons.add("the JVM's optimising compiler is off (-XX:TieredStopAtLevel=1)");
    }
    if (bits > preferredBits) {
      reasons.add(
          "vectors of " + bits + " bits are wider than those of this machine, " + preferredBits);
    }
    return reasons;
  }

  /** By the time it takes: no property says so. Decimal arithmetic is a thousand times slower. */
  private static boolean isFused() {
    long fused = Long.MAX_VALUE;
    long plain = Long.MAX_VALUE;
    float x = 1.1f;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < REPEATED; i++) {
        x = Math.fma(x, 0.7f, 0.3f);
      }
      fused = Math.min(fused, System.nanoTime() - start);
      start = System.nanoTime();
      for (int i = 0; i < REPEATED; i++) {
        x = x * 0.7f + 0.3f;
      }
      plain = Math.min(plain, System.nanoTime() - start);
    }
    // The clock may be coarse: a few microseconds are fast whatever the ratio says.
    return fused < MANY * Math.max(plain, 1000);
  }
}
