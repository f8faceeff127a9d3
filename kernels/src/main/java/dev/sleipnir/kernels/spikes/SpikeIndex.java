package dev.sleipnir.kernels.spikes;

import java.util.Arrays;

/**
 * The spikes of some rows as lists of indices, in ascending order, cut into cells: the neurons of a
 * row for matrices, the channels of a pixel for images. Lists of neighbouring cells follow one
 * another, so that the spikes of a run of pixels are one range.
 *
 * <p>An instance keeps its arrays from one call to the next, as long as they are large enough.
 */
final class SpikeIndex {
  /** Cells of their own way of listing. */
  static final int HALF_WORD = 32;

  private int cell = 1;
  private int cells;
  private int rows;
  private int[] starts = new int[1];
  private int[] spikes = {};

  /**
   * Lists the spikes of some rows.
   *
   * @param source where they come from
   * @param firstRow first row
   * @param rowStep distance to the next
   * @param count number of rows
   * @param cellSize neurons of a cell; the last may have fewer
   */
  void list(SpikeRows source, int firstRow, int rowStep, int count, int cellSize) {
    int total = 0;
    for (int r = 0; r < count; r++) {
      int row = firstRow + r * rowStep;
      total += (int) source.count(row, row + 1);
    }
    reserve(count, source.features(), cellSize, total);
    int at = 0;
    for (int r = 0; r < count; r++) {
      at = listRow(source, firstRow + r * rowStep, r, at);
    }
    starts[rows * cells] = at;
  }

  /** Makes room. */
  void reserve(int rowCount, int features, int cellSize, int spikeCount) {
    cell = cellSize;
    cells = (features + cellSize - 1) / cellSize;
    rows = rowCount;
    if (starts.length <= rows * cells) {
      starts = new int[rows * cells + 1];
    }
    // More: where cells are single neurons, an index is written before it is known to count.
    int needed = spikeCount + SpikeLists.ROOM;
    if (spikes.length < needed) {
      spikes = new int[Math.max(needed, 2 * spikes.length)];
    }
  }

  private int listRow(SpikeRows source, int row, int local, int from) {
    int at = from;
    long[] bits = source.bits();
    int word = row * source.words();
    int first = local * cells;
    if (cells == 1 || (cell & 63) == 0) {
      int perCell = (cell + 63) >>> 6;
      for (int c = 0; c < cells; c++) {
        starts[first + c] = at;
        int end = Math.min(source.words(), (c + 1) * perCell);
        at = SpikeLists.list(bits, word, c * perCell, end, spikes, at);
      }
      return at;
    }
    if (cell == HALF_WORD) {
      return SpikeLists.listHalves(bits, word, cells, spikes, at, starts, first);
    }
    if (cell == 1) {
      for (int f = 0; f < cells; f++) {
        starts[first + f] = at;
        spikes[at] = f;
        at += (int) (bits[word + (f >>> 6)] >>> f & 1);
      }
      return at;
    }
    for (int c = 0; c < cells; c++) {
      starts[first + c] = at;
      int end = Math.min(source.features(), (c + 1) * cell);
      for (int f = c * cell; f < end; f += 64) {
        int length = Math.min(64, end - f);
        at = listWord(source.field(row, f, length), f, at);
      }
    }
    return at;
  }

  private int listWord(long word, int base, int from) {
    int at = from;
    for (long rest = word; rest != 0; rest &= rest - 1) {
      spikes[at++] = base + Long.numberOfTrailingZeros(rest);
    }
    return at;
  }

  /**
   * Turns an index round: lists for each neuron the rows it spiked in.
   *
   * @param turned receives the lists, one row of a cell for each neuron
   * @param features neurons of a row
   * @param batch rows of a time step
   * @param step row r is listed as r / batch * step + r % batch
   */
  void turnInto(SpikeIndex turned, int features, int batch, int step) {
    int total = count();
    turned.reserve(features, 1, 1, total);
    int[] to = turned.starts;
    Arrays.fill(to, 0, features + 1, 0);
    for (int j = 0; j < total; j++) {
      to[spikes[j] + 1]++;
    }
    for (int f = 0; f < features; f++) {
      to[f + 1] += to[f];
    }
    for (int r = 0; r < rows; r++) {
      int listed = r / batch * step + r % batch;
      for (int j = starts[r * cells]; j < starts[(r + 1) * cells]; j++) {
        turned.spikes[to[spikes[j]]++] = listed;
      }
    }
    // Every start has moved to the next one's place.
    System.arraycopy(to, 0, to, 1, features);
    to[0] = 0;
  }

  /** Number of spikes listed. */
  int count() {
    return starts[rows * cells];
  }

  /** Where the list of each cell begins, [rows * cells + 1]. */
  int[] starts() {
    return starts;
  }

  /** Indices within the row. */
  int[] spikes() {
    return spikes;
  }

  /** Cells of a row. */
  int cells() {
    return cells;
  }
}
