package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.math.Reductions;

/**
 * The synapses that the pre-synaptic spikes of a step reach, of some rows at a time: gathered, so
 * that their changes are computed with whole vectors, however few spikes there are.
 *
 * <p>An event is a column of the weights, the same in every row, and the post-synaptic unit whose
 * traces count there, as a distance from the row's first unit.
 */
final class EventBlock {
  /** Synapses that make a block worth computing; more where a row alone has more events. */
  private static final int ENOUGH = 2048;

  private final CompiledRule rule;
  private final int rowLength;
  private final int unitsPerRow;
  private final int pre;
  private final int post;
  private final int variables;
  private final int[] column;
  private final int[] unit;
  private final float[][] columns;
  private final float[][] weights;
  private final int[] rows;
  private int count;
  private int rowsPerBlock;
  private int filled;

  /**
   * Room for events.
   *
   * @param rule the kernels
   * @param mostEvents how many there can be
   * @param rowCount rows of the weights
   * @param rowLength weights of a row
   * @param unitsPerRow distance between the first post-synaptic units of two rows
   */
  EventBlock(CompiledRule rule, int mostEvents, int rowCount, int rowLength, int unitsPerRow) {
    this.rule = rule;
    this.rowLength = rowLength;
    this.unitsPerRow = unitsPerRow;
    pre = rule.columns(Side.PRE);
    post = rule.columns(Side.POST);
    column = new int[mostEvents];
    unit = new int[mostEvents];
    int capacity = Math.max(ENOUGH, mostEvents);
    columns = new float[pre + post][capacity];
    variables = rule.variables();
    weights = new float[2 + variables][capacity];
    rows = new int[rowCount];
  }

  /** Forgets all events. */
  void clear() {
    count = 0;
    filled = 0;
  }

  /** Adds an event whose pre-synaptic neuron has these traces. */
  void add(int atColumn, int ofUnit, float[][] traces, int neuron) {
    column[count] = atColumn;
    unit[count] = ofUnit;
    for (int k = 0; k < pre; k++) {
      columns[k][count] = traces[k][neuron];
    }
    count++;
  }

  /** Number of events. */
  int count() {
    return count;
  }

  int column(int event) {
    return column[event];
  }

  int unit(int event) {
    return unit[event];
  }

  /** Says that there will be no more events: rows may come. */
  void close() {
    filled = 0;
    if (count == 0) {
      return;
    }
    rowsPerBlock = Math.max(1, Math.min(rows.length, weights[0].length / count));
    for (int k = 0; k < pre; k++) {
      for (int r = 1; r < rowsPerBlock; r++) {
        System.arraycopy(columns[k], 0, columns[k], r * count, count);
      }
    }
  }

  /**
   * Adds a row; returns whether the block is full and has to be computed.
   *
   * @param synapses the weights, an array that is not touched, the variables
   */
  boolean addRow(int row, float[][] synapses, float[][] postTraces) {
    int at = filled * count;
    gather(synapses[0], row, weights[0], at);
    for (int v = 2; v < 2 + variables; v++) {
      gather(synapses[v], row, weights[v], at);
    }
    int firstUnit = row * unitsPerRow;
    for (int k = 0; k < post; k++) {
      float[] from = postTraces[k];
      float[] to = columns[pre + k];
      for (int e = 0; e < count; e++) {
        to[at + e] = from[firstUnit + unit[e]];
      }
    }
    rows[filled++] = row;
    return filled == rowsPerBlock;
  }

  private void gather(float[] from, int row, float[] to, int at) {
    int first = row * rowLength;
    for (int e = 0; e < count; e++) {
      to[at + e] = from[first + column[e]];
    }
  }

  /** Computes the changes at the rows that were added. */
  void compute(float[] invariants) {
    rule.events(invariants, columns, weights, filled * count);
  }

  /**
   * Changes the synapses of the rows that were added, and makes room for others: where no two
   * events are at the same synapse.
   *
   * @param synapses the weights, an array that is not touched, the variables
   */
  void scatter(float[] invariants, float[][] synapses) {
    rule.synapses(invariants, columns, weights, filled * count);
    scatter(weights[0], synapses[0]);
    for (int v = 2; v < 2 + variables; v++) {
      scatter(weights[v], synapses[v]);
    }
    filled = 0;
  }

  private void scatter(float[] changed, float[] to) {
    for (int r = 0; r < filled; r++) {
      int first = rows[r] * rowLength;
      int at = r * count;
      for (int e = 0; e < count; e++) {
        to[first + column[e]] = changed[at + e];
      }
    }
  }

  /** The first weight of some rows, as just changed, that is no number; -1 if there is none. */
  int firstOther(int rowCount) {
    int size = rowCount * count;
    int found = Reductions.firstNonFinite(weights[0], 0, size);
    return found < 0 ? -1 : rows[found / count] * rowLength + column[found % count];
  }

  /** Number of rows since the block was last emptied. */
  int rows() {
    return filled;
  }

  int row(int r) {
    return rows[r];
  }

  /** The changes: those of the r-th row begin at r times the number of events. */
  float[] changes() {
    return weights[1];
  }

  /** Makes room for other rows. */
  void empty() {
    filled = 0;
  }
}
