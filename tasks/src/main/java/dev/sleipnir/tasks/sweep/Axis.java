package dev.sleipnir.tasks.sweep;

import dev.sleipnir.kernels.random.RandomStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** One setting of a {@link SearchSpace}, and the values it takes. */
public sealed interface Axis {
  /** {@return what the setting is called} */
  String name();

  /** {@return whether values are told apart by their ratio rather than their difference} */
  boolean isLogarithmic();

  /**
   * Values that are all tried.
   *
   * @param name what the setting is called
   * @param values at least one, each once
   */
  record Grid(String name, List<String> values) implements Axis {
    /**
     * Copies the values.
     *
     * @throws IllegalArgumentException if there is none, or one is there twice or is empty
     */
    public Grid {
      values = List.copyOf(values);
      requireName(name);
      if (values.isEmpty() || values.stream().anyMatch(String::isBlank)) {
        throw new IllegalArgumentException(
            name
                + ": expected values such as "
                + name
                + "=1,2,3, got "
                + name
                + "="
                + join(values));
      }
      if (values.stream().distinct().count() < values.size()) {
        throw new IllegalArgumentException(
            name + ": expected each value once, got " + join(values));
      }
    }

    /** {@return false} */
    @Override
    public boolean isLogarithmic() {
      return false;
    }

    private static String join(List<String> values) {
      return String.join(",", values);
    }
  }

  /**
   * A range that is drawn from.
   *
   * @param name what the setting is called
   * @param low the least value
   * @param high the greatest, above it
   * @param isLogarithmic whether the logarithm is uniform, not the value
   * @param isWhole whether values are whole numbers, the greatest among them
   */
  record Range(String name, double low, double high, boolean isLogarithmic, boolean isWhole)
      implements Axis {
    /** Digits of a value that is drawn: as many as anybody wants to type again. */
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

    /**
     * Checks the ends.
     *
     * @throws IllegalArgumentException if they are not finite, not in order, or, for logarithms,
     *     not positive
     */
    public Range {
      requireName(name);
      if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
        throw new IllegalArgumentException(
            name + ": expected two finite numbers in order, got " + low + " and " + high);
      }
      if (isLogarithmic && !(low > 0)) {
        throw new IllegalArgumentException(
            name + ": expected positive numbers for a logarithm, got " + low + " to " + high);
      }
    }

    /**
     * Draws a value.
     *
     * @param random what from
     * @return it, as an option has it
     */
    public String draw(RandomStream random) {
      double at = random.nextFloat();
      double top = isWhole ? high + 1 : high;
      double value =
          isLogarithmic
              ? StrictMath.exp(StrictMath.log(low) + at * StrictMath.log(top / low))
              : low + at * (top - low);
      if (isWhole) {
        return String.valueOf((long) Math.floor(Math.clamp(value, low, high)));
      }
      return String.valueOf(
          Math.clamp(new BigDecimal(value).round(DIGITS).doubleValue(), low, high));
    }
  }

  /**
   * Reads {@code name=a,b,c}.
   *
   * @param text as the command line has it
   * @return the values
   * @throws IllegalArgumentException if it is none; the message shows one
   */
  static Grid grid(String text) {
    int at = requireEquals(text, "name=a,b,c");
    return new Grid(name(text.substring(0, at)), List.of(text.substring(at + 1).split(",", -1)));
  }

  /**
   * Reads {@code name=low..high}, of whole numbers where both ends are, or {@code
   * name=low..high:log}.
   *
   * @param text as the command line has it
   * @return the range
   * @throws IllegalArgumentException if it is none; the message shows one
   */
  static Range range(String text) {
    String shown = "name=low..high or name=low..high:log";
    int at = requireEquals(text, shown);
    String values = text.substring(at + 1);
    boolean log = values.endsWith(":log");
    String ends = log ? values.substring(0, values.length() - ":log".length()) : values;
    String[] both = ends.split("\\.\\.", -1);
    try {
      if (both.length == 2) {
        boolean whole = both[0].matches("[+-]?\\d+") && both[1].matches("[+-]?\\d+");
        return new Range(
            name(text.substring(0, at)),
            Double.parseDouble(both[0]),
            Double.parseDouble(both[1]),
            log,
            whole);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected " + shown + ", got '" + text + "'", e);
    }
    throw new IllegalArgumentException("expected " + shown + ", got '" + text + "'");
  }

  private static int requireEquals(String text, String shown) {
    int at = text.indexOf('=');
    if (at < 1) {
      throw new IllegalArgumentException("expected " + shown + ", got '" + text + "'");
    }
    return at;
  }

  /** Without the dashes of an option. */
  private static String name(String given) {
    return given.replaceFirst("^--?", "");
  }

  private static void requireName(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("expected the name of a setting, got none");
    }
  }
}
