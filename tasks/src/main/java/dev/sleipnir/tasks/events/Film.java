package dev.sleipnir.tasks.events;

import dev.sleipnir.events.transform.Sensor;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.tasks.plot.Animation;
import dev.sleipnir.tasks.plot.ImageGrid;
import dev.sleipnir.tasks.plot.Picture;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Planes side by side, each under its title, one picture after the other. */
final class Film {
  private static final int MOST_WIDTH = 960;
  private static final int TITLE = 18;
  private static final int GAP = 6;

  /** Share of the pixels that are not 0 whose values are told apart. */
  private static final double SHOWN = 0.98;

  /** What is shown of it at most, so that a file stays small. */
  private static final int MOST_FRAMES = 200;

  private final List<String> titles;
  private final Sensor sensor;
  private final double zoom;
  private final Animation animation;
  private List<float[]> last = List.of();

  /**
   * An empty film.
   *
   * @param titles of the planes, at least one
   * @param sensor their size
   * @param seconds of a frame
   */
  Film(List<String> titles, Sensor sensor, double seconds) {
    this.titles = List.copyOf(titles);
    this.sensor = sensor;
    double fits = (double) MOST_WIDTH / titles.size() / sensor.width();
    zoom = fits >= 1 ? Math.min(4, Math.floor(fits)) : fits;
    animation = new Animation(titles.size() * (width() + GAP) - GAP, TITLE + height(), seconds);
  }

  private int width() {
    return Math.max(1, (int) (zoom * sensor.width()));
  }

  private int height() {
    return Math.max(1, (int) (zoom * sensor.height()));
  }

  /** {@return whether there are as many frames as it takes} */
  boolean isFull() {
    return animation.frames() >= MOST_FRAMES;
  }

  /** {@return how many frames there are} */
  int frames() {
    return animation.frames();
  }

  /**
   * Adds a frame.
   *
   * @param planes one for each title
   */
  void add(List<float[]> planes) {
    last = planes.stream().map(Film::clipped).toList();
    if (isFull()) {
      return;
    }
    animation.frame(
        g -> {
          g.setFont(g.getFont().deriveFont(11f));
          for (int p = 0; p < last.size(); p++) {
            int left = p * (width() + GAP);
            g.setColor(Color.DARK_GRAY);
            g.drawString(titles.get(p), left + 2, TITLE - 5);
            new Plane(last.get(p), 0, sensor.width(), sensor.height())
                .draw(g, left, TITLE, width(), height());
          }
        });
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

  void write(Path gif) throws IOException {
    animation.write(gif);
  }

  /** The last frame as a picture. */
  void picture(Path file) throws IOException {
    List<ImageGrid> panels = new ArrayList<>();
    for (int p = 0; p < last.size(); p++) {
      Tensor plane = Tensor.of(last.get(p), 1, sensor.height(), sensor.width());
      panels.add(ImageGrid.of(titles.get(p), "", plane));
    }
    Picture.grid(panels.size(), panels).write(file);
  }
}
