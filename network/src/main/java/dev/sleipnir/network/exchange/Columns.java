package dev.sleipnir.network.exchange;

import dev.sleipnir.model.exchange.ArrayFormat;
import dev.sleipnir.model.exchange.Hdf5Group;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.file.OutputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A table with named columns, and what is said of all of it, to be written to a file.
 *
 * <ul>
 *   <li>{@code .csv}: a line of names, then a line for each row; what is said of all is left out
 *   <li>{@code .npz}: an array for each column, and one without axes for each thing said
 *   <li>{@code .h5}: a dataset for each column, and an attribute of the root for each thing said
 * </ul>
 */
public final class Columns {
  private final int rows;
  private final Map<String, Object> columns = new LinkedHashMap<>();
  private final Map<String, int[]> axes = new LinkedHashMap<>();
  private final Map<String, Number> said = new LinkedHashMap<>();

  /** Several columns at once. */
  private static final class Matrix {
    private final float[] values;
    private final int[] things;

    Matrix(float[] values, int[] things) {
      this.values = values;
      this.things = things;
    }

    float at(int row, int thing) {
      return values[row * things.length + thing];
    }
  }

  /**
   * A table without columns.
   *
   * @param rows how many rows each column has, at least 0
   */
  public Columns(int rows) {
    if (rows < 0) {
      throw new IllegalArgumentException("rows: expected at least 0, got " + rows);
    }
    this.rows = rows;
  }

  /**
   * Adds whole numbers.
   *
   * @param name a name that no other column has
   * @param values one for each row
   * @return this
   * @throws IllegalArgumentException if the name is taken or there are more or fewer values
   */
  public Columns with(String name, long[] values) {
    return with(name, values, values.length);
  }

  /**
   * Adds whole numbers.
   *
   * @param name a name that no other column has
   * @param values one for each row
   * @return this
   * @throws IllegalArgumentException if the name is taken or there are more or fewer values
   */
  public Columns with(String name, int[] values) {
    long[] wide = new long[values.length];
    for (int k = 0; k < wide.length; k++) {
      wide[k] = values[k];
    }
    return with(name, wide, wide.length);
  }

  /**
   * Adds numbers.
   *
   * @param name a name that no other column has
   * @param values one for each row
   * @return this
   * @throws IllegalArgumentException if the name is taken or there are more or fewer values
   */
  public Columns with(String name, double[] values) {
    return with(name, values, values.length);
  }

  /**
   * Adds numbers of single precision.
   *
   * @param name a name that no other column has
   * @param values one for each row
   * @return this
   * @throws IllegalArgumentException if the name is taken or there are more or fewer values
   */
  public Columns with(String name, float[] values) {
    return with(name, values, values.length);
  }

  /**
   * Adds a number for each row and each of some things: neurons, for instance. In a {@code .csv}
   * each thing has a column of its own, called NAME[THING].
   *
   * @param name a name that no other column has
   * @param values [rows, things]
   * @param axis what the things are called: a name that no other column has
   * @param things their numbers
   * @return this
   * @throws IllegalArgumentException if a name is taken or there are more or fewer values
   */
  public Columns with(String name, float[] values, String axis, int[] things) {
    if ((long) rows * things.length != values.length) {
      throw new IllegalArgumentException(
          name
              + ": expected "
              + rows
              + " rows of "
              + things.length
              + " values, got "
              + values.length
              + " values");
    }
    axes.put(axis, things.clone());
    return with(name, new Matrix(values, things), rows);
  }

  private Columns with(String name, Object values, int length) {
    if (length != rows) {
      throw new IllegalArgumentException(
          name + ": expected " + rows + " values, one for each row, got " + length);
    }
    if (said.containsKey(name) || columns.putIfAbsent(name, values) != null) {
      throw new IllegalArgumentException(
          "columns: expected a new name, got '" + name + "' a second time");
    }
    return this;
  }

  /**
   * Says something of all of the table.
   *
   * @param name what; a name that no column has
   * @param value a number
   * @return this
   * @throws IllegalArgumentException if the name is taken
   */
  public Columns say(String name, double value) {
    return said(name, value);
  }

  /**
   * Says something of all of the table.
   *
   * @param name what; a name that no column has
   * @param value a whole number
   * @return this
   * @throws IllegalArgumentException if the name is taken
   */
  public Columns say(String name, long value) {
    return said(name, value);
  }

  private Columns said(String name, Number value) {
    if (columns.containsKey(name) || said.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException(
          "columns: expected a new name, got '" + name + "' a second time");
    }
    return this;
  }

  /**
   * Writes the table.
   *
   * @param file where; replaced if it exists, untouched if writing fails; its name ends in {@code
   *     .csv}, {@code .npz}, {@code .h5} or {@code .hdf5}
   * @throws IOException if it cannot be written; the message names the file
   * @throws IllegalArgumentException if its name ends otherwise
   */
  public void write(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      OutputFile.write(file, this::csv);
    } else if (name.endsWith(".npz")) {
      StateDict.of(arrays()).write(file, ArrayFormat.NPZ);
    } else if (name.endsWith(".h5") || name.endsWith(".hdf5")) {
      hdf5().write(file);
    } else {
      throw new IllegalArgumentException(
          "expected a name that ends in .csv, .npz, .h5 or .hdf5, got " + file);
    }
  }

  private Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = datasets();
    said.forEach((name, value) -> arrays.put(name, scalar(value)));
    return arrays;
  }

  private Hdf5Group hdf5() {
    var root = new Hdf5Group();
    datasets().forEach(root::put);
    said.forEach((name, value) -> root.attribute(name, scalar(value)));
    return root;
  }

  private static NDArray scalar(Number value) {
    return value instanceof Long whole
        ? NDArray.of(new long[] {whole})
        : NDArray.of(new double[] {value.doubleValue()});
  }

  private Map<String, NDArray> datasets() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    columns.forEach(
        (name, values) ->
            arrays.put(
                name,
                switch (values) {
                  case long[] whole -> NDArray.of(whole, rows);
                  case double[] wide -> NDArray.of(wide, rows);
                  case Matrix m -> NDArray.of(m.values, rows, m.things.length);
                  default -> NDArray.of((float[]) values, rows);
                }));
    axes.forEach(
        (axis, things) ->
            arrays.put(
                axis, NDArray.of(Arrays.stream(things).asLongStream().toArray(), things.length)));
    return arrays;
  }

  private void csv(OutputStream out) throws IOException {
    var text = new StringBuilder();
    List<String> names = new ArrayList<>();
    columns.forEach(
        (name, values) -> {
          if (values instanceof Matrix m) {
            Arrays.stream(m.things).forEach(thing -> names.add(quoted(name + '[' + thing + ']')));
          } else {
            names.add(quoted(name));
          }
        });
    text.append(String.join(",", names)).append('\n');
    for (int row = 0; row < rows; row++) {
      String comma = "";
      for (Object values : columns.values()) {
        if (values instanceof Matrix m) {
          for (int thing = 0; thing < m.things.length; thing++) {
            text.append(comma).append(m.at(row, thing));
            comma = ",";
          }
          continue;
        }
        text.append(comma);
        switch (values) {
          case long[] whole -> text.append(whole[row]);
          case double[] wide -> text.append(wide[row]);
          default -> text.append(((float[]) values)[row]);
        }
        comma = ",";
      }
      text.append('\n');
      if (text.length() > 1 << 15) {
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        text.setLength(0);
      }
    }
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String quoted(String name) {
    boolean isPlain = name.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
