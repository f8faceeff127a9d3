package dev.sleipnir.network.exchange;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.exchange.DType;
import dev.sleipnir.model.exchange.Hdf5Group;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.file.InputFile;
import dev.sleipnir.model.hdf5.Hdf5Input;
import dev.sleipnir.network.analysis.SpikeTrains;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Spikes and edges in SONATA's format (Dai et al. 2020): an HDF5 file with a group {@code
 * /spikes/POPULATION} for each population, and in it {@code node_ids} and {@code timestamps}, the
 * latter in milliseconds, in order of time. Edges, of {@code /edges/POPULATION}, are read.
 */
public final class Sonata {
  /** Which neuron an edge comes from. */
  public static final String SOURCE = "source_node_id";

  /** Which neuron an edge goes to. */
  public static final String TARGET = "target_node_id";

  private static final String SPIKES = "spikes";
  private static final String IDS = "node_ids";
  private static final String TIMES = "timestamps";
  private static final String UNITS = "units";

  private Sonata() {}

  /**
   * Writes spikes.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @param milliseconds how many milliseconds the trains' unit of time is: 1 where dt is in ms,
   *     1000 where it is in s
   * @param populations the spikes of each population, by its name
   * @throws IOException if it cannot be written; the message names the file
   * @throws IllegalArgumentException if a name is empty or has a slash
   */
  public static void write(Path file, double milliseconds, Map<String, SpikeTrains> populations)
      throws IOException {
    Require.positive("milliseconds", milliseconds);
    var root = new Hdf5Group();
    Hdf5Group spikes = root.group(SPIKES);
    populations.forEach((name, trains) -> put(spikes.group(name), milliseconds, trains));
    root.write(file);
  }

  private static void put(Hdf5Group group, double milliseconds, SpikeTrains trains) {
    int count = trains.count();
    long[] ids = Arrays.stream(trains.neurons()).asLongStream().toArray();
    group.put(IDS, NDArray.of(ids, count).as(DType.UINT64));
    double step = trains.dt() * milliseconds;
    double[] times = Arrays.stream(trains.steps()).mapToDouble(s -> s * step).toArray();
    group.put(TIMES, NDArray.of(times, count)).attribute(UNITS, "milliseconds");
  }

  /**
   * Reads the spikes of a population, of this or of another program's file. {@code net.spikes(name,
   * trains.size(), trains.steps(), trains.neurons())} plays them.
   *
   * @param file the file
   * @param population the population's name in the file
   * @param dt the time step
   * @param milliseconds how many milliseconds its unit is: 1 where dt is in ms, 1000 where it is in
   *     s
   * @param size how many neurons there are
   * @return spikes in the nearest steps, in order of time; the window is from step 0 to the last of
   *     them
   * @throws IOException if there is no such population, the file is not of this format, or a neuron
   *     is not among that many; the message names the file
   */
  public static SpikeTrains read(
      Path file, String population, double dt, double milliseconds, int size) throws IOException {
    Require.positive("time step", dt);
    Require.positive("milliseconds", milliseconds);
    return InputFile.read(
        "SONATA spikes",
        file,
        () -> Hdf5Input.read(file, hdf -> trains(hdf, population, dt, milliseconds, size)));
  }

  private static SpikeTrains trains(
      Hdf5Input hdf, String population, double dt, double milliseconds, int size)
      throws IOException {
    Node spikes = hdf.root().getChild(SPIKES);
    Node found = spikes instanceof Group all ? all.getChild(population) : null;
    if (!(found instanceof Group group)) {
      throw new IOException(
          "expected a group /spikes/"
              + population
              + ", got "
              + (spikes instanceof Group all ? all.getChildren().keySet() : "no spikes at all"));
    }
    long[] ids = whole(hdf, group, IDS);
    double[] times = numbers(hdf, group, TIMES);
    if (ids.length != times.length) {
      throw new IOException(
          "expected as many node_ids as timestamps, " + times.length + ", got " + ids.length);
    }
    double step = dt * milliseconds / unit(group);
    int[] order = inOrder(times);
    long[] steps = new long[ids.length];
    int[] neurons = new int[ids.length];
    for (int k = 0; k < steps.length; k++) {
      double time = times[order[k]];
      long id = ids[order[k]];
      if (!(time >= 0 && time / step < 1e18) || id < 0 || id >= size) {
        throw new IOException(
            "expected times from 0 on and neurons from 0 to "
                + (size - 1)
                + ", got neuron "
                + id
                + " at "
                + time);
      }
      steps[k] = Math.round(time / step);
      neurons[k] = (int) id;
    }
    long end = steps.length == 0 ? 0 : steps[steps.length - 1] + 1;
    return new SpikeTrains(dt, size, 0, end, steps, neurons);
  }

  /**
   * Reads what is known of edges: {@value #SOURCE} and {@value #TARGET} of {@code
   * /edges/POPULATION}, and the numbers of its group {@code 0}, such as {@code syn_weight} and
   * {@code delay}.
   *
   * @param file the file, HDF5
   * @param population the name of the edges' population
   * @return name to a number for each edge
   * @throws IOException if it cannot be read or has no such population; the message names the file
   */
  public static SequencedMap<String, double[]> edges(Path file, String population)
      throws IOException {
    return InputFile.read(
        "SONATA edges", file, () -> Hdf5Input.read(file, hdf -> edges(hdf, population)));
  }

  private static SequencedMap<String, double[]> edges(Hdf5Input hdf, String population)
      throws IOException {
    Node edges = hdf.root().getChild("edges");
    Node found = edges instanceof Group all ? all.getChild(population) : null;
    if (!(found instanceof Group group)) {
      throw new IOException(
          "expected a group /edges/"
              + population
              + ", got "
              + (edges instanceof Group all ? all.getChildren().keySet() : "no edges at all"));
    }
    SequencedMap<String, double[]> columns = new LinkedHashMap<>();
    for (String neurons : List.of(SOURCE, TARGET)) {
      columns.put(neurons, Arrays.stream(whole(hdf, group, neurons)).asDoubleStream().toArray());
    }
    if (group.getChild("0") instanceof Group numbers) {
      for (Map.Entry<String, Node> child : numbers.getChildren().entrySet()) {
        if (child.getValue() instanceof Dataset dataset && dataset.getDimensions().length == 1) {
          columns.put(child.getKey(), numbers(hdf, numbers, child.getKey()));
        }
      }
    }
    return columns;
  }

  private static int[] inOrder(double[] times) {
    for (int k = 1; k < times.length; k++) {
      if (!(times[k] >= times[k - 1])) {
        return IntStream.range(0, times.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> times[i]))
            .mapToInt(Integer::intValue)
            .toArray();
      }
    }
    return IntStream.range(0, times.length).toArray();
  }

  /** Milliseconds of the unit of times. */
  private static double unit(Group group) throws IOException {
    Node times = group.getChild(TIMES);
    if (times == null || times.getAttribute(UNITS) == null) {
      return 1;
    }
    String unit = String.valueOf(times.getAttribute(UNITS).getData());
    return switch (unit) {
      case "milliseconds", "millisecond", "ms" -> 1;
      case "seconds", "second", "s" -> 1000;
      default ->
          throw new IOException("expected timestamps in milliseconds or seconds, got " + unit);
    };
  }

  private static long[] whole(Hdf5Input hdf, Group group, String name) throws IOException {
    return switch (data(hdf, group, name)) {
      case null -> new long[0];
      case long[] values -> values;
      case int[] values -> Arrays.stream(values).asLongStream().toArray();
      case java.math.BigInteger[] values ->
          Arrays.stream(values).mapToLong(java.math.BigInteger::longValueExact).toArray();
      case Object other -> throw wrong(name, "whole numbers", other);
    };
  }

  private static double[] numbers(Hdf5Input hdf, Group group, String name) throws IOException {
    return switch (data(hdf, group, name)) {
      case null -> new double[0];
      case double[] values -> values;
      case float[] values -> {
        double[] wide = new double[values.length];
        for (int k = 0; k < wide.length; k++) {
          wide[k] = values[k];
        }
        yield wide;
      }
      case Object other -> throw wrong(name, "numbers", other);
    };
  }

  private static @Nullable Object data(Hdf5Input hdf, Group group, String name) throws IOException {
    return group.getChild(name) instanceof Dataset dataset && !dataset.isEmpty()
        ? hdf.data(dataset)
        : null;
  }

  private static IOException wrong(String name, String expected, Object got) {
    return new IOException(
        name + ": expected one axis of " + expected + ", got " + got.getClass().getSimpleName());
  }
}
