package dev.sleipnir.network.analysis;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.state.State;

/**
 * The power spectrum of numbers that come one after another, kept while they come: Welch's method
 * with Hann windows that overlap by half, the mean of each removed. Memory is that of one window.
 */
public final class PowerSpectrum {
  private final double bin;
  private final double[] window;
  private final double[] part;
  private final double[] cosine;
  private final double[] sine;
  private final double[] power;

  /** Numbers of the window so far. */
  private int filled;

  private long windows;

  /**
   * No numbers yet.
   *
   * @param bin the time from one number to the next
   * @param length numbers of a window, at least 2
   */
  public PowerSpectrum(double bin, int length) {
    Require.positive("bin", bin);
    Require.atLeast("length of the window", 2, length);
    this.bin = bin;
    window = new double[length];
    part = new double[length];
    cosine = new double[length];
    sine = new double[length];
    power = new double[length / 2 + 1];
    for (int k = 0; k < length; k++) {
      cosine[k] = Math.cos(2 * Math.PI * k / length);
      sine[k] = Math.sin(2 * Math.PI * k / length);
    }
  }

  /**
   * Takes a number in.
   *
   * @param value the next one
   */
  public void add(double value) {
    window[filled++] = value;
    if (filled == window.length) {
      transform();
      int hop = window.length / 2;
      filled = window.length - hop;
      System.arraycopy(window, hop, window, 0, filled);
      windows++;
    }
  }

  private void transform() {
    int length = window.length;
    double mean = 0;
    for (double value : window) {
      mean += value / length;
    }
    for (int k = 0; k < length; k++) {
      part[k] = (window[k] - mean) * 0.5 * (1 - cosine[k]);
    }
    for (int f = 0; f < power.length; f++) {
      double real = 0;
      double imaginary = 0;
      int at = 0;
      for (int k = 0; k < length; k++) {
        real += part[k] * cosine[at];
        imaginary -= part[k] * sine[at];
        at += f;
        at -= at < length ? 0 : length;
      }
      boolean once = f == 0 || 2 * f == length;
      power[f] += (once ? 1 : 2) * (real * real + imaginary * imaginary);
    }
  }

  /**
   * How many windows were full.
   *
   * @return at least 0
   */
  public long windows() {
    return windows;
  }

  /**
   * Frequencies of {@link #power()}.
   *
   * @return multiples of 1 / (length of the window), up to half the rate of numbers
   */
  public double[] frequencies() {
    double[] frequencies = new double[power.length];
    for (int f = 0; f < frequencies.length; f++) {
      frequencies[f] = f / (window.length * bin);
    }
    return frequencies;
  }

  /**
   * The power at each frequency, as a density: its sum times the distance of frequencies is the
   * numbers' variance.
   *
   * @return one-sided: negative frequencies count with the positive ones; NaN before the first full
   *     window
   */
  public double[] power() {
    double[] density = power.clone();
    // The squares of the Hann window sum up to 3 / 8 of its length.
    double scale = bin / (0.375 * window.length * windows);
    for (int f = 0; f < density.length; f++) {
      density[f] *= scale;
    }
    return density;
  }

  /**
   * Tells what has been taken in so far, or takes it back.
   *
   * @param state a snapshot's
   */
  public void state(State state) {
    state.carry("window", window);
    state.carry("power", power);
    int begun = (int) state.number("filled", filled, 0, window.length - 1L);
    long full = state.number("windows", windows, 0, Long.MAX_VALUE);
    state.restore(
        () -> {
          filled = begun;
          windows = full;
        });
  }
}
