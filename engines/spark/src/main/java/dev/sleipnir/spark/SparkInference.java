package dev.sleipnir.spark;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.network.Model;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;

/**
 * A network over a column of a table: each row's numbers go in, the network's answer stands in a
 * column more.
 *
 * <pre>{@code
 * var inference = new SparkInference(Path.of("digits.slp"), (network, rows) -> {
 *   Tensor spikes = new ConstantCurrentLifEncoder(16).encode(rows.reshape(rows.shape()[0], 1, 28, 28));
 *   return Lift.of(network).forward(spikes).maxOverTime();
 * });
 * Dataset<Row> scored = inference.batch(64).add(images, "pixels", "scores");
 * }</pre>
 */
public final class SparkInference {
  /** What a network does with some rows; a lambda that captures only what can be serialised. */
  @FunctionalInterface
  public interface Rows extends Serializable {
    /**
     * Computes the answers to a few rows.
     *
     * @param network the network, as the file has it
     * @param rows [rows, numbers of a row]
     * @return [rows, numbers of an answer]
     */
    Tensor apply(NetworkModule network, Tensor rows);
  }

  private final Path model;
  private final Rows rows;
  private final int batch;

  /**
   * Inference with 64 rows at a time.
   *
   * @param model a network's file, on the driver; executors get its bytes
   * @param rows what is done with rows
   */
  public SparkInference(Path model, Rows rows) {
    this(model, rows, 64);
  }

  private SparkInference(Path model, Rows rows, int batch) {
    this.model = model;
    this.rows = rows;
    this.batch = batch;
  }

  /**
   * The same with another number of rows at a time.
   *
   * @param size at least 1
   * @return another inference
   * @throws IllegalArgumentException if it is less than 1
   */
  public SparkInference batch(int size) {
    Require.atLeast("batch", 1, size);
    return new SparkInference(model, rows, size);
  }

  /**
   * A table with one column more.
   *
   * @param table the rows
   * @param input a column of equally long arrays of {@code float}
   * @param output what the new column, arrays of {@code float}, is called
   * @return computed when it is asked for
   * @throws IOException if the network's file cannot be read
   * @throws IllegalArgumentException if there is no such column, it is none of floats, or the new
   *     one is there
   */
  public Dataset<Row> add(Dataset<Row> table, String input, String output) throws IOException {
    List<String> columns = List.of(table.columns());
    if (!columns.contains(input) || columns.contains(output)) {
      throw new IllegalArgumentException(
          "expected a column " + input + " and none " + output + ", got " + columns);
    }
    var floats = DataTypes.createArrayType(DataTypes.FloatType);
    if (!floats.sameType(table.schema().apply(input).dataType())) {
      throw new IllegalArgumentException(
          "column "
              + input
              + ": expected arrays of float, got "
              + table.schema().apply(input).dataType().simpleString());
    }
    Broadcast<byte[]> bytes =
        JavaSparkContext.fromSparkContext(table.sparkSession().sparkContext())
            .broadcast(Files.readAllBytes(model));
    var scoring =
        new Scoring(UUID.randomUUID().toString(), bytes, rows, batch, columns.indexOf(input));
    return table.mapPartitions(scoring, Encoders.row(table.schema().add(output, floats)));
  }

  /** What a partition does. */
  private record Scoring(String id, Broadcast<byte[]> bytes, Rows rows, int batch, int column)
      implements MapPartitionsFunction<Row, Row> {
    /** Networks of this process: read once, shared by its tasks. */
    private static final Map<String, NetworkModule> NETWORKS = new ConcurrentHashMap<>();

    @Override
    public Iterator<Row> call(Iterator<Row> partition) {
      NetworkModule network = NETWORKS.computeIfAbsent(id, n -> network());
      return new Iterator<>() {
        private Iterator<Row> ready = List.<Row>of().iterator();

        @Override
        public boolean hasNext() {
          return ready.hasNext() || partition.hasNext();
        }

        @Override
        public Row next() {
          if (!ready.hasNext()) {
            List<Row> some = new ArrayList<>();
            while (some.size() < batch && partition.hasNext()) {
              some.add(partition.next());
            }
            ready = score(network, some).iterator();
          }
          return ready.next();
        }
      };
    }

    private NetworkModule network() {
      try {
        Path file = Files.createTempFile("sleipnir-spark", ".model");
        try {
          Files.write(file, bytes.value());
          return Model.load(file).network();
        } finally {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    private List<Row> score(NetworkModule network, List<Row> some) {
      int width = some.getFirst().<Float>getList(column).size();
      float[] values = new float[Math.multiplyExact(some.size(), width)];
      for (int r = 0; r < some.size(); r++) {
        List<Float> numbers = some.get(r).getList(column);
        if (numbers.size() != width) {
          throw new IllegalArgumentException(
              "rows: expected arrays of one length, got " + width + " and " + numbers.size());
        }
        for (int i = 0; i < width; i++) {
          values[r * width + i] = numbers.get(i);
        }
      }
      Tensor answers = rows.apply(network, Tensor.of(values, some.size(), width));
      if (answers.shape().length != 2 || answers.shape()[0] != some.size()) {
        throw new IllegalArgumentException(
            "answers: expected ["
                + some.size()
                + ", numbers], got "
                + java.util.Arrays.toString(answers.shape()));
      }
      float[] scores = answers.toArray();
      int outputs = answers.shape()[1];
      List<Row> scored = new ArrayList<>();
      for (int r = 0; r < some.size(); r++) {
        Row row = some.get(r);
        Object[] fields = new Object[row.size() + 1];
        for (int f = 0; f < row.size(); f++) {
          fields[f] = row.get(f);
        }
        Float[] own = new Float[outputs];
        for (int i = 0; i < outputs; i++) {
          own[i] = scores[r * outputs + i];
        }
        fields[row.size()] = own;
        scored.add(RowFactory.create(fields));
      }
      return scored;
    }
  }
}
