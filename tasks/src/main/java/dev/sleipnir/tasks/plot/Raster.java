package dev.sleipnir.tasks.plot;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.network.analysis.SpikeTrains;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import org.jfree.chart.plot.XYPlot;

/**
 * Spikes: time across, neurons upwards, a short upright line for each spike. Where lines would run
 * into each other, because there are more neurons than rows of pixels and many spike, rows show how
 * many of their neurons spike, darker for more.
 *
 * <pre>{@code
 * Raster raster = Raster.of("cortex", spikes, Time.ms(1));
 * Picture.of(raster.above(raster.rate(5))).write(Path.of("raster.png"));
 * }</pre>
 */
public final class Raster extends Panel {
  private static final double ROOM = 0.6;
  private static final int PIXELS_A_POINT = 2;

  /** The part of the area that lines may cover before they run into each other. */
  private static final double MOST_COVERED = 0.25;

  private static final int MOST_LINES = 50_000;

  private final float[][] spikes;
  private final Time time;

  private Raster(String title, String yTitle, float[][] spikes, Time time) {
    super(title, time.title(), yTitle);
    this.spikes = spikes;
    this.time = time;
    y.whole = true;
    x.whole = time.equals(Time.steps());
  }

  /**
   * A raster of the first sample.
   *
   * @param title above it; may be empty
   * @param spikes [time, neurons] or [time, batch, ...]; a neuron spikes where it is not 0
   * @param time what a step is
   * @return the raster
   * @throws IllegalArgumentException if there are fewer than two dimensions, or an empty batch
   */
  public static Raster of(String title, Tensor spikes, Time time) {
    return of(title, Steps.of("spikes", spikes, 0), time);
  }

  /**
   * A raster.
   *
   * @param title above it; may be empty
   * @param spikes [time][neurons]; a neuron spikes where it is not 0
   * @param time what a step is
   * @return the raster, of the array as it is when the picture is written
   * @throws IllegalArgumentException if steps have different numbers of neurons
   */
  public static Raster of(String title, float[][] spikes, Time time) {
    return of(title, "neuron", spikes, time);
  }

  /**
   * A raster with a name for its neurons.
   *
   * @param title above it; may be empty
   * @param yTitle what the neurons are, such as {@code input neuron}
   * @param spikes [time][neurons]; a neuron spikes where it is not 0
   * @param time what a step is
   * @return the raster, of the array as it is when the picture is written
   * @throws IllegalArgumentException if steps have different numbers of neurons
   */
  public static Raster of(String title, String yTitle, float[][] spikes, Time time) {
    for (float[] step : spikes) {
      if (step.length != spikes[0].length) {
        throw new IllegalArgumentException(
            "spikes: expected " + spikes[0].length + " neurons at every step, got " + step.length);
      }
    }
    return new Raster(title, yTitle, spikes, time);
  }

  /**
   * A raster of recorded spikes of a network, from the beginning of their window to its end: {@code
   * Raster.of("cortex", spikes.trains().between(0, 2000), 10, Time.ms(1))}.
   *
   * @param title above it; may be empty
   * @param trains the spikes
   * @param nth of how many neurons one is shown, from the first on; at least 1
   * @param column the time that a column is, in the unit of the trains' time step
   * @return the raster
   * @throws IllegalArgumentException if none is shown, or a column is shorter than a time step
   */
  public static Raster of(String title, SpikeTrains trains, int nth, Time column) {
    Require.atLeast("neurons of which one is shown", 1, nth);
    if (column.step() < trains.dt() * (1 - 1e-9)) {
      throw new IllegalArgumentException(
          "column: expected at least a time step of " + trains.dt() + ", got " + column.step());
    }
    int columns = (int) Math.ceil(trains.duration() / column.step() - 1e-9);
    float[][] spikes = new float[columns][Math.ceilDiv(trains.size(), nth)];
    long[] steps = trains.steps();
    int[] neurons = trains.neurons();
    for (int s = 0; s < steps.length; s++) {
      if (neurons[s] % nth == 0) {
        double at = (steps[s] - trains.from()) * trains.dt() / column.step();
        spikes[Math.min(columns - 1, (int) (at + 1e-9))][neurons[s] / nth] = 1;
      }
    }
    return of(title, nth == 1 ? "neuron" : "one neuron in " + nth, spikes, column);
  }

  /**
   * How much the neurons spike over time, on average over all of them: in spikes per second where
   * the unit of time is known, else as how many of a hundred spike in a step.
   *
   * @param steps over how many steps a value goes, at least 1
   * @return a panel to be put below: {@code raster.above(raster.rate(5))}
   * @throws IllegalArgumentException if there is no step in a value
   */
  public Plot rate(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps: expected at least 1, got " + steps);
    }
    int count = (spikes.length + steps - 1) / steps;
    boolean seconds = !Double.isNaN(time.perSecond());
    double[] centres = new double[count];
    double[] rates = new double[count];
    for (int k = 0; k < count; k++) {
      int from = k * steps;
      int to = Math.min(spikes.length, from + steps);
      centres[k] = (from + to - 1) / 2. * time.step();
      rates[k] = fraction(from, to) * (seconds ? time.perSecond() : 100);
    }
    Plot rate = new Plot("", time.title(), seconds ? "rate [Hz]" : "active [%]");
    rate.line("rate", centres, rates).height(60);
    rate.y.fixed = new Extent(0, Extent.of(rates).and(new Extent(0, 0)).padded(0.06).high());
    rate.x.whole = x.whole;
    return rate;
  }

  private double fraction(int from, int to) {
    long count = 0;
    for (int t = from; t < to; t++) {
      for (float z : spikes[t]) {
        count += z != 0 ? 1 : 0;
      }
    }
    long places = (long) neurons() * (to - from);
    return places == 0 ? 0 : (double) count / places;
  }

  private int neurons() {
    return spikes.length == 0 ? 0 : spikes[0].length;
  }

  @Override
  double preferredHeight(double cell, double width) {
    return Math.clamp(neurons() * 4L, cell > 500 ? 60 : 50, cell > 500 ? 200 : 150);
  }

  @Override
  Extent xExtent() {
    return new Extent(-ROOM * time.step(), (Math.max(1, spikes.length) - 1 + ROOM) * time.step());
  }

  @Override
  Extent yExtent() {
    return new Extent(-0.5 - 0.01 * neurons(), Math.max(1, neurons()) - 0.5 + 0.01 * neurons());
  }

  @Override
  void draw(XYPlot plot) {
    plot.addAnnotation(new Marks(this::drawSpikes));
  }

  private void drawSpikes(Graphics2D g, Marks.Scales scales) {
    double row = Math.abs(scales.y(1) - scales.y(0));
    double half = Math.max(0.9, 0.4 * row);
    double column = scales.x(time.step()) - scales.x(0);
    float width = (float) Math.clamp(0.6 * column, 0.6, 1.8);
    double count = fraction(0, spikes.length) * neurons() * spikes.length;
    double covered =
        count * 2 * half * width / scales.area().getWidth() / scales.area().getHeight();
    if (row * PIXELS_A_POINT < 1 && (covered > MOST_COVERED || count > MOST_LINES)) {
      drawDensity(g, scales);
      return;
    }
    Path2D lines = new Path2D.Double();
    for (int t = 0; t < spikes.length; t++) {
      for (int n = 0; n < spikes[t].length; n++) {
        if (spikes[t][n] != 0) {
          double at = scales.x(t * time.step());
          lines.moveTo(at, scales.y(n) - half);
          lines.lineTo(at, scales.y(n) + half);
        }
      }
    }
    g.setColor(Style.TEXT);
    g.setStroke(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
    g.draw(lines);
  }

  private void drawDensity(Graphics2D g, Marks.Scales scales) {
    double left = scales.x(-0.5 * time.step());
    double right = scales.x((spikes.length - 0.5) * time.step());
    double top = scales.y(neurons() - 0.5);
    double bottom = scales.y(-0.5);
    int columns = (int) Math.clamp(PIXELS_A_POINT * (right - left), 1, spikes.length);
    int rows = (int) Math.max(1, PIXELS_A_POINT * (bottom - top));
    int[][] counts = new int[rows][columns];
    int most = 0;
    for (int t = 0; t < spikes.length; t++) {
      int column = (int) ((long) t * columns / spikes.length);
      for (int n = 0; n < neurons(); n++) {
        if (spikes[t][n] != 0) {
          int row = rows - 1 - (int) ((long) n * rows / neurons());
          most = Math.max(most, ++counts[row][column]);
        }
      }
    }
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_ARGB);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        // One spike is seen wherever it is; more are darker.
        double dark = counts[r][c] == 0 ? 0 : 0.45 + 0.55 * counts[r][c] / most;
        int alpha = (int) Math.round(255 * dark);
        image.setRGB(c, r, (alpha << 24) | (Style.TEXT.getRGB() & 0xffffff));
      }
    }
    Pixels.draw(g, image, left, top, right, bottom);
  }
}
