package dev.sleipnir.tasks.plot;

import dev.sleipnir.model.file.OutputFile;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Charts in one style, put together into one picture. */
final class Picture {
  static final int WIDTH = 1000;

  private static final Color TEXT = new Color(0x22, 0x22, 0x22);
  private static final Color GRID = new Color(0xdd, 0xdd, 0xdd);
  private static final int Y_LABEL_WIDTH = 90;

  private Picture() {}

  static XYChart panel(int height, String title, String xTitle, String yTitle) {
    return panel(WIDTH, height, title, xTitle, yTitle);
  }

  static XYChart panel(int width, int height, String title, String xTitle, String yTitle) {
    var chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    var style = chart.getStyler();
    style
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderColor(GRID)
        .setChartFontColor(TEXT)
        .setChartPadding(12)
        .setChartTitleVisible(!title.isEmpty())
        .setChartTitleBoxVisible(false)
        .setChartTitlePadding(10)
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 20))
        .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15))
        .setLegendPosition(LegendPosition.InsideNE)
        .setLegendLayout(LegendLayout.Vertical)
        .setLegendBorderColor(GRID)
        .setAntiAlias(true)
        .setTextAntiAlias(true)
        .setYAxisLeftWidthHint(Y_LABEL_WIDTH);
    style
        .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16))
        .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
        .setAxisTickLabelsColor(TEXT)
        .setPlotGridLinesColor(GRID)
        .setXAxisTitleVisible(!xTitle.isEmpty())
        // Steps and epochs are counted: no tick between two of them.
        .setXAxisDecimalPattern("0")
        .setPlotMargin(6);
    return chart;
  }

  static void write(Path file, List<XYChart> panels) throws IOException {
    write(file, 1, panels);
  }

  /** Row by row; the panels of a row are as high as its first, all are as wide as the first. */
  static void write(Path file, int columns, List<XYChart> panels) throws IOException {
    int panelWidth = panels.getFirst().getWidth();
    int width = panelWidth * Math.min(columns, panels.size());
    int height = 0;
    for (int p = 0; p < panels.size(); p += columns) {
      height += panels.get(p).getHeight();
    }
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    try {
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, width, height);
      for (int p = 0; p < panels.size(); p++) {
        var panel = panels.get(p);
        panel.paint(graphics, panel.getWidth(), panel.getHeight());
        boolean last = p % columns == columns - 1;
        graphics.translate(
            last ? (1 - columns) * panelWidth : panelWidth, last ? panel.getHeight() : 0);
      }
    } finally {
      graphics.dispose();
    }
    OutputFile.write(file, out -> ImageIO.write(image, "png", out));
  }
}
