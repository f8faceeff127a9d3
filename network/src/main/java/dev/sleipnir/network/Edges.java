package dev.sleipnir.network;

import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.file.InputFile;
import dev.sleipnir.model.file.ReadLimit;
import dev.sleipnir.network.exchange.Sonata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Synapses from a file: which neurons they connect, and a column for each number they have.
 *
 * <pre>{@code
 * var edges = Edges.csv(Path.of("e_to_i.csv"));        // pre,post,weight,delay
 * net.project(e, i).connect(edges.connectivity()).synapse(Synapse.into("ge"))
 *     .weight(edges.values("weight")).delay(edges.values("delay"));
 * }</pre>
 */
public final class Edges {
  private static final String PRE = "pre";
  private static final String POST = "post";
  private static final Map<String, String> OF_SONATA =
      Map.of(Sonata.SOURCE, PRE, Sonata.TARGET, POST);

  private final Path file;

  /** What an entry is called, and the number of the first. */
  private final String entry;

  private final int first;
  private final Map<String, double[]> columns;

  private Edges(Path file, String entry, int first, Map<String, double[]> columns)
      throws IOException {
    this.file = file;
    this.entry = entry;
    this.first = first;
    this.columns = columns;
    for (String neurons : List.of(PRE, POST)) {
      if (!columns.containsKey(neurons)) {
        throw new IOException(
            "expected columns " + PRE + " and " + POST + ", got " + columns.keySet());
      }
    }
    for (Map.Entry<String, double[]> column : columns.entrySet()) {
      if (column.getValue().length != size()) {
        throw new IOException(
            column.getKey()
                + ": expected "
                + size()
                + " values, as of "
                + PRE
                + ", got "
                + column.getValue().length);
      }
    }
  }

  /**
   * Reads a table of text: a line of names separated by commas, {@code pre} and {@code post} among
   * them, then a line of numbers for each synapse. Empty lines at the end are passed over.
   *
   * @param file the file
   * @return its synapses
   * @throws IOException if it cannot be read or a line is not as it has to be; the message names
   *     file and line
   */
  public static Edges csv(Path file) throws IOException {
    return InputFile.read("table of synapses", file, () -> table(file));
  }

  private static Edges table(Path file) throws IOException {
    ReadLimit.require("a table", Files.size(file), 8); // lines are objects, and numbers of them
    List<String> lines = Files.readAllLines(file);
    String[] names = lines.isEmpty() ? new String[0] : lines.get(0).strip().split("\\s*,\\s*", -1);
    int size = lines.size();
    while (size > 1 && lines.get(size - 1).isBlank()) {
      size--;
    }
    double[][] values = new double[names.length][Math.max(0, size - 1)];
    for (int s = 0; s < size - 1; s++) {
      String[] fields = lines.get(s + 1).strip().split("\\s*,\\s*", -1);
      if (fields.length != names.length) {
        throw new IOException(
            "line " + (s + 2) + ": expected " + names.length + " values, got " + fields.length);
      }
      for (int c = 0; c < names.length; c++) {
        try {
          values[c][s] = Double.parseDouble(fields[c]);
        } catch (NumberFormatException e) {
          throw new IOException(
              "line "
                  + (s + 2)
                  + ": expected a number for "
                  + names[c]
                  + ", got '"
                  + fields[c]
                  + "'",
              e);
        }
      }
    }
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (int c = 0; c < names.length; c++) {
      if (columns.put(names[c], values[c]) != null) {
        throw new IOException("line 1: expected each name once, got " + names[c] + " again");
      }
    }
    return new Edges(file, "line", 2, columns);
  }

  /**
   * Reads NumPy's arrays of one axis, {@code pre} and {@code post} among them.
   *
   * @param file the file, {@code .npz}
   * @return its synapses
   * @throws IOException if it cannot be read, or arrays are not of one axis and length; the message
   *     names the file
   */
  public static Edges npz(Path file) throws IOException {
    Map<String, NDArray> arrays = StateDict.read(file).arrays();
    return InputFile.read(
        "arrays of synapses",
        file,
        () -> {
          Map<String, double[]> columns = new LinkedHashMap<>();
          for (Map.Entry<String, NDArray> one : arrays.entrySet()) {
            String name = one.getKey();
            NDArray array = one.getValue();
            if (array.shape().length != 1) {
              throw new IOException(
                  name + ": expected one axis, got " + Arrays.toString(array.shape()));
            }
            columns.put(name, array.toDoubles());
          }
          return new Edges(file, "synapse", 0, columns);
        });
  }

  /**
   * Reads edges in SONATA's format (Dai et al. 2020): {@code source_node_id} and {@code
   * target_node_id} of {@code /edges/POPULATION}, and the numbers of its group {@code 0}, such as
   * {@code syn_weight} and {@code delay}.
   *
   * @param file the file, HDF5
   * @param population the name of the edges' population
   * @return its synapses
   * @throws IOException if it cannot be read or has no such population; the message names the file
   */
  public static Edges sonata(Path file, String population) throws IOException {
    Map<String, double[]> columns = new LinkedHashMap<>();
    Sonata.edges(file, population)
        .forEach((name, numbers) -> columns.put(OF_SONATA.getOrDefault(name, name), numbers));
    return InputFile.read("SONATA edges", file, () -> new Edges(file, "edge", 0, columns));
  }

  /**
   * How many synapses there are.
   *
   * @return at least 0
   */
  public int size() {
    double[] pre = columns.get(PRE);
    return pre == null ? 0 : pre.length;
  }

  /**
   * What is known of each synapse.
   *
   * @return the names of columns, in the file's order
   */
  public List<String> names() {
    return new ArrayList<>(columns.keySet());
  }

  /**
   * Which neurons are connected, in the order of the file. A neuron that the populations do not
   * have is an error, which names file and place, before the network runs.
   *
   * @return the rule
   */
  public Connectivity connectivity() {
    double[] from = column(PRE);
    double[] to = column(POST);
    return (pre, post, random, into) -> {
      for (int s = 0; s < from.length; s++) {
        into.add(neuron(from[s], pre, PRE, s), neuron(to[s], post, POST, s));
      }
    };
  }

  private int neuron(double value, int neurons, String column, int synapse) {
    if (!(value >= 0 && value < neurons && value == Math.rint(value))) {
      throw new IllegalArgumentException(
          file
              + ": "
              + entry
              + " "
              + (first + synapse)
              + ": expected a neuron from 0 to "
              + (neurons - 1)
              + " for "
              + column
              + ", got "
              + value);
    }
    return (int) value;
  }

  /**
   * The numbers of a column, for weights, delays and variables of these synapses.
   *
   * @param name the column's name
   * @return a number for each synapse
   * @throws IllegalArgumentException if there is no such column
   */
  public Values values(String name) {
    return Values.of(column(name));
  }

  private double[] column(String name) {
    double[] values = columns.get(name);
    if (values == null) {
      throw new IllegalArgumentException(
          file + ": expected one of the columns " + columns.keySet() + ", got '" + name + "'");
    }
    return values;
  }
}
