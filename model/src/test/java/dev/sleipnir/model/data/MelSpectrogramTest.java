package dev.sleipnir.model.data;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;

class MelSpectrogramTest {
  private static final RandomStream NONE = new RandomStream(0);

  /** The definition, in double precision, frequency by frequency. */
  private static double[] plain(float[] x, int rate, int window, int hop, int mels) {
    int frames = 1 + x.length / hop;
    double[] edges = new double[mels + 2];
    double top = 2595 * Math.log10(1 + rate / 2.0 / 700);
    for (int m = 0; m < edges.length; m++) {
      edges[m] = 700 * (Math.pow(10, top * m / (mels + 1) / 2595) - 1);
    }
    double[] y = new double[frames * mels];
    for (int k = 0; k < frames; k++) {
      for (int f = 0; f <= window / 2; f++) {
        double re = 0;
        double im = 0;
        for (int t = 0; t < window; t++) {
          int at = Math.abs(k * hop - window / 2 + t);
          at = at < x.length ? at : 2 * (x.length - 1) - at;
          double value = x[at] * 0.5 * (1 - Math.cos(2 * Math.PI * t / window));
          re += value * Math.cos(2 * Math.PI * f * t / window);
          im -= value * Math.sin(2 * Math.PI * f * t / window);
        }
        double hertz = (double) f * rate / window;
        for (int m = 0; m < mels; m++) {
          double share = 0;
          if (hertz > edges[m] && hertz <= edges[m + 1]) {
            share = (hertz - edges[m]) / (edges[m + 1] - edges[m]);
          } else if (hertz > edges[m + 1] && hertz < edges[m + 2]) {
            share = (edges[m + 2] - hertz) / (edges[m + 2] - edges[m + 1]);
          }
          y[k * mels + m] += share * (re * re + im * im);
        }
      }
    }
    return y;
  }

  @Test
  void isItsDefinition() {
    int[][] cases = {{8000, 65, 17, 7, 130}, {16_000, 40, 40, 1, 21}, {8000, 2, 1, 3, 2}};
    for (int[] of : cases) {
      Tensor sound = Tensor.randn(new RandomStream(of[4]), of[4]);
      Tensor bands = new MelSpectrogram(of[0], of[1], of[2], of[3]).apply(sound, NONE);
      assertArrayEquals(new int[] {1 + of[4] / of[2], of[3]}, bands.shape());
      double[] expected = plain(sound.toArray(), of[0], of[1], of[2], of[3]);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], bands.values()[i], 1e-4 * (1 + expected[i]));
      }
    }
  }

  @Test
  void aToneIsInItsBand() {
    Tensor tone = Tensor.zeros(4000);
    for (int t = 0; t < 4000; t++) {
      tone.data()[t] = (float) Math.sin(2 * Math.PI * 1000 * t / 8000);
    }
    MelSpectrogram mel = new MelSpectrogram(8000, 256, 80, 20);
    float[] bands = mel.apply(tone, NONE).toArray();
    int loudest = 0;
    for (int m = 1; m < 20; m++) {
      loudest = bands[25 * 20 + m] > bands[25 * 20 + loudest] ? m : loudest;
    }
    double step = 2595 * Math.log10(1 + 4000 / 700.0) / 21;
    assertEquals(Math.round(2595 * Math.log10(1 + 1000 / 700.0) / step) - 1, loudest);
    assertEquals(
        "mel spectrogram of 20 bands, windows of 256 every 80 samples of 8000 Hz", mel.text());
  }

  @Test
  void soundIsLongEnough() {
    MelSpectrogram mel = new MelSpectrogram(8000, 8, 2, 3);
    assertEquals(
        "MelSpectrogram: expected [samples], more than 4, got shape [4]",
        refused(() -> mel.apply(Tensor.zeros(4), NONE)));
    assertTrue(refused(() -> mel.apply(Tensor.zeros(2, 9), NONE)).endsWith("got shape [2, 9]"));
    assertEquals(3 * 3, mel.apply(Tensor.zeros(5), NONE).size());
    assertEquals(
        "window: expected at least 2, got 1", refused(() -> new MelSpectrogram(8000, 1, 2, 3)));
  }
}
