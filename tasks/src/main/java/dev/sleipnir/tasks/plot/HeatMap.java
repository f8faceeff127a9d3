package dev.sleipnir.tasks.plot;

import dev.sleipnir.model.tensor.Tensor;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jfree.chart.plot.XYPlot;
import org.jspecify.annotations.Nullable;

/**
 * A matrix as coloured cells, the first row at the top, with a bar that says which colour is which
 * value. Values of both signs go from blue over white at 0 to vermilion, others from white to dark
 * blue; NaN is grey.
 */
public final class HeatMap extends Panel {
  private final float[][] values;
  private final ColorScale colors;
  private final String @Nullable [][] texts;
  private final double aspect;

  /** How wide a column is. */
  private final double step;

  private HeatMap(
      String title,
      String xTitle,
      String yTitle,
      float[][] values,
      ColorScale colors,
      String @Nullable [][] texts,
      double aspect,
      double step) {
    super(title, xTitle, yTitle);
    this.values = values;
    this.colors = colors;
    this.texts = texts;
    this.aspect = aspect;
    this.step = step;
    x.whole = true;
    y.whole = true;
    y.inverted = true;
  }

  /**
   * A heat map of a matrix, as wide as its place.
   *
   * @param title above it; may be empty
   * @param xTitle what the columns are, with unit; they are numbered from 0
   * @param yTitle what the rows are, with unit; they are numbered from 0
   * @param unit what the values are, with unit, beside the bar
   * @param values [rows, columns], at least one
   * @return the heat map
   * @throws IllegalArgumentException if it has other than two dimensions, or no value
   */
  public static HeatMap of(String title, String xTitle, String yTitle, String unit, Tensor values) {
    if (values.rank() != 2) {
      throw new IllegalArgumentException(
          "values: expected [rows, columns], got rank " + values.rank());
    }
    float[] all = values.toArray();
    float[][] rows = new float[values.dim(0)][values.dim(1)];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(all, r * rows[r].length, rows[r], 0, rows[r].length);
    }
    return of(title, xTitle, yTitle, unit, rows);
  }

  /**
   * A heat map of rows of values, as wide as its place.
   *
   * @param title above it; may be empty
   * @param xTitle what the columns are, with unit; they are numbered from 0
   * @param yTitle what the rows are, with unit; they are numbered from 0
   * @param unit what the values are, with unit, beside the bar
   * @param values [rows][columns], at least one
   * @return the heat map, of the array as it is when the picture is written
   * @throws IllegalArgumentException if there is no value, or rows differ in length
   */
  public static HeatMap of(
      String title, String xTitle, String yTitle, String unit, float[][] values) {
    Matrix.require("values", values);
    ColorScale colors = ColorScale.over(Matrix.extent(values), unit);
    return new HeatMap(title, xTitle, yTitle, values, colors, null, 0, 1);
  }

  /**
   * A heat map of a state over time: time across, neurons upwards.
   *
   * @param title above it; may be empty
   * @param unit what the state is, with unit, beside the bar
   * @param states [time, neurons] or [time, batch, ...], of which the first sample is shown
   * @param time what a step is
   * @return the heat map
   * @throws IllegalArgumentException if there are fewer than two dimensions, or no value
   */
  public static HeatMap states(String title, String unit, Tensor states, Time time) {
    float[][] steps = Steps.of("states", states, 0);
    Matrix.require("states", steps);
    int neurons = steps[0].length;
    float[][] rows = new float[neurons][steps.length];
    for (int t = 0; t < steps.length; t++) {
      for (int n = 0; n < neurons; n++) {
        rows[neurons - 1 - n][t] = steps[t][n];
      }
    }
    ColorScale colors = ColorScale.over(Matrix.extent(rows), unit);
    var panel = new HeatMap(title, time.title(), "neuron", rows, colors, null, 0, time.step());
    panel.x.whole = time.equals(Time.steps());
    panel.y.inverted = false;
    return panel;
  }

  /**
   * A confusion matrix: how often samples of a class (rows) were taken for each class (columns).
   * Cells hold the count; their colour is the fraction of the class.
   *
   * @param title above it; may be empty
   * @param counts [true class][predicted class]
   * @param classes their names; none for their numbers from 0 on
   * @return the panel
   * @throws IllegalArgumentException if it is not square, or there are names but not as many
   */
  public static HeatMap confusion(String title, long[][] counts, String... classes) {
    int n = counts.length;
    if (classes.length != 0 && classes.length != n) {
      throw new IllegalArgumentException(
          "classes: expected " + n + " names, got " + classes.length);
    }
    float[][] fractions = new float[n][n];
    String[][] texts = new String[n][n];
    for (int r = 0; r < n; r++) {
      if (counts[r].length != n) {
        throw new IllegalArgumentException(
            "counts: expected " + n + " columns, got " + counts[r].length);
      }
      long sum = 0;
      for (long count : counts[r]) {
        sum += count;
      }
      for (int c = 0; c < n; c++) {
        fractions[r][c] = sum == 0 ? Float.NaN : (float) (100. * counts[r][c] / sum);
        texts[r][c] = counts[r][c] == 0 ? "" : String.format(Locale.ROOT, "%d", counts[r][c]);
      }
    }
    Matrix.require("counts", fractions);
    var colors = ColorScale.over(new Extent(0, 100), "of the class [%]");
    var panel = new HeatMap(title, "predicted class", "true class", fractions, colors, texts, 1, 1);
    List<String> names =
        classes.length > 0
            ? List.of(classes)
            : IntStream.range(0, n).mapToObj(String::valueOf).toList();
    panel.x.names = names;
    panel.y.names = names;
    return panel;
  }

  @Override
  double preferredHeight(double cell, double width) {
    return aspect == 0
        ? super.preferredHeight(cell, width)
        : Math.min(aspect * width, Math.max(140, 34. * values.length));
  }

  @Override
  double aspect() {
    return aspect;
  }

  @Override
  Extent xExtent() {
    return new Extent(-0.5 * step, (values[0].length - 0.5) * step);
  }

  @Override
  Extent yExtent() {
    return new Extent(-0.5, values.length - 0.5);
  }

  @Override
  ColorScale colors() {
    return colors;
  }

  @Override
  void draw(XYPlot plot) {
    plot.addAnnotation(new Marks(this::drawCells));
  }

  private void drawCells(Graphics2D g, Marks.Scales scales) {
    var area = scales.area();
    Pixels.draw(
        g,
        Pixels.of(values, colors),
        area.getMinX(),
        area.getMinY(),
        area.getMaxX(),
        area.getMaxY());
    if (texts != null) {
      write(g, scales, texts);
    }
  }

  private void write(Graphics2D g, Marks.Scales scales, String[][] cells) {
    double room = 0.9 * (scales.x(1) - scales.x(0));
    g.setFont(Style.font(Font.PLAIN, Style.TICK_SIZE - 1));
    int widest = 1;
    for (String[] row : cells) {
      for (String cell : row) {
        widest = Math.max(widest, g.getFontMetrics().stringWidth(cell));
      }
    }
    float size = (float) Math.min(Style.TICK_SIZE - 1, (Style.TICK_SIZE - 1) * room / widest);
    if (size < 6) {
      return; // Colours have to do.
    }
    g.setFont(Style.font(Font.PLAIN, size));
    var metrics = g.getFontMetrics();
    for (int r = 0; r < cells.length; r++) {
      for (int c = 0; c < cells[r].length; c++) {
        g.setColor(colors.ink(values[r][c]));
        g.drawString(
            cells[r][c],
            (float) (scales.x(c) - metrics.stringWidth(cells[r][c]) / 2.),
            (float) (scales.y(r) + 0.36 * size));
      }
    }
  }
}
