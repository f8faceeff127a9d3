package dev.sleipnir.tasks.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotTest {
  @TempDir Path folder;

  @Test
  void learningCurveDrawsWhatWasMeasured() throws Exception {
    Path file = folder.resolve("curve.png");
    LearningCurve.write(
        file,
        "Title",
        "accuracy",
        List.of(
            new LearningCurve.Epoch(0.9, 0.6, Double.NaN, Double.NaN),
            new LearningCurve.Epoch(0.5, 0.8, Double.NaN, Double.NaN)));
    var image = ImageIO.read(file.toFile());
    assertEquals(Color.WHITE.getRGB(), image.getRGB(0, 0));
    assertTrue(count(image, 0x1f77b4) > 500, "training is drawn");
    assertEquals(0, count(image, 0xd62728), "test was not measured");
  }

  @Test
  void rasterDrawsEverySpike() throws Exception {
    long silent = rasterInk(new float[20][5]);
    float[][] spikes = new float[20][5];
    spikes[3][2] = 1;
    long one = rasterInk(spikes);
    spikes[11][4] = 1;
    long two = rasterInk(spikes);
    assertTrue(one > silent, one + " > " + silent);
    assertEquals(two - one, one - silent);
  }

  private long rasterInk(float[][] spikes) throws Exception {
    Path file = folder.resolve("raster.png");
    var layers = new LinkedHashMap<String, float[][]>();
    layers.put("input", new float[20][3]);
    layers.put("output", spikes);
    RasterPlot.write(file, "", layers);
    var image = ImageIO.read(file.toFile());
    // Right of the labels: there only spikes have this colour.
    return count(image.getSubimage(100, 0, image.getWidth() - 100, 360), 0x222222);
  }

  @Test
  void rejectsWhatCannotBeDrawnAndWritesNothing() {
    Path file = folder.resolve("none.png");
    assertThrows(
        IllegalArgumentException.class,
        () -> LearningCurve.write(file, "Title", "accuracy", List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> RasterPlot.write(file, "Title", new LinkedHashMap<>()));
    var layers = new LinkedHashMap<String, float[][]>();
    layers.put("input", new float[20][3]);
    layers.put("output", new float[19][3]);
    var e =
        assertThrows(IllegalArgumentException.class, () -> RasterPlot.write(file, "Title", layers));
    assertEquals("layer 'output': expected 20 steps, got 19", e.getMessage());
    assertTrue(Files.notExists(file));
  }

  private static long count(BufferedImage image, int rgb) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xffffff) == rgb ? 1 : 0;
      }
    }
    return count;
  }
}
