package dev.sleipnir.tasks.plot;

import dev.sleipnir.model.file.OutputFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Panels in rows, as a journal would print them: the axes of a column begin and end at the same
 * place, ticks are round numbers whose labels keep apart, and letters can still be read at half the
 * size. It is written as PNG or as SVG, by the name of the file:
 *
 * <pre>{@code
 * Picture.of(
 *         new Plot("Membrane", "time [ms]", "v [mV]").line("v", time, v).level("threshold", -50))
 *     .write(Path.of("membrane.svg"));
 * }</pre>
 */
public final class Picture {
  private static final int PIXELS_A_POINT = 2;

  private final int columns;
  private final List<Panel> panels;

  private Picture(int columns, List<Panel> panels) {
    if (columns < 1 || panels.isEmpty()) {
      throw new IllegalArgumentException(
          "columns, panels: expected at least 1 of each, got " + columns + " and " + panels.size());
    }
    this.columns = Math.min(columns, panels.size());
    this.panels = panels;
  }

  /**
   * A picture of panels one below the other.
   *
   * @param panels from top to bottom, at least one
   * @return the picture
   * @throws IllegalArgumentException if there is no panel
   */
  public static Picture of(Panel... panels) {
    return grid(1, Arrays.asList(panels));
  }

  /**
   * A picture of panels side by side, row by row.
   *
   * @param columns panels in a row
   * @param panels from left to right and top to bottom, at least one
   * @return the picture
   * @throws IllegalArgumentException if there is no panel or no column
   */
  public static Picture grid(int columns, List<? extends Panel> panels) {
    return new Picture(columns, List.copyOf(panels));
  }

  /**
   * Writes the picture.
   *
   * @param file its name ends in .png (two pixels a point) or .svg
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if the name ends in neither
   */
  public void write(Path file) throws IOException {
    check(file);
    byte[] content = ending(file, ".svg") ? svg().getBytes(StandardCharsets.UTF_8) : png();
    OutputFile.write(file, out -> out.write(content));
  }

  /**
   * Refuses a file that no picture can be written to, before the work that it is to show.
   *
   * @param file where a picture is to go
   * @throws IOException if it cannot be written; the message names the file and the reason
   * @throws IllegalArgumentException if its name ends neither in .png nor in .svg
   */
  public static void check(Path file) throws IOException {
    if (!ending(file, ".png") && !ending(file, ".svg")) {
      throw new IllegalArgumentException(file + ": expected a name that ends in .png or .svg");
    }
    OutputFile.check(file);
  }

  private static boolean ending(Path file, String end) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(end);
  }

  /** {@return the picture as a PNG file's bytes} */
  public byte[] png() {
    Layout layout = layout();
    var image =
        new BufferedImage(
            PIXELS_A_POINT * layout.width(),
            PIXELS_A_POINT * layout.height(),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, image.getWidth(), image.getHeight());
      g.scale(PIXELS_A_POINT, PIXELS_A_POINT);
      hint(g);
      layout.draw(g);
    } finally {
      g.dispose();
    }
    return Pixels.png(image);
  }

  /** {@return the picture as the text of an SVG file, whose letters are letters} */
  public String svg() {
    Layout layout = layout();
    Graphics2D measuring = measuring();
    try {
      var g = new SvgGraphics(measuring);
      layout.draw(g);
      return g.document(layout.width(), layout.height());
    } finally {
      measuring.dispose();
    }
  }

  /** Where the areas between the axes are, in the order of the panels and what is below each. */
  List<Rectangle2D> areas() {
    return layout().areas();
  }

  private Layout layout() {
    Graphics2D g = measuring();
    try {
      return Layout.of(columns, panels, g);
    } finally {
      g.dispose();
    }
  }

  private static Graphics2D measuring() {
    Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    hint(g);
    return g;
  }

  private static void hint(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }
}
