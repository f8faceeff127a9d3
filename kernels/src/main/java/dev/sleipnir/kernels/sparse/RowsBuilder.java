package dev.sleipnir.kernels.sparse;

import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What rows are made of: filled in the order of the synapses, then put in order row by row. */
final class RowsBuilder {
  private static final int ROWS = 64;

  final int post;
  final char[] low;
  final float[] weights;

  /** Which synapse has come where, if that was asked for. */
  final int[] order;

  /** The delay of all synapses, where they have none of their own. */
  char delay;

  private final int[] rowStart;

  /** Which 65,536 post-synaptic neurons; null if there are no others. */
  private final byte @Nullable [] page;

  private final char @Nullable [] delays;

  /** Synapses as they are counted, a second time. */
  RowsBuilder(
      SynapseCount count,
      SynapseParts.@Nullable PerSynapse delayOf,
      SynapseParts.@Nullable PerSynapse weightOf,
      boolean withOrder) {
    post = count.post();
    int size = count.size();
    rowStart = count.rowStart();
    low = new char[size];
    page = page(post, size);
    delays = delayOf == null ? null : new char[size];
    weights = new float[weightOf == null ? 0 : size];
    order = new int[withOrder ? size : 0];
    fill(count, delayOf, weightOf);
    count.parallel().forEach((pre() + ROWS - 1) / ROWS, (block, _) -> sort(block * ROWS));
  }

  /** Rows that are in order. */
  RowsBuilder(SparseRows rows) {
    post = rows.post();
    int size = rows.size();
    rowStart = new int[rows.pre() + 1];
    Arrays.setAll(rowStart, rows::rowStart);
    low = new char[size];
    page = page(post, size);
    char[] own = new char[size];
    delays = own;
    weights = new float[0];
    order = new int[0];
    for (int s = 0; s < size; s++) {
      put(s, rows.target(s));
      own[s] = (char) rows.delay(s);
    }
  }

  private static byte @Nullable [] page(int post, int size) {
    int pages = (post + FixedRows.PAGE - 1) / FixedRows.PAGE;
    if (pages > 1 << Byte.SIZE) {
      throw new IllegalArgumentException(
          "post-synaptic neurons: expected at most "
              + (FixedRows.PAGE << Byte.SIZE)
              + ", got "
              + post);
    }
    return pages == 1 ? null : new byte[size];
  }

  private void put(int at, int target) {
    low[at] = (char) target;
    byte[] pages = page;
    if (pages != null) {
      pages[at] = (byte) (target / FixedRows.PAGE);
    }
  }

  private void fill(
      SynapseCount count,
      SynapseParts.@Nullable PerSynapse delayOf,
      SynapseParts.@Nullable PerSynapse weightOf) {
    int[][] places = count.places(rowStart);
    char[] own = delays;
    count.forEach(
        (part, synapse, i, j) -> {
          int at = places[part][i]++;
          if (at >= low.length) {
            throw SynapseCount.changed();
          }
          put(at, j);
          if (own != null && delayOf != null) {
            own[at] = (char) delayOf.at(synapse, i, j);
          }
          if (weightOf != null) {
            weights[at] = (float) weightOf.at(synapse, i, j);
          }
          if (order.length > 0) {
            order[at] = synapse;
          }
        });
  }

  int size() {
    return low.length;
  }

  private int pre() {
    return rowStart.length - 1;
  }

  private int target(int synapse) {
    byte[] pages = page;
    return low[synapse] | (pages == null ? 0 : (pages[synapse] & 0xFF) * FixedRows.PAGE);
  }

  private int delay(int synapse) {
    return delays == null ? delay : delays[synapse];
  }

  /** Some rows by target, then by delay; where they are equal the order stays. */
  private void sort(int row) {
    for (int i = row; i < Math.min(pre(), row + ROWS); i++) {
      sort(rowStart[i], rowStart[i + 1], this::target);
      if (delays != null) {
        sort(rowStart[i], rowStart[i + 1], this::delay);
      }
    }
  }

  /** A key of a synapse. */
  @FunctionalInterface
  private interface Key {
    int of(int synapse);
  }

  private void sort(int from, int to, Key key) {
    int s = from + 1;
    while (s < to && key.of(s - 1) <= key.of(s)) {
      s++;
    }
    if (s >= to) {
      return;
    }
    long[] sorted = new long[to - from];
    for (int k = 0; k < sorted.length; k++) {
      sorted[k] = (long) key.of(from + k) << Integer.SIZE | k;
    }
    Arrays.sort(sorted);
    char[] oldLow = Arrays.copyOfRange(low, from, to);
    byte[] pages = page;
    byte[] oldPage = pages == null ? new byte[0] : Arrays.copyOfRange(pages, from, to);
    char[] own = delays;
    char[] oldDelay = own == null ? new char[0] : Arrays.copyOfRange(own, from, to);
    float[] oldWeight = weights.length == 0 ? weights : Arrays.copyOfRange(weights, from, to);
    int[] oldOrder = order.length == 0 ? order : Arrays.copyOfRange(order, from, to);
    for (int k = 0; k < sorted.length; k++) {
      int old = (int) sorted[k];
      low[from + k] = oldLow[old];
      if (pages != null) {
        pages[from + k] = oldPage[old];
      }
      if (own != null) {
        own[from + k] = oldDelay[old];
      }
      if (weights.length > 0) {
        weights[from + k] = oldWeight[old];
      }
      if (order.length > 0) {
        order[from + k] = oldOrder[old];
      }
    }
  }

  private boolean begins(int row, int synapse) {
    return synapse == rowStart[row] || delay(synapse) != delay(synapse - 1);
  }

  /** The first segment of each row, then their number. */
  int[] firstSegments(Parallel parallel) {
    int[] first = new int[pre() + 1];
    parallel.forEach(
        (pre() + ROWS - 1) / ROWS,
        (block, _) -> {
          for (int i = block * ROWS; i < Math.min(pre(), (block + 1) * ROWS); i++) {
            int count = 0;
            for (int s = rowStart[i]; s < rowStart[i + 1]; s++) {
              if (begins(i, s)) {
                count++;
              }
            }
            first[i + 1] = count;
          }
        });
    for (int i = 0; i < pre(); i++) {
      first[i + 1] += first[i];
    }
    return first;
  }

  /** The segments, cut where partitions begin. */
  Segments segments(int[] firstOf, int[] cut, Parallel parallel) {
    int partitions = cut.length - 1;
    int count = firstOf[pre()];
    char[] delayOf = new char[count];
    int[] first = new int[Math.toIntExact((long) count * partitions + 1)];
    parallel.forEach(
        (pre() + ROWS - 1) / ROWS,
        (block, _) -> {
          for (int i = block * ROWS; i < Math.min(pre(), (block + 1) * ROWS); i++) {
            int s = rowStart[i];
            for (int g = firstOf[i]; g < firstOf[i + 1]; g++) {
              delayOf[g] = (char) delay(s);
              for (int p = 0; p < partitions; p++) {
                first[g * partitions + p] = s;
                while (s < rowStart[i + 1] && delay(s) == delayOf[g] && target(s) < cut[p + 1]) {
                  s++;
                }
              }
            }
          }
        });
    first[count * partitions] = size();
    return new Segments(firstOf, delayOf, first, cut);
  }
}
