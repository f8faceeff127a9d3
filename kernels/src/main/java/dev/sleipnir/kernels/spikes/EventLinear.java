package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.gemm.Panels;
import dev.sleipnir.kernels.gemm.Tile;
import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Lanes;
import dev.sleipnir.kernels.simd.VectorApi;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The drive of a dense layer: for every spike a row of the transposed weights is added. Weights are
 * cut into tiles of columns that stay in the second-level cache while time runs; a unit is the
 * neurons of a tile, or of as many as share a word of spikes, in every sample.
 *
 * <p>Sums run in ascending order of inputs, as {@link dev.sleipnir.kernels.gemm.Gemm}'s do: both
 * give the same bits.
 */
public final class EventLinear extends SpikeDrive {
  private static final int LANES = Lanes.COUNT;

  private static final float[] EMPTY = {};
  private static final SpikeRows NOTHING = SpikeRows.silent(0, 0);

  private final int inputs;
  private final int outputs;
  private final int batch;
  private final Parallel parallel;

  /** Vectors of a tile. */
  private final int vectors;

  /** Columns of a tile. */
  private final int columns;

  /** Tiles of a unit. */
  private final int tilesOfUnit;

  private final int units;
  private final int blockSteps;
  private final Parallel.Task packTask = this::packTile;
  private final Parallel.Task listTask = this::listBlock;
  private final Parallel.Task turnTask = this::turnBlock;
  private final Parallel.Task addTask = this::addTile;

  private SpikeRows in = NOTHING;
  private int steps;
  private float[] weights = EMPTY;
  private long packedVersion;
  private final WeightTiles packed;
  private final float[][] rowsToPack;
  private float @Nullable [] bias;
  private float[] sums = EMPTY;
  private float[] biasSums = EMPTY;
  private float[] target = EMPTY;
  private SpikeIndex[] lists = {};
  private SpikeIndex[] turned = {};

  /**
   * A layer of these sizes.
   *
   * @param inputs features in
   * @param outputs features out
   * @param batch samples of a time step
   * @param parallel the threads
   * @throws IllegalArgumentException if a size is not positive
   */
  public EventLinear(int inputs, int outputs, int batch, Parallel parallel) {
    VectorApi.require();
    Require.positive("inputs", inputs);
    Require.positive("outputs", outputs);
    Require.positive("batch", batch);
    this.inputs = inputs;
    this.outputs = outputs;
    this.batch = batch;
    this.parallel = parallel;
    vectors = TileSums.vectors(outputs);
    columns = vectors * LANES;
    // Units share no word of spikes.
    tilesOfUnit = Math.max(1, Math.min(64 / columns, Tile.count(outputs, columns)));
    units = Tile.count(outputs, tilesOfUnit * columns);
    long ofStep = (long) batch * TileSums.widestColumns(outputs);
    blockSteps = (int) Math.max(1, Tuning.EVENT_BLOCK_FLOATS / ofStep);
    packed = new WeightTiles(vectors, (long) tiles() * inputs);
    rowsToPack = new float[parallel.threads()][Tuning.EVENT_PACKED_INPUTS * columns];
  }

  private int tiles() {
    return units * tilesOfUnit;
  }

  @Override
  public void begin(SpikeRows in, int steps, float[][] parameters, long version) {
    float[] weights = parameters[0];
    this.in = in;
    this.steps = steps;
    bias = parameters.length > 1 ? parameters[1] : null;
    if (!isSame(weights, this.weights) || version != packedVersion) {
      this.weights = weights;
      packedVersion = version;
      parallel.forEach(tiles(), packTask);
    }
    lists = indices(lists);
    parallel.forEach(blocks(), listTask);
  }

  @SuppressWarnings("ReferenceEquality") // whether it is the same array is the question
  private static boolean isSame(float[] a, float[] b) {
    return a == b;
  }

  private int blocks() {
    return Tile.count(steps, blockSteps);
  }

  /** At least one index for each block of steps. */
  private SpikeIndex[] indices(SpikeIndex[] old) {
    if (old.length >= blocks()) {
      return old;
    }
    SpikeIndex[] all = Arrays.copyOf(old, blocks());
    for (int b = old.length; b < all.length; b++) {
      all[b] = new SpikeIndex();
    }
    return all;
  }

  private void packTile(int tile, int worker) {
    int first = tile * columns;
    int rows = Math.clamp(outputs - first, 0, columns);
    float[] turnedRows = rowsToPack[worker];
    for (int k = 0; k < inputs; k += Tuning.EVENT_PACKED_INPUTS) {
      int depth = Math.min(Tuning.EVENT_PACKED_INPUTS, inputs - k);
      Panels.turn(weights, first * inputs + k, inputs, depth, rows, turnedRows, 0, columns);
      packed.set((long) tile * inputs + k, turnedRows, 0, depth);
    }
  }

  private void listBlock(int block, int worker) {
    int first = block * blockSteps * batch;
    int rows = Math.min(blockSteps * batch, steps * batch - first);
    lists[block].list(in, first, 1, rows, cell(first, rows));
  }

  /**
   * Inputs of a cell, whose weights are used for all rows before the next ones' are: as many as
   * leave them in the second-level cache, or, where many neurons spike, in the first.
   */
  private int cell(int first, int rows) {
    long spikes = in.count(first, first + rows);
    if (spikes > Tuning.EVENT_FIRST_LEVEL * rows * inputs) {
      return Tuning.EVENT_FIRST_LEVEL_INPUTS;
    }
    int most = Tuning.EVENT_TILE_FLOATS / columns & ~63;
    return inputs <= most ? inputs : most;
  }

  @Override
  public int tasks() {
    return units;
  }

  @Override
  public int firstUnit(int task) {
    return task;
  }

  @Override
  public int neurons() {
    return tilesOfUnit * batch * columns;
  }

  @Override
  public boolean isSample() {
    return false;
  }

  @Override
  public int blockSteps() {
    return blockSteps;
  }

  /** Units depend on the sizes of the outputs alone. */
  @Override
  public boolean hasUnitsOf(SpikeDrive other) {
    return other instanceof EventLinear && hasSizesOf(other);
  }

  /** Outputs of a tile that exist. */
  private int width(int tile) {
    return Math.clamp(outputs - tile * columns, 0, columns);
  }

  @Override
  public void drive(int unit, int first, int count, float[] out, int worker) {
    SpikeIndex index = lists[first / blockSteps];
    for (int own = 0; own < tilesOfUnit; own++) {
      int tile = unit * tilesOfUnit + own;
      start(tile, own, count, out);
      for (int cell = 0; cell < index.cells(); cell++) {
        add(index, cell, tile, own, count, out);
      }
    }
  }

  private void add(SpikeIndex index, int cell, int tile, int own, int count, float[] out) {
    for (int t = 0; t < count; t++) {
      int at = (t * tilesOfUnit + own) * batch * columns;
      for (int b = 0; b < batch; b++) {
        int list = (t * batch + b) * index.cells() + cell;
        packed.sum(
            index.spikes(),
            index.starts()[list],
            index.starts()[list + 1],
            (long) tile * inputs,
            out,
            at + b * columns);
      }
    }
  }

  /** Sums begin at the bias or 0. */
  private void start(int tile, int own, int count, float[] out) {
    int width = width(tile);
    for (int t = 0; t < count; t++) {
      int at = (t * tilesOfUnit + own) * batch * columns;
      Arrays.fill(out, at, at + batch * columns, 0f);
      for (int b = 0; bias != null && width > 0 && b < batch; b++) {
        System.arraycopy(bias, tile * columns, out, at + b * columns, width);
      }
    }
  }

  @Override
  public void toUnit(int unit, float[] all, int allAt, float[] own, int ownAt) {
    for (int o = 0; o < tilesOfUnit; o++) {
      int tile = unit * tilesOfUnit + o;
      int width = width(tile);
      for (int b = 0; b < batch; b++) {
        int to = ownAt + (o * batch + b) * columns;
        if (width > 0) {
          System.arraycopy(all, allAt + b * outputs + tile * columns, own, to, width);
        }
        Arrays.fill(own, to + width, to + columns, 0f);
      }
    }
  }

  @Override
  public void fromUnit(int unit, float[] own, int ownAt, float[] all, int allAt) {
    for (int o = 0; o < tilesOfUnit; o++) {
      int tile = unit * tilesOfUnit + o;
      int width = width(tile);
      for (int b = 0; width > 0 && b < batch; b++) {
        int from = ownAt + (o * batch + b) * columns;
        System.arraycopy(own, from, all, allAt + b * outputs + tile * columns, width);
      }
    }
  }

  @Override
  public void pack(int unit, SpikeRows own, int first, int count, SpikeRows out) {
    for (int t = 0; t < count; t++) {
      for (int b = 0; b < batch; b++) {
        int row = (first + t) * batch + b;
        for (int o = 0; o < tilesOfUnit; o++) {
          int tile = unit * tilesOfUnit + o;
          int at = (o * batch + b) * columns;
          SpikeMoves.copy(own, t, at, width(tile), out, row, tile * columns);
        }
      }
    }
  }

  @Override
  public void beginGradients(int workers) {
    if (sums.length == 0) {
      sums = new float[tiles() * inputs * columns];
      biasSums = new float[tiles() * columns];
    }
    Arrays.fill(sums, 0f);
    Arrays.fill(biasSums, 0f);
    turned = indices(turned);
    parallel.forEach(blocks(), turnTask);
  }

  private void turnBlock(int block, int worker) {
    lists[block].turnInto(turned[block], inputs, batch, tilesOfUnit * batch);
  }

  @Override
  public void addGradients(int unit, int first, int count, float[] gradient, int worker) {
    SpikeIndex index = turned[first / blockSteps];
    for (int own = 0; own < tilesOfUnit; own++) {
      int tile = unit * tilesOfUnit + own;
      int at = tile * inputs * columns;
      for (int k = 0; k < inputs; k++) {
        TileSums.sum(
            vectors,
            index.spikes(),
            index.starts()[k],
            index.starts()[k + 1],
            gradient,
            own * batch * columns,
            sums,
            at + k * columns);
      }
      for (int t = 0; bias != null && t < count; t++) {
        int row = (t * tilesOfUnit + own) * batch * columns;
        TileSums.addRows(vectors, batch, gradient, row, biasSums, tile * columns);
      }
    }
  }

  @Override
  public void endGradients(float[][] gradients) {
    target = gradients[0];
    parallel.forEach(tiles(), addTask);
    target = EMPTY;
    for (int o = 0; gradients.length > 1 && o < outputs; o++) {
      gradients[1][o] += biasSums[o];
    }
  }

  private void addTile(int tile, int worker) {
    int width = width(tile);
    float[] turnedRows = rowsToPack[worker];
    for (int k = 0; k < inputs; k += Tuning.EVENT_PACKED_INPUTS) {
      int depth = Math.min(Tuning.EVENT_PACKED_INPUTS, inputs - k);
      Panels.turn(
          sums,
          (tile * inputs + k) * columns,
          columns,
          width,
          depth,
          turnedRows,
          0,
          Tuning.EVENT_PACKED_INPUTS);
      for (int c = 0; c < width; c++) {
        int at = (tile * columns + c) * inputs + k;
        Elementwise.add(target, at, turnedRows, c * Tuning.EVENT_PACKED_INPUTS, target, at, depth);
      }
    }
  }

  @Override
  public void end() {
    in = NOTHING;
    bias = null;
  }

  @Override
  public long allocatedBytes() {
    long rows = (long) rowsToPack.length * Tuning.EVENT_PACKED_INPUTS * columns;
    return packed.bytes() + Float.BYTES * (rows + sums.length + biasSums.length);
  }
}
