package dev.sleipnir.tasks.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes a picture legible, asked of every kind of panel. */
class LayoutTest {
  private static Plot line(double low, double high) {
    double[] x = {low, (low + high) / 2, high};
    return new Plot("from " + low, "time [ms]", "v [mV]").line("v", x, x);
  }

  static Stream<Picture> pictures() {
    RandomStream random = new RandomStream(3);
    List<Picture> pictures = new ArrayList<>();
    double[][] ranges = {
      {-89, -67},
      {0, 112},
      {112_128, 112_144},
      {-1e-9, 3e-9},
      {0, 5e12},
      {0.1, 0.1},
      {-7, 1e5},
      {998, 1002},
      {1e9, 1e9 + 1e-6}
    };
    for (double[] range : ranges) {
      pictures.add(Picture.of(line(range[0], range[1])));
    }
    List<Panel> many = new ArrayList<>();
    for (int p = 0; p < 20; p++) {
      many.add(line(-1000 * p, 7 * p + 1).above(line(0, 1e-3 * p + 1).height(24)));
    }
    pictures.add(Picture.grid(4, many));
    pictures.add(Picture.grid(3, many.subList(0, 5)));
    double[] x = {0.03, 0.1, 0.5};
    double[] y = {1e-11, 1e-5, 0.2};
    pictures.add(
        Picture.of(new Plot("log", "dt [ms]", "error [ms]").logX().logY().line("e", x, y)));
    pictures.add(Picture.of(new Plot("log", "dt", "e").logX().logY().points("e", y, x)));
    Raster raster = Raster.of("spikes", Tensor.rand(random, 30, 2, 3000).scale(0.6f), Time.steps());
    pictures.add(Picture.of(raster.above(raster.rate(1))));
    pictures.add(
        Picture.of(HeatMap.of("heat", "x [m]", "y [m]", "v [mV]", Tensor.randn(random, 7, 65))));
    pictures.add(
        Picture.of(HeatMap.confusion("classes", new long[3][3], "cat", "dog", "nightingale")));
    pictures.add(Picture.of(HeatMap.confusion("classes", new long[100][100])));
    pictures.add(Picture.of(ImageGrid.of("weights", "w", Tensor.randn(random, 8, 2, 3, 5))));
    pictures.add(Picture.of(Plot.histogram("", "weight", Tensor.randn(random, 500).toArray(), 20)));
    pictures.add(Picture.of(Plot.histogram("", "nothing", new float[0], 3)));
    pictures.add(Picture.of(ImageGrid.of("wide", "w", Tensor.randn(random, 1, 1, 100))));
    pictures.add(Picture.of(new Plot("nothing", "time [s]", "rate [Hz]")));
    return pictures.stream();
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void noTextRunsIntoAnotherOrOutOfThePicture(Picture picture) {
    Drawn drawn = Drawn.of(picture);
    List<Drawn.Label> labels = drawn.labels();
    for (int a = 0; a < labels.size(); a++) {
      Drawn.Label one = labels.get(a);
      assertTrue(
          one.box().getMinX() >= 0
              && one.box().getMinY() >= 0
              && one.box().getMaxX() <= drawn.width()
              && one.box().getMaxY() <= drawn.height(),
          one + " in " + drawn.width() + " x " + drawn.height());
      for (int b = a + 1; b < labels.size(); b++) {
        assertFalse(one.box().intersects(labels.get(b).box()), one + " and " + labels.get(b));
      }
    }
  }

  @Test
  void ticksAreOneTwoOrFiveTimesAPowerOfTenApart() {
    for (double low : new double[] {-1e6, -89, 0, 0.3, 112_128}) {
      for (double length : new double[] {1e-7, 0.3, 1, 22, 127, 9e5, 3e12}) {
        if (length < 1e-9 * Math.abs(low)) {
          continue; // A plot's axis is never that short.
        }
        for (double size : new double[] {40, 150, 600}) {
          var ticks =
              Ticks.linear(new Extent(low, low + length), size, 0, label -> 8. * label.length());
          for (int t = 1; t < ticks.size(); t++) {
            double step = ticks.get(t).value() - ticks.get(t - 1).value();
            double front = step / Math.pow(10, Math.floor(Math.log10(step * (1 + 1e-6))));
            assertTrue(
                DoubleStream.of(1, 2, 5).anyMatch(f -> Math.abs(f - front) < 1e-3 * f),
                low + ", " + length + ": " + step);
          }
          var names = ticks.stream().map(Ticks.Tick::label).toList();
          assertEquals(names.size(), new HashSet<>(names).size(), names.toString());
        }
      }
    }
    assertEquals(
        List.of("\u221290", "\u221280", "\u221270"),
        Ticks.linear(new Extent(-90, -67), 100, 0, _ -> 30).stream()
            .map(Ticks.Tick::label)
            .toList());
  }

  @Test
  void labelsReadAsPrintHasThem() {
    assertEquals("0", Ticks.label(0, 0.1));
    assertEquals("0.5", Ticks.label(5, 0.1));
    assertEquals("1.0", Ticks.label(10, 0.1));
    assertEquals("\u22120.04", Ticks.label(-2, 0.02));
    assertEquals("150", Ticks.label(3, 50));
    assertEquals("2\u00b710\u2076", Ticks.label(2, 1e6));
    assertEquals("10\u207b\u2077", Ticks.label(1, 1e-7));
  }

  @Test
  void countedThingsHaveTicksAtWholeNumbers() {
    var ticks = Ticks.linear(new Extent(1, 3), 600, 1, _ -> 20);
    assertEquals(List.of("1", "2", "3"), ticks.stream().map(Ticks.Tick::label).toList());
  }

  @Test
  void axesAreInLine() {
    List<Panel> panels = new ArrayList<>();
    for (int p = 0; p < 6; p++) {
      panels.add(line(0, Math.pow(10, p)));
    }
    var areas = Picture.grid(3, panels).areas();
    for (int p = 0; p < 6; p++) {
      assertEquals(areas.get(p % 3).getMinX(), areas.get(p).getMinX());
      assertEquals(areas.get(p % 3).getMaxX(), areas.get(p).getMaxX());
      assertEquals(areas.get(p / 3 * 3).getMinY(), areas.get(p).getMinY());
      assertEquals(areas.get(p / 3 * 3).getMaxY(), areas.get(p).getMaxY());
    }
    var stacked = Picture.of(line(0, 1).above(line(0, 123_456)));
    assertEquals(stacked.areas().getFirst().getMinX(), stacked.areas().getLast().getMinX());
    // Only the lower one shows what is across.
    assertEquals(
        1, Drawn.of(stacked).labels().stream().filter(l -> l.text().equals("time [ms]")).count());
  }

  @Test
  void seriesThatCoincideDifferInColourDashesWidthAndMarkers() {
    double[] x = IntStream.range(0, 100).asDoubleStream().toArray();
    Plot plot = new Plot("", "x", "y").line("a", x, x).line("b", x, x).line("c", x, x);
    var lines =
        Drawn.of(Picture.of(plot)).lines().stream()
            .filter(p -> p.getAttribute("d").length() > 500)
            .toList();
    assertEquals(3, lines.size());
    for (String attribute : List.of("stroke", "stroke-width", "stroke-dasharray")) {
      assertEquals(3, lines.stream().map(l -> l.getAttribute(attribute)).distinct().count());
    }
    double[] widths =
        lines.stream()
            .mapToDouble(l -> Double.parseDouble(l.getAttribute("stroke-width")))
            .toArray();
    double[] falling = widths.clone();
    Arrays.sort(falling);
    assertEquals(widths[0], falling[2], "the widest lies below");
    assertEquals(
        List.of("a", "b", "c"),
        Drawn.of(Picture.of(plot)).labels().stream()
            .map(Drawn.Label::text)
            .filter("abc"::contains)
            .toList());
  }

  @Test
  void longLinesKeepTheirPeaks() {
    int n = 100_000;
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      x.add((double) i);
      y.add(i == 54_321 ? 30. : -70);
    }
    var kept = Thinning.of(x, y).boxed().toList();
    assertTrue(kept.size() <= 8000, "" + kept.size());
    assertTrue(kept.contains(54_321) && kept.contains(0) && kept.contains(n - 1));
    assertEquals(kept.stream().sorted().distinct().toList(), kept);
  }

  @Test
  void manySpikesBecomeOneImage() {
    float[][] spikes = new float[100][5000];
    assertEquals(0, Drawn.of(Picture.of(Raster.of("", spikes, Time.ms(1)))).images());
    for (float[] step : spikes) {
      Arrays.fill(step, 0, 1000, 1);
    }
    Drawn drawn = Drawn.of(Picture.of(Raster.of("", spikes, Time.ms(1))));
    assertEquals(1, drawn.images());
  }
}
