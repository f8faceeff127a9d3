package dev.sleipnir.tasks.plot;

import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks at tensors and panels without a word about files: each call writes a PNG of its own into
 * the current folder, plot-1.png, plot-2.png, and so on. The shell has {@code plot} at hand; a
 * program imports it statically.
 */
public final class Plots {
  private Plots() {}

  /**
   * Draws tensors, one below the other. Of one axis: a line. Of more, [time, neurons] or [time,
   * batch, ...] of which the first sample is shown: a raster if all values are 0 or 1, else traces
   * of the first three neurons.
   *
   * @param tensors at least one, each of at least one value
   * @return the picture, in a file that was not there before
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if there is none, or one that has no axis or no value
   */
  public static Path plot(Tensor... tensors) throws IOException {
    Panel[] panels = new Panel[tensors.length];
    for (int p = 0; p < panels.length; p++) {
      panels[p] = panel(tensors[p]);
    }
    return plot(panels);
  }

  /**
   * Draws panels, one below the other.
   *
   * @param panels at least one
   * @return the picture, in a file that was not there before
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if there is none
   */
  public static Path plot(Panel... panels) throws IOException {
    Picture picture = Picture.of(panels);
    int number = 1;
    while (Files.exists(named(number))) {
      number++;
    }
    picture.write(named(number));
    return named(number);
  }

  private static Path named(int number) {
    return Path.of("plot-" + number + ".png");
  }

  private static Panel panel(Tensor x) {
    if (x.rank() == 0 || x.size() == 0) {
      throw new IllegalArgumentException("plot: expected an axis and values on it, got " + x);
    }
    if (x.rank() == 1) {
      return new Plot("", "index", "value").line("value", Time.steps().of(x.size()), x);
    }
    return isSpikes(x) ? Raster.of("", x, Time.steps()) : Plot.traces("", "value", x, Time.steps());
  }

  private static boolean isSpikes(Tensor x) {
    if (x.spikes() != null) {
      return true;
    }
    for (float value : x.values()) {
      if (value != 0 && value != 1) {
        return false;
      }
    }
    return true;
  }
}
