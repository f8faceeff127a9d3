package dev.sleipnir.tasks.plot;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Tensor;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Planes of pixels side by side, each under its title, one picture after the other, written as a
 * GIF file: what a camera saw and what a network made of it, say.
 *
 * <pre>{@code
 * Film film = new Film(List.of("Events", "Edges"), 64, 48, 0.04);
 * film.add(events, edges); // float[48 * 64] each, row by row
 * film.write(Path.of("edges.gif"));
 * }</pre>
 *
 * <p>Values above 0 are vermilion, below 0 blue, 0 is white.
 */
public final class Film {
  private static final int MOST_WIDTH = 960;
  private static final int TITLE = 18;
  private static final int GAP = 6;

  /** Share of the pixels that are not 0 whose values are told apart. */
  private static final double SHOWN = 0.98;

  /** What is shown of it at most, so that a file stays small. */
  private static final int MOST_FRAMES = 200;

  private final List<String> titles;
  private final int columns;
  private final int rows;
  private final double zoom;
  private final Animation animation;
  private List<float[]> last = List.of();

  /**
   * An empty film.
   *
   * @param titles of the planes, at least one
   * @param columns of a plane, 1 or more
   * @param rows of a plane, 1 or more
   * @param seconds how long a frame is shown, 0.01 to 600
   * @throws IllegalArgumentException if a number is out of range
   */
  public Film(List<String> titles, int columns, int rows, double seconds) {
    Require.positive("titles", titles.size());
    Require.positive("columns", columns);
    Require.positive("rows", rows);
    this.titles = List.copyOf(titles);
    this.columns = columns;
    this.rows = rows;
    double fits = (double) MOST_WIDTH / titles.size() / columns;
    zoom = fits >= 1 ? Math.min(4, Math.floor(fits)) : fits;
    animation = new Animation(titles.size() * (width() + GAP) - GAP, TITLE + height(), seconds);
  }

  private int width() {
    return Math.max(1, (int) (zoom * columns));
  }

  private int height() {
    return Math.max(1, (int) (zoom * rows));
  }

  /** {@return whether there are as many frames as it takes, 200: later ones are left out} */
  public boolean isFull() {
    return animation.frames() >= MOST_FRAMES;
  }

  /** {@return how many frames there are} */
  public int frames() {
    return animation.frames();
  }

  /**
   * Adds a frame.
   *
   * @param planes one for each title, of columns times rows values, row by row
   * @throws IllegalArgumentException if there are others than titles, or one has another length
   */
  public void add(List<float[]> planes) {
    if (planes.size() != titles.size()) {
      throw new IllegalArgumentException(
          "planes: expected " + titles.size() + ", one for each title, got " + planes.size());
    }
    for (float[] plane : planes) {
      Require.length("plane", columns * rows, "columns times rows", plane.length);
    }
    last = planes.stream().map(Film::clipped).toList();
    if (!isFull()) {
      animation.frame(this::draw);
    }
  }

  /**
   * Adds a frame.
   *
   * @param planes one for each title, of columns times rows values, row by row
   * @throws IllegalArgumentException if there are others than titles, or one has another length
   */
  public void add(float[]... planes) {
    add(List.of(planes));
  }

  private void draw(Graphics2D g) {
    g.setFont(g.getFont().deriveFont(11f));
    for (int p = 0; p < last.size(); p++) {
      int left = p * (width() + GAP);
      g.setColor(Color.DARK_GRAY);
      g.drawString(titles.get(p), left + 2, TITLE - 5);
      new Plane(last.get(p), 0, columns, rows).draw(g, left, TITLE, width(), height());
    }
  }

  /** A copy in which a few hot pixels do not take all the colours. */
  private static float[] clipped(float[] plane) {
    float[] sizes = new float[plane.length];
    int used = 0;
    for (float value : plane) {
      if (value != 0) {
        sizes[used++] = Math.abs(value);
      }
    }
    float[] clipped = plane.clone();
    if (used > 0) {
      Arrays.sort(sizes, 0, used);
      float most = sizes[(int) (SHOWN * (used - 1))];
      for (int i = 0; i < clipped.length; i++) {
        clipped[i] = Math.clamp(clipped[i], -most, most);
      }
    }
    return clipped;
  }

  /**
   * Writes the film.
   *
   * @param gif where to; the name ends in .gif
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if the name ends otherwise
   * @throws IllegalStateException if there is no frame
   */
  public void write(Path gif) throws IOException {
    animation.write(gif);
  }

  /** {@return the last frame as the bytes of a PNG file; white before there is one} */
  public byte[] png() {
    BufferedImage image =
        new BufferedImage(
            titles.size() * (width() + GAP) - GAP, TITLE + height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
    draw(g);
    g.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Writes the last frame as a picture with a scale of its values.
   *
   * @param file where to; the name ends in .png or .svg
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if the name ends otherwise, or there is no frame
   */
  public void picture(Path file) throws IOException {
    List<ImageGrid> panels = new ArrayList<>();
    for (int p = 0; p < last.size(); p++) {
      Tensor plane = Tensor.of(last.get(p), 1, rows, columns);
      panels.add(ImageGrid.of(titles.get(p), "", plane));
    }
    Picture.grid(panels.size(), panels).write(file);
  }
}
