package dev.sleipnir.model.data;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.math.Matrices;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/**
 * The power of sound in bands that are equally wide on the mel scale (Stevens, Volkmann &amp;
 * Newman 1937), over time: a transform of [samples] to [frames, mels].
 *
 * <p>Frames are windows of Hann with their middle at every {@code hop} samples, the first at 0;
 * sound is mirrored at its ends. Bands are triangles between frequencies of m = 2595 log10(1 + f /
 * 700) in equal steps, from 0 to half of the sample rate.
 *
 * <pre>{@code
 * var mel = new MelSpectrogram(16_000, 400, 160, 40);
 * Tensor bands = mel.apply(WavFile.read(file).mono(), random);
 * }</pre>
 */
public final class MelSpectrogram implements Transform {
  private final int sampleRate;
  private final int window;
  private final int hop;
  private final int mels;

  /** [window, 2 * frequencies]: cosines, then sines, times the window. */
  private final Tensor basis;

  /** [2 * frequencies, mels]: the bands, of both parts alike. */
  private final Tensor bands;

  /**
   * A spectrogram.
   *
   * @param sampleRate samples per second
   * @param window samples of a frame, at least 2
   * @param hop samples from one frame to the next, at least 1
   * @param mels bands, at least 1
   * @throws IllegalArgumentException if a number is out of range
   */
  public MelSpectrogram(int sampleRate, int window, int hop, int mels) {
    Require.atLeast("sampleRate", 1, sampleRate);
    Require.atLeast("window", 2, window);
    Require.atLeast("hop", 1, hop);
    Require.atLeast("mels", 1, mels);
    this.sampleRate = sampleRate;
    this.window = window;
    this.hop = hop;
    this.mels = mels;
    int frequencies = window / 2 + 1;
    basis = Tensor.of(basis(window, frequencies), window, 2 * frequencies);
    bands = Tensor.of(bands(frequencies), 2 * frequencies, mels);
  }

  private static float[] basis(int window, int frequencies) {
    float[] basis = new float[window * 2 * frequencies];
    for (int t = 0; t < window; t++) {
      double hann = 0.5 - 0.5 * StrictMath.cos(2 * StrictMath.PI * t / window);
      for (int f = 0; f < frequencies; f++) {
        double phase = 2 * StrictMath.PI * ((long) t * f % window) / window;
        int at = t * 2 * frequencies + f;
        basis[at] = (float) (hann * StrictMath.cos(phase));
        basis[at + frequencies] = (float) (hann * StrictMath.sin(phase));
      }
    }
    return basis;
  }

  private float[] bands(int frequencies) {
    double top = 2595 * StrictMath.log10(1 + sampleRate / 2.0 / 700);
    double[] edges = new double[mels + 2];
    for (int m = 0; m < edges.length; m++) {
      edges[m] = 700 * (StrictMath.pow(10, top * m / (mels + 1) / 2595) - 1);
    }
    float[] bands = new float[2 * frequencies * mels];
    for (int f = 0; f < frequencies; f++) {
      double hertz = (double) sampleRate * f / window;
      for (int m = 0; m < mels; m++) {
        double rising = (hertz - edges[m]) / (edges[m + 1] - edges[m]);
        double falling = (edges[m + 2] - hertz) / (edges[m + 2] - edges[m + 1]);
        float share = (float) Math.max(0, Math.min(rising, falling));
        bands[f * mels + m] = share;
        bands[(f + frequencies) * mels + m] = share;
      }
    }
    return bands;
  }

  /**
   * The spectrogram of a sound.
   *
   * @param sound [samples], more than half of a window
   * @param random not used
   * @return [1 + samples / hop, mels]
   * @throws IllegalArgumentException if it is too short or has other axes
   */
  @Override
  public Tensor apply(Tensor sound, RandomStream random) {
    if (sound.rank() != 1 || sound.size() <= window / 2) {
      throw new IllegalArgumentException(
          "MelSpectrogram: expected [samples], more than "
              + window / 2
              + ", got shape "
              + Shape.text(sound.shape()));
    }
    int samples = sound.size();
    float[] x = sound.values();
    int count = 1 + samples / hop;
    Tensor frames = Tensor.zeros(count, window);
    for (int k = 0; k < count; k++) {
      int first = k * hop - window / 2;
      for (int t = 0; t < window; t++) {
        frames.data()[k * window + t] = x[mirrored(first + t, samples)];
      }
    }
    Tensor spectrum = Matrices.matmul(frames, basis);
    return Matrices.matmul(spectrum.multiply(spectrum), bands);
  }

  private static int mirrored(int at, int samples) {
    int within = Math.abs(at);
    return within < samples ? within : Math.abs(2 * (samples - 1) - within);
  }

  /** Rate, window, hop and bands. */
  @Override
  public String text() {
    return "mel spectrogram of "
        + mels
        + " bands, windows of "
        + window
        + " every "
        + hop
        + " samples of "
        + sampleRate
        + " Hz";
  }

  @Override
  public String toString() {
    return text();
  }
}
