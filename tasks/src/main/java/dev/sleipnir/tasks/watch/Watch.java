package dev.sleipnir.tasks.watch;

import dev.sleipnir.model.train.EpochResult;
import dev.sleipnir.model.train.TrainingListener;
import dev.sleipnir.model.train.TrainingTask;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows a training on a local page while it goes: loss and metric of steps and epochs, and, of one
 * sample, the spikes and the rates of each layer.
 *
 * <p>What a step costs is a few additions. The network is looked at on the thread that trains,
 * between steps, and only while a page is open: for at most a fiftieth of the time. It changes no
 * bit of the training.
 */
public final class Watch implements TrainingListener, Closeable {
  private static final long LOOK_EVERY_NANOS = 2_000_000_000L;

  /** A look may take a fiftieth of the time. */
  private static final int SHARE = 50;

  private final String title;
  private final Supplier<SequencedMap<String, float[][]>> spikes;
  private final WatchPage page;
  private final StepFigures figures = new StepFigures();
  private final List<Map<String, Object>> epochs = new CopyOnWriteArrayList<>();
  private volatile String label = "";
  private volatile String metric = "";
  private volatile int done;
  private volatile int total;
  private volatile List<SeenSpikes> layers = List.of();
  private long nextLook;
  private boolean looked;

  /**
   * Opens the page.
   *
   * @param title what is trained
   * @param spikes asks the network, as it is, for the spikes of one sample: [steps][neurons] of
   *     each layer, by name
   * @throws IOException if there is no port, or the chart library is not there
   */
  public Watch(String title, Supplier<SequencedMap<String, float[][]>> spikes) throws IOException {
    this.title = title;
    this.spikes = spikes;
    page = new WatchPage(this::state);
  }

  /** {@return where the page is} */
  public URI address() {
    return page.address();
  }

  @Override
  public void started(String what, TrainingTask task) {
    label = what;
    metric = task.metric();
    total = task.samples();
    done = 0;
  }

  @Override
  public void updating(long step, double loss, double ofBatch) {
    figures.add(step, loss, ofBatch);
  }

  @Override
  public void progressed(int samples, double loss, double mean) {
    done = samples;
    long now = System.nanoTime();
    if (page.isOpen() && (!looked || now - nextLook >= 0)) {
      looked = true;
      layers = look();
      long took = System.nanoTime() - now;
      nextLook = System.nanoTime() + Math.max(LOOK_EVERY_NANOS, SHARE * took);
    }
  }

  /**
   * Hears of an epoch.
   *
   * @param epoch its figures
   */
  public void epoch(EpochResult epoch) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("epoch", epoch.epoch());
    row.put("trainLoss", epoch.trainLoss());
    row.put("trainMetric", epoch.trainMetric());
    row.put("testLoss", epoch.testLoss());
    row.put("testMetric", epoch.testMetric());
    epochs.add(row);
  }

  private List<SeenSpikes> look() {
    List<SeenSpikes> seen = new ArrayList<>();
    spikes
        .get()
        .forEach(
            (name, of) -> {
              int neurons = of.length == 0 ? 0 : of[0].length;
              List<Integer> events = new ArrayList<>();
              for (int t = 0; t < of.length; t++) {
                for (int n = 0; n < neurons; n++) {
                  if (of[t][n] != 0) {
                    events.add(t);
                    events.add(n);
                  }
                }
              }
              double rate = events.size() / 2. / Math.max(1, (double) of.length * neurons);
              seen.add(new SeenSpikes(name, of.length, neurons, rate, events));
            });
    return seen;
  }

  /** On the page's thread. */
  private byte[] state() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("title", title);
    state.put("label", label);
    state.put("metric", metric);
    state.put("done", done);
    state.put("total", total);
    state.putAll(figures.copy());
    state.put("epochs", epochs);
    state.put("layers", layers);
    return JsonMapper.shared().writeValueAsBytes(state);
  }

  @Override
  public void close() {
    page.close();
  }
}
