package dev.sleipnir.model.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.zip.CRC32;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

class StrokesTest {
  @Test
  void imagesDependOnSeedAndIndexOnly() {
    var few = Strokes.generate(5, 20);
    var many = Strokes.generate(5, 50).first(20);
    for (int i = 0; i < 20; i++) {
      assertEquals(few.label(i), many.label(i));
      assertArrayEquals(pixels(few, i), pixels(many, i));
    }
    var other = Strokes.generate(6, 20);
    int same = 0;
    for (int i = 0; i < 20; i++) {
      same += Arrays.equals(pixels(few, i), pixels(other, i)) ? 1 : 0;
    }
    assertEquals(0, same);
  }

  /** Results are quoted with a seed: a change of the images must be noticed. */
  @Test
  void imagesOfASeedStayAsTheyAre() {
    var images = Strokes.generate(1, 200);
    var sum = new CRC32();
    for (int i = 0; i < images.size(); i++) {
      sum.update(images.label(i));
      for (float pixel : pixels(images, i)) {
        sum.update(Math.round(255 * pixel));
      }
    }
    assertEquals("c835aeff", Long.toHexString(sum.getValue()));
  }

  @Test
  void imagesHaveTheShapeOfMnist() {
    var images = Strokes.generate(1, 100);
    assertEquals(100, images.size());
    assertEquals(1, images.channels());
    assertEquals(28, images.height());
    assertEquals(28, images.width());
    assertEquals(0, Strokes.generate(1, 0).size());
    assertThrows(IllegalArgumentException.class, () -> Strokes.generate(1, -1));
    assertThrows(IllegalArgumentException.class, () -> Strokes.generate(1, Integer.MAX_VALUE));
  }

  @Test
  void labelsAreUniform() {
    var images = Strokes.generate(2, 3000);
    long[] counts = new long[10];
    for (int i = 0; i < images.size(); i++) {
      counts[images.label(i)]++;
    }
    double[] expected = new double[10];
    Arrays.fill(expected, 300);
    assertTrue(new ChiSquareTest().chiSquareTest(expected, counts) > 1e-3);
  }

  @Test
  void digitsAreBrightOnDarkAndInsideTheCanvas() {
    var images = Strokes.generate(3, 500);
    double mean = 0;
    double border = 0;
    for (int i = 0; i < images.size(); i++) {
      float[] image = pixels(images, i);
      float brightest = 0;
      for (int p = 0; p < image.length; p++) {
        mean += image[p] / image.length / images.size();
        brightest = Math.max(brightest, image[p]);
        boolean edge = p < 28 || p >= 27 * 28 || p % 28 == 0 || p % 28 == 27;
        border += edge ? image[p] : 0;
      }
      assertTrue(brightest > 0.6f, "image " + i + " has brightest pixel " + brightest);
    }
    assertTrue(mean > 0.07 && mean < 0.2, "mean " + mean);
    assertTrue(border / images.size() < 0.5, "ink on the edge per image " + border / images.size());
  }

  @Test
  void nearestCentroidIsFarFromPerfect() {
    double right = nearestCentroid(Strokes.generate(11, 2000), Strokes.generate(12, 500));
    assertTrue(right > 0.60 && right < 0.95, "right " + right);
  }

  @Test
  void nearestNeighbourIsGoodButNotPerfect() {
    double right = nearestNeighbour(Strokes.generate(11, 2000), Strokes.generate(12, 500));
    assertTrue(right > 0.90 && right < 0.999, "right " + right);
  }

  private static double nearestCentroid(LabeledImages train, LabeledImages test) {
    float[][] centroids = new float[10][784];
    int[] counts = new int[10];
    for (int i = 0; i < train.size(); i++) {
      float[] image = pixels(train, i);
      counts[train.label(i)]++;
      for (int p = 0; p < image.length; p++) {
        centroids[train.label(i)][p] += image[p];
      }
    }
    for (int c = 0; c < 10; c++) {
      for (int p = 0; p < 784; p++) {
        centroids[c][p] /= counts[c];
      }
    }
    int right = 0;
    for (int i = 0; i < test.size(); i++) {
      right += nearest(pixels(test, i), centroids) == test.label(i) ? 1 : 0;
    }
    return (double) right / test.size();
  }

  private static double nearestNeighbour(LabeledImages train, LabeledImages test) {
    float[][] images = new float[train.size()][];
    for (int i = 0; i < images.length; i++) {
      images[i] = pixels(train, i);
    }
    int right = 0;
    for (int i = 0; i < test.size(); i++) {
      right += train.label(nearest(pixels(test, i), images)) == test.label(i) ? 1 : 0;
    }
    return (double) right / test.size();
  }

  private static int nearest(float[] image, float[][] candidates) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < candidates.length; c++) {
      double distance = 0;
      for (int p = 0; p < image.length; p++) {
        double difference = image[p] - candidates[c][p];
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        best = c;
      }
    }
    return best;
  }

  private static float[] pixels(LabeledImages images, int index) {
    float[] pixels = new float[images.pixelsPerImage()];
    images.copyTo(index, pixels, 0, 1f, 0f);
    return pixels;
  }
}
