package dev.sleipnir.tasks.plot;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.SequencedMap;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Spikes of one sample: time across, neurons up, one panel for each layer. */
public final class RasterPlot {
  private static final Color SPIKE = new Color(0x22, 0x22, 0x22);

  private RasterPlot() {}

  /**
   * Draws the spikes.
   *
   * @param png file to write
   * @param title which network, which sample
   * @param layers by the name to show, input first, at least one: [steps][neurons], nonzero where a
   *     neuron spiked, all with the same number of steps
   * @throws IOException if the file cannot be written
   * @throws IllegalArgumentException if there is no layer, or their shapes do not fit
   */
  public static void write(Path png, String title, SequencedMap<String, float[][]> layers)
      throws IOException {
    check(layers);
    var panels = new ArrayList<XYChart>();
    for (var layer : layers.entrySet()) {
      // The first panel also holds the title, the last the time axis.
      boolean first = panels.isEmpty();
      boolean last = panels.size() == layers.size() - 1;
      int height = plotHeight(layer.getValue()) + (first ? 40 : 0) + (last ? 30 : 0);
      panels.add(
          panel(
              layer.getKey(),
              layer.getValue(),
              height,
              first ? title : "",
              last ? "Time (steps)" : ""));
    }
    Picture.write(png, panels);
  }

  private static int plotHeight(float[][] spikes) {
    return Math.clamp(spikes[0].length, 170, 360);
  }

  private static XYChart panel(
      String name, float[][] spikes, int height, String title, String xTitle) {
    int neurons = spikes[0].length;
    var chart = Picture.panel(height, title, xTitle, name + " neuron");
    var style = chart.getStyler();
    style.setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    style
        .setXAxisMin(0.0)
        .setXAxisMax(Math.max(1.0, spikes.length - 1.0))
        .setYAxisMin(0.0)
        .setYAxisMax(Math.max(1.0, neurons - 1.0))
        .setYAxisDecimalPattern("0")
        .setLegendVisible(false)
        .setMarkerSize(neurons > 100 ? 3 : 5);
    var x = new ArrayList<Integer>();
    var y = new ArrayList<Integer>();
    for (int t = 0; t < spikes.length; t++) {
      for (int n = 0; n < neurons; n++) {
        if (spikes[t][n] != 0) {
          x.add(t);
          y.add(n);
        }
      }
    }
    boolean silent = x.isEmpty();
    if (silent) {
      // Without any point there would be no axes.
      x.add(0);
      y.add(0);
    }
    chart
        .addSeries("spikes", x, y)
        .setMarker(silent ? SeriesMarkers.NONE : SeriesMarkers.SQUARE)
        .setMarkerColor(SPIKE);
    return chart;
  }

  private static void check(SequencedMap<String, float[][]> layers) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers: expected at least 1, got 0");
    }
    int steps = layers.firstEntry().getValue().length;
    if (steps == 0) {
      throw new IllegalArgumentException("spikes: expected at least 1 step, got 0");
    }
    layers.forEach((name, spikes) -> check(name, spikes, steps));
  }

  private static void check(String name, float[][] spikes, int steps) {
    if (spikes.length != steps) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "layer '%s': expected %d steps, got %d", name, steps, spikes.length));
    }
    int neurons = spikes[0].length;
    if (neurons == 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "layer '%s': expected at least 1 neuron, got 0", name));
    }
    for (float[] step : spikes) {
      if (step.length != neurons) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "layer '%s': expected %d neurons at every step, got %d",
                name,
                neurons,
                step.length));
      }
    }
  }
}
