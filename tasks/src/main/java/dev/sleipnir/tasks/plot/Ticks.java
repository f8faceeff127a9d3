package dev.sleipnir.tasks.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Where an axis has ticks, and what they are called: round numbers, and as many as have room. */
final class Ticks {
  private static final int MOST = 1000;
  private static final double MOST_STEPS = 11;
  private static final String MINUS = "\u2212";
  private static final String SUPERSCRIPTS =
      "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

  private Ticks() {}

  /**
   * A tick.
   *
   * @param value where
   * @param label what is written there; empty for a small tick
   */
  record Tick(double value, String label) {}

  /** The least 1, 2 or 5 times a power of ten that is at least x, positive. */
  static double roundUp(double x) {
    double power = Math.pow(10, Math.floor(Math.log10(x)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= x * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /**
   * Multiples of the least round step whose labels keep their distance.
   *
   * @param extent of the axis
   * @param length of the axis
   * @param least the least step, such as 1 where things are counted; 0 for any
   * @param size of a label along the axis, with the distance to the next
   */
  static List<Tick> linear(
      Extent extent, double length, double least, ToDoubleFunction<String> size) {
    double step = roundUp(Math.max(least, extent.length() / MOST_STEPS));
    List<Tick> ticks = multiples(extent, step);
    while (crowded(ticks, length / extent.length(), size)) {
      step = roundUp(step * 1.5);
      ticks = multiples(extent, step);
    }
    return ticks;
  }

  private static boolean crowded(List<Tick> ticks, double perUnit, ToDoubleFunction<String> size) {
    for (int t = 1; t < ticks.size(); t++) {
      double room = (ticks.get(t).value - ticks.get(t - 1).value) * perUnit;
      double half =
          (size.applyAsDouble(ticks.get(t - 1).label) + size.applyAsDouble(ticks.get(t).label)) / 2;
      if (room < half) {
        return true;
      }
    }
    return false;
  }

  private static List<Tick> multiples(Extent extent, double step) {
    List<Tick> ticks = new ArrayList<>();
    double slack = 1e-9 * extent.length();
    long first = (long) Math.ceil((extent.low() - slack) / step);
    long last = (long) Math.floor((extent.high() + slack) / step);
    for (long k = first; k <= last && ticks.size() < MOST; k++) {
      ticks.add(new Tick(k * step, label(k, step)));
    }
    return ticks;
  }

  /** The label of k steps. */
  static String label(long k, double step) {
    int exponent = (int) Math.floor(Math.log10(step) + 1e-9);
    BigDecimal value =
        BigDecimal.valueOf(k)
            .multiply(BigDecimal.valueOf(Math.round(step / Math.pow(10, exponent))))
            .scaleByPowerOfTen(exponent);
    if (value.signum() == 0) {
      return "0";
    }
    String sign = value.signum() < 0 ? MINUS : "";
    BigDecimal size = value.abs();
    if (exponent < -4 || exponent > 4) {
      int power = size.precision() - size.scale() - 1;
      BigDecimal front = size.scaleByPowerOfTen(-power).stripTrailingZeros();
      return sign
          + (front.compareTo(BigDecimal.ONE) == 0 ? "" : front.toPlainString() + "\u00b7")
          + power(power);
    }
    return sign + size.setScale(Math.max(0, -exponent), RoundingMode.HALF_EVEN).toPlainString();
  }

  /** Ten to a power, as print has it. */
  static String power(int exponent) {
    StringBuilder text = new StringBuilder("10");
    for (char c : Integer.toString(exponent).toCharArray()) {
      text.append(c == '-' ? '\u207b' : SUPERSCRIPTS.charAt(c - '0'));
    }
    return text.toString();
  }

  /**
   * Powers of ten, every so many that their labels keep their distance, or over less than two of
   * them 1, 2 and 5 times each; the other multiples are small ticks.
   */
  static List<Tick> logarithmic(Extent extent, double length, ToDoubleFunction<String> size) {
    double from = Math.log10(extent.low());
    double to = Math.log10(extent.high());
    double perDecade = length / (to - from);
    boolean few = to - from < 2.2;
    int every = 1;
    while (every * perDecade < size.applyAsDouble(power((int) Math.floor(from)))) {
      every = every == 1 ? 2 : every == 2 ? 3 : every + 3;
    }
    List<Tick> ticks = new ArrayList<>();
    for (int e = (int) Math.floor(from); e <= Math.ceil(to); e++) {
      for (int m = 1; m < 10; m++) {
        double value = m * Math.pow(10, e);
        if (value < extent.low() * (1 - 1e-9) || value > extent.high() * (1 + 1e-9)) {
          continue;
        }
        boolean named = (m == 1 && Math.floorMod(e, every) == 0) || (few && (m == 2 || m == 5));
        if (named) {
          ticks.add(
              new Tick(value, few && e >= -4 && e < 5 ? plain(m, e) : m == 1 ? power(e) : ""));
        } else if (every == 1 || m == 1) {
          ticks.add(new Tick(value, ""));
        }
      }
    }
    return ticks;
  }

  private static String plain(int m, int e) {
    return BigDecimal.valueOf(m).scaleByPowerOfTen(e).toPlainString();
  }
}
