package dev.sleipnir.kernels.cublas;

import java.util.Locale;

/**
 * How exactly a GPU multiplies. Arrays hold floats of 32 bits and sums are taken in 32 bits in
 * every mode; what differs is how many bits of the factors are read.
 *
 * <p>An element of C = A B, summed over k, is off by at most ((1 + r)² - 1 + 2 k u) Σ |a| |b|,
 * where r is {@link #inputRounding} and u = 2⁻²⁴.
 */
public enum ComputeMode {
  /** All 24 bits: r = 0, and only the order of the sums differs from the CPU's. */
  FLOAT32(0),
  /** 11 bits on tensor cores: r = 2⁻¹⁰, about three decimal digits of each factor. */
  TF32(0x1p-10),
  /** 8 bits on tensor cores: r = 2⁻⁷, about two decimal digits of each factor. */
  BF16(0x1p-7);

  private static final double UNIT = 0x1p-24;

  private final double inputRounding;

  ComputeMode(double inputRounding) {
    this.inputRounding = inputRounding;
  }

  /**
   * By how much a factor may be changed before it is multiplied, whether it is rounded or cut.
   *
   * @return relative to the factor
   */
  public double inputRounding() {
    return inputRounding;
  }

  /**
   * By how much an element of a product may be off.
   *
   * @param k length of the sums
   * @return relative to the sum of the absolute values of its terms
   */
  public double errorBound(int k) {
    return inputRounding * (2 + inputRounding) + 2 * k * UNIT;
  }

  /** The name in options and reports, such as {@code tf32}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
