package dev.sleipnir.network.exchange;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.exchange.DType;
import dev.sleipnir.model.exchange.Hdf5Dataset;
import dev.sleipnir.model.exchange.Hdf5Group;
import dev.sleipnir.model.exchange.Hdf5Object;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.network.analysis.SpikeTrains;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Spikes as Neurodata Without Borders 2 (Rübel et al. 2022), which PyNWB, MatNWB and Neo read: the
 * table {@code /units} with a row for each neuron, those without spikes, too. Its columns are
 * {@code spike_times} [s], {@code population} (a name), {@code neuron} (its number there) and
 * {@code obs_intervals}, the window in which spikes were recorded [s].
 */
public final class Nwb {
  private static final String CORE = "core";
  private static final String COMMON = "hdmf-common";
  private static final String VERSION = "2.7.0";
  private static final double MS_PER_SECOND = 1000;

  private final Session session;
  private final Hdf5Group root = new Hdf5Group();

  /**
   * What is said of a run.
   *
   * @param identifier a name that no other file has
   * @param description what was done
   * @param start the moment from which times count
   */
  public record Session(String identifier, String description, Instant start) {}

  private Nwb(Session session) {
    this.session = session;
  }

  /**
   * Writes spikes of a session that began now, under an identifier drawn at random.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @param milliseconds how many milliseconds the trains' unit of time is: 1 where dt is in ms,
   *     1000 where it is in s
   * @param populations the spikes of each population, by its name
   * @throws IOException if it cannot be written; the message names the file
   */
  public static void write(Path file, double milliseconds, Map<String, SpikeTrains> populations)
      throws IOException {
    String identifier = UUID.randomUUID().toString();
    write(file, milliseconds, populations, new Session(identifier, "a simulation", now()));
  }

  /**
   * Writes spikes.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @param milliseconds how many milliseconds the trains' unit of time is: 1 where dt is in ms,
   *     1000 where it is in s
   * @param populations the spikes of each population, by its name
   * @param session what is said of the run
   * @throws IOException if it cannot be written; the message names the file
   */
  public static void write(
      Path file, double milliseconds, Map<String, SpikeTrains> populations, Session session)
      throws IOException {
    Require.positive("milliseconds", milliseconds);
    var nwb = new Nwb(session);
    nwb.head();
    nwb.units(milliseconds / MS_PER_SECOND, populations);
    nwb.root.write(file);
  }

  private static Instant now() {
    return Instant.ofEpochMilli(System.currentTimeMillis());
  }

  private void head() {
    typed(root, "", CORE, "NWBFile").attribute("nwb_version", VERSION);
    root.put("file_create_date", List.of(now().toString()), 1);
    root.put("identifier", session.identifier);
    root.put("session_description", session.description);
    root.put("session_start_time", session.start.toString());
    root.put("timestamps_reference_time", session.start.toString());
    for (String name : List.of("acquisition", "analysis", "processing")) {
      root.group(name);
    }
    root.group("general");
    Hdf5Group stimulus = root.group("stimulus");
    stimulus.group("presentation");
    stimulus.group("templates");
  }

  private void units(double seconds, Map<String, SpikeTrains> populations) {
    int units = populations.values().stream().mapToInt(SpikeTrains::size).reduce(0, Math::addExact);
    int spikes =
        populations.values().stream().mapToInt(SpikeTrains::count).reduce(0, Math::addExact);
    List<String> names = new ArrayList<>(units);
    long[] ids = new long[units];
    long[] neurons = new long[units];
    long[] ends = new long[units];
    long[] windows = new long[units];
    double[] times = new double[spikes];
    double[] intervals = new double[2 * units];
    double resolution = Double.POSITIVE_INFINITY;
    int unit = 0;
    int spike = 0;
    for (Map.Entry<String, SpikeTrains> population : populations.entrySet()) {
      SpikeTrains trains = population.getValue();
      double step = trains.dt() * seconds;
      resolution = Math.min(resolution, step);
      for (int neuron = 0; neuron < trains.size(); neuron++) {
        for (long at : trains.steps(neuron)) {
          times[spike++] = at * step;
        }
        names.add(population.getKey());
        ids[unit] = unit;
        neurons[unit] = neuron;
        intervals[2 * unit] = trains.from() * step;
        intervals[2 * unit + 1] = trains.to() * step;
        ends[unit] = spike;
        windows[unit] = ++unit;
      }
    }
    Hdf5Group table = root.group("units");
    typed(table, "units", CORE, "Units")
        .attribute("description", "neurons of a simulated network")
        .attribute("colnames", List.of("spike_times", "obs_intervals", "population", "neuron"));
    typed(table.put("id", NDArray.of(ids, units)), "id", COMMON, "ElementIdentifiers");
    Hdf5Dataset ragged =
        column(table, "spike_times", "when it spiked [s]", NDArray.of(times, spikes));
    if (units > 0) {
      ragged.attribute("resolution", NDArray.of(new double[] {resolution}));
    }
    index(table, "spike_times", ragged, ends);
    String window = "when it was recorded [s]";
    NDArray recorded = NDArray.of(intervals, units, 2);
    index(table, "obs_intervals", column(table, "obs_intervals", window, recorded), windows);
    Hdf5Dataset population = table.put("population", names, units);
    described(population, "population", "which it belongs to");
    column(table, "neuron", "its number in its population", NDArray.of(neurons, units));
  }

  private Hdf5Dataset column(Hdf5Group table, String name, String description, NDArray values) {
    Hdf5Dataset column = table.put(name, values);
    described(column, name, description);
    return column;
  }

  private void described(Hdf5Dataset column, String name, String description) {
    typed(column, name, COMMON, "VectorData").attribute("description", description);
  }

  /** Where in a column the values of each row end. */
  private void index(Hdf5Group table, String name, Hdf5Dataset column, long[] ends) {
    String index = name + "_index";
    Hdf5Dataset dataset = table.put(index, NDArray.of(ends, ends.length).as(DType.UINT64));
    typed(dataset, index, COMMON, "VectorIndex")
        .attribute("description", "where the values of each row end")
        .attribute("target", column);
  }

  /** Every object has a type and a name of its own, which follows from the session's. */
  private Hdf5Object typed(Hdf5Object object, String name, String namespace, String type) {
    byte[] unique = (session.identifier + '/' + name).getBytes(StandardCharsets.UTF_8);
    return object
        .attribute("namespace", namespace)
        .attribute("neurodata_type", type)
        .attribute("object_id", UUID.nameUUIDFromBytes(unique).toString());
  }
}
