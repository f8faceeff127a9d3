package dev.sleipnir.tasks.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.network.analysis.SpikeTrains;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
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
    var lower = image.getSubimage(200, 100, image.getWidth() - 200, image.getHeight() - 100);
    assertTrue(count(lower, Style.BLUE) > 500, "training is drawn");
    assertEquals(0, count(lower, Style.VERMILION), "test was not measured");
  }

  @Test
  void rasterDrawsEverySpike() {
    long silent = spikes(new float[20][5]);
    float[][] spikes = new float[20][5];
    spikes[3][2] = 1;
    assertEquals(silent + 1, spikes(spikes));
    spikes[11][4] = 1;
    assertEquals(silent + 2, spikes(spikes));
  }

  @Test
  void rasterOfRecordedSpikesShowsTheirWindow() {
    // Steps of 0.1 from 40 on; the spike of step 49 is in the last column, that of neuron 1 not
    // shown.
    var trains =
        new SpikeTrains(0.1, 5, 40, 50, new long[] {40, 44, 44, 49}, new int[] {0, 1, 2, 4});
    float[][] expected = {{1, 0, 0}, {0, 1, 0}, {0, 0, 0}, {0, 0, 1}};
    assertEquals(
        Picture.of(Raster.of("", "one neuron in 2", expected, Time.ms(0.3))).svg(),
        Picture.of(Raster.of("", trains, 2, Time.ms(0.3))).svg());
    var e =
        assertThrows(IllegalArgumentException.class, () -> Raster.of("", trains, 1, Time.ms(0.05)));
    assertEquals("column: expected at least a time step of 0.1, got 0.05", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Raster.of("", trains, 0, Time.ms(1)));
  }

  private static long spikes(float[][] spikes) {
    // Each spike is a line of its own in one path: "M x y L x y" with one x.
    return Drawn.of(Picture.of(Raster.of("", spikes, Time.steps()))).uprightLines();
  }

  @Test
  void rejectsWhatCannotBeDrawnAndWritesNothing() {
    Path file = folder.resolve("none.png");
    assertThrows(
        IllegalArgumentException.class,
        () -> LearningCurve.write(file, "Title", "accuracy", List.of()));
    assertThrows(IllegalArgumentException.class, () -> Picture.of());
    float[][] uneven = {new float[3], new float[2]};
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Raster.of("Title", uneven, Time.steps()));
    assertEquals("spikes: expected 3 neurons at every step, got 2", e.getMessage());
    Picture picture = Picture.of(new Plot("", "", ""));
    e =
        assertThrows(
            IllegalArgumentException.class, () -> picture.write(folder.resolve("none.gif")));
    assertTrue(
        String.valueOf(e.getMessage()).endsWith("expected a name that ends in .png or .svg"));
    assertTrue(Files.notExists(file));
    assertTrue(Files.notExists(folder.resolve("none.gif")));
  }

  private static long count(BufferedImage image, Color color) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == color.getRGB() ? 1 : 0;
      }
    }
    return count;
  }
}
