package dev.sleipnir.tasks.plot;

import dev.sleipnir.tasks.AtomicFile;
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

/** Charts in one style, stacked into one picture with a common x axis. */
final class Panels {
  static final int WIDTH = 1000;

  private static final Color TEXT = new Color(0x22, 0x22, 0x22);
  private static final Color GRID = new Color(0xdd, 0xdd, 0xdd);
  private static final int Y_LABEL_WIDTH = 90;

  private Panels() {}

  static XYChart panel(int height, String title, String xTitle, String yTitle) {
    var chart =
        new XYChartBuilder()
            .width(WIDTH)
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
    int height = panels.stream().mapToInt(XYChart::getHeight).sum();
    var image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    try {
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, WIDTH, height);
      for (var panel : panels) {
        panel.paint(graphics, panel.getWidth(), panel.getHeight());
        graphics.translate(0, panel.getHeight());
      }
    } finally {
      graphics.dispose();
    }
    AtomicFile.write(file, out -> ImageIO.write(image, "png", out));
  }
}
