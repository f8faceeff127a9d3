package dev.sleipnir.kernels.equation;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What replaces the derivative of a spike, z = 1 where x &gt; 0 and else 0, in back-propagation:
 * h(x), with a steepness or width alpha.
 *
 * <p>None is normalised: h is exactly what stands here. alpha receives no gradient. It may be 0,
 * which makes {@link #SUPER}, {@link #TANH} and {@link #HEAVI_ERFC} constants and the others 0;
 * only {@link #MULTI_GAUSSIAN}, whose width it is, takes no 0.
 */
public enum Surrogate {
  /** SuperSpike (Zenke &amp; Ganguli 2018): h = 1 / (alpha |x| + 1)². */
  SUPER(100f, false),
  /**
   * A triangle of height alpha and half-width 1: h = alpha max(0, 1 - |x|) (Bellec et al. 2018).
   */
  TRIANGLE(0.3f, false),
  /** h = 1 - tanh(alpha x)². */
  TANH(1f, false),
  /** h = alpha³ / (alpha² + x²)<sup>3/2</sup>. */
  CIRC(1f, false),
  /** A Gaussian: h = 2 / sqrt(pi) exp(-(alpha x)²). */
  HEAVI_ERFC(1f, false),
  /**
   * A spike drawn with probability 1/2 + tanh(alpha x) / 2 instead of the threshold; h as {@link
   * #TANH}.
   */
  LOGISTIC(1f, true),
  /**
   * A spike drawn with probability 1/2 + x / sqrt(x² + alpha²) / 2 instead of the threshold; h as
   * {@link #CIRC}.
   */
  CIRC_DIST(1f, true),
  /** The derivative of the logistic function s of alpha x: h = alpha s (1 - s). */
  SIGMOID(4f, false),
  /**
   * The derivative of an arc tangent (Fang et al. 2021): h = (alpha / 2) / (1 + (pi alpha x / 2)²).
   */
  ARCTAN(2f, false),
  /** The derivative of x / (1 + alpha |x|), which is that of {@link #SUPER} by its other name. */
  FAST_SIGMOID(25f, false),
  /** The straight-through estimator (Bengio et al. 2013): h = 1. */
  STRAIGHT_THROUGH(1f, false),
  /**
   * The multi-Gaussian (Yin et al. 2021) of width alpha: h = (1.15 N(x; 0, alpha) - 0.15 N(x;
   * alpha, 6 alpha) - 0.15 N(x; -alpha, 6 alpha)) / 2 with the normal density N(x; mean,
   * deviation).
   */
  MULTI_GAUSSIAN(0.5f, false),
  /** No gradient through the spike: h = 0. */
  HEAVISIDE(1f, false);

  private final float defaultAlpha;
  private final boolean stochastic;

  Surrogate(float defaultAlpha, boolean stochastic) {
    this.defaultAlpha = defaultAlpha;
    this.stochastic = stochastic;
  }

  /**
   * A surrogate by its name in equations and files.
   *
   * @param name such as {@code super} or {@code heavi_erfc}
   * @return the surrogate
   * @throws IllegalArgumentException if there is none of that name; the message lists them
   */
  public static Surrogate named(String name) {
    for (Surrogate surrogate : values()) {
      if (surrogate.toString().equals(name)) {
        return surrogate;
      }
    }
    String known =
        Arrays.stream(values()).map(Surrogate::toString).collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "surrogate: expected one of " + known + ", got '" + name + "'");
  }

  /**
   * The alpha to use where none is given.
   *
   * @return 100 for SuperSpike, as Norse has it
   */
  public float defaultAlpha() {
    return defaultAlpha;
  }

  /**
   * Checks an alpha.
   *
   * @param alpha the steepness or width
   * @throws IllegalArgumentException if it is negative, infinite or no number, or 0 where it is a
   *     divisor
   */
  public void requireAlpha(float alpha) {
    boolean zero = this != MULTI_GAUSSIAN;
    if (!(Float.isFinite(alpha) && (alpha > 0 || (zero && alpha == 0)))) {
      throw new IllegalArgumentException(
          "alpha: expected a number "
              + (zero ? ">= 0" : "> 0, the width of " + this)
              + ", got "
              + alpha);
    }
  }

  /**
   * Whether spikes are drawn at random.
   *
   * @return true for {@link #LOGISTIC} and {@link #CIRC_DIST}
   */
  public boolean isStochastic() {
    return stochastic;
  }

  /** The name in equations and files, such as {@code heavi_erfc}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
