package dev.sleipnir.tasks.watch;

import dev.sleipnir.network.Network;
import dev.sleipnir.network.Population;
import dev.sleipnir.network.SpikeMonitor;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows a network of populations on a local page while it runs: the rates of its populations, and
 * their spikes of the last tenth of a second. It looks between steps, only while a page is open,
 * and changes no bit of what is simulated. Times are in ms.
 */
public final class NetworkWatch implements Closeable {
  private static final double ASK_EVERY = 10;
  private static final long LOOK_EVERY_NANOS = 1_000_000_000L;
  private static final double WINDOW = 100;

  /** A column of the raster. */
  private static final double COLUMN = 0.5;

  private final String title;
  private final Network net;
  private final SequencedMap<Population, SpikeMonitor> spikes;
  private final double end;
  private final WatchPage page;
  private volatile double time;
  private volatile List<SeenSpikes> seen = List.of();
  private long lastLook;

  /**
   * Opens the page.
   *
   * @param title what is simulated
   * @param net the network, before it runs
   * @param spikes what is shown
   * @param end when it will have run
   * @throws IOException if there is no port, or the chart library is not there
   */
  public NetworkWatch(
      String title, Network net, SequencedMap<Population, SpikeMonitor> spikes, double end)
      throws IOException {
    this.title = title;
    this.net = net;
    this.spikes = spikes;
    this.end = end;
    page = new WatchPage(this::state);
    net.every(ASK_EVERY, this::ask);
  }

  /** {@return where the page is} */
  public URI address() {
    return page.address();
  }

  private void ask() {
    time = net.time();
    if (page.isOpen() && (seen.isEmpty() || System.nanoTime() - lastLook >= LOOK_EVERY_NANOS)) {
      seen = spikes.entrySet().stream().map(each -> look(each.getKey(), each.getValue())).toList();
      lastLook = System.nanoTime();
    }
  }

  private SeenSpikes look(Population population, SpikeMonitor monitor) {
    double window = Math.clamp(net.time(), net.dt(), WINDOW);
    long from = net.step() - Math.round(window / net.dt());
    long[] steps = monitor.steps();
    int[] neurons = monitor.neurons();
    List<Integer> drawn = new ArrayList<>();
    for (int s = steps.length - 1; s >= 0 && steps[s] >= from; s--) {
      drawn.add((int) ((steps[s] - from) * net.dt() / COLUMN));
      drawn.add(neurons[s]);
    }
    int size = population.size();
    double rate = 1000 * (drawn.size() / 2) / (size * window);
    return new SeenSpikes(population.name(), (int) Math.ceil(window / COLUMN), size, rate, drawn);
  }

  /** On the page's thread. */
  private byte[] state() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("title", title);
    state.put("label", "time [ms]");
    state.put("rateName", "spikes per neuron and second, against time [ms]");
    state.put("rasterName", "spikes of the last " + Math.round(WINDOW) + " ms");
    state.put("done", time);
    state.put("total", end);
    state.put("steps", new double[] {time});
    state.put("layers", seen);
    return JsonMapper.shared().writeValueAsBytes(state);
  }

  @Override
  public void close() {
    page.close();
  }
}
