package dev.sleipnir.tasks.watch;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Shows pictures on a local page, one after the other, as they come. */
public final class FilmWatch implements Closeable {
  /** What is shown now. */
  private static final class Shown {
    private final byte[] png;
    private final long frame;
    private final double seconds;

    Shown(byte[] png, long frame, double seconds) {
      this.png = png;
      this.frame = frame;
      this.seconds = seconds;
    }
  }

  private final String title;
  private final WatchPage page;
  private volatile Shown shown;

  /**
   * Opens the page.
   *
   * @param title what is shown
   * @param png the first picture, before there is a frame
   * @throws IOException if there is no port, or the chart library is not there
   */
  public FilmWatch(String title, byte[] png) throws IOException {
    this.title = title;
    shown = new Shown(png, 0, 0);
    page = new WatchPage(this::state, () -> shown.png);
  }

  /** {@return where the page is} */
  public URI address() {
    return page.address();
  }

  /** {@return whether somebody looks at it} */
  public boolean isOpen() {
    return page.isOpen();
  }

  /**
   * Shows a picture in place of the one before.
   *
   * @param png the bytes of a PNG file
   * @param seconds the time that it is of
   */
  public void show(byte[] png, double seconds) {
    shown = new Shown(png, shown.frame + 1, seconds);
  }

  /** On the page's thread. */
  private byte[] state() {
    Shown now = shown;
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("title", title);
    state.put("label", "time [s]");
    state.put("done", now.seconds);
    state.put("frame", now.frame);
    state.put("steps", List.of());
    state.put("layers", List.of());
    return JsonMapper.shared().writeValueAsBytes(state);
  }

  @Override
  public void close() {
    page.close();
  }
}
