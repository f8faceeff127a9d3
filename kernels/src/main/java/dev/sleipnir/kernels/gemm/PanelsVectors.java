package dev.sleipnir.kernels.gemm;

import dev.sleipnir.kernels.simd.Species;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link Panels}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}. */
final class PanelsVectors {
  // One species in the whole program: where the profiles of the Vector API's own methods have seen
  // another one first, HotSpot leaves calls in the compiled code, and vectors on the heap.
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  /** Panels that are filled together: rows are then read in longer pieces. */
  private static final int TOGETHER = 4;

  /** Rows that are turned together. */
  private static final int TURN = 8;

  /** Depth to which they are, before the next ones: what is written stays in the L1 cache. */
  private static final int TURN_DEPTH = 64;

  private PanelsVectors() {}

  static void copy(
      float[] m,
      int from,
      int row,
      int depth,
      int columns,
      float[] panel,
      int panelFrom,
      int width) {
    int whole = columns / width;
    for (int p = 0; p < whole; p += TOGETHER) {
      int source = from + p * width;
      int target = panelFrom + p * width * depth;
      int panels = Math.min(TOGETHER, whole - p);
      if (width % LANES == 0) {
        copyVectors(m, source, row, depth, panels, panel, target, width);
      } else if (width == Tile.ROWS) {
        copyRows(m, source, row, depth, panels, panel, target);
      } else {
        copyFloats(m, source, row, depth, panels * width, panel, target, width);
      }
    }
    int rest = columns - whole * width;
    if (rest > 0) {
      int target = panelFrom + whole * width * depth;
      copyFloats(m, from + whole * width, row, depth, rest, panel, target, width);
    }
  }

  private static void copyVectors(
      float[] m,
      int from,
      int row,
      int depth,
      int panels,
      float[] panel,
      int panelFrom,
      int width) {
    for (int d = 0; d < depth; d++) {
      for (int p = 0; p < panels; p++) {
        int source = from + d * row + p * width;
        int target = panelFrom + (p * depth + d) * width;
        for (int j = 0; j < width; j += LANES) {
          FloatVector.fromArray(F, m, source + j).intoArray(panel, target + j);
        }
      }
    }
  }

  private static void copyRows(
      float[] m, int from, int row, int depth, int panels, float[] panel, int panelFrom) {
    for (int d = 0; d < depth; d++) {
      for (int p = 0; p < panels; p++) {
        int source = from + d * row + p * Tile.ROWS;
        int start = panelFrom + p * depth * Tile.ROWS;
        copyRow(m, source, panel, start + d * Tile.ROWS, start + depth * Tile.ROWS);
      }
    }
  }

  private static void copyFloats(
      float[] m,
      int from,
      int row,
      int depth,
      int columns,
      float[] panel,
      int panelFrom,
      int width) {
    for (int first = 0; first < columns; first += width) {
      int used = Math.min(width, columns - first);
      for (int d = 0; d < depth; d++) {
        int source = from + d * row + first;
        int target = panelFrom + first * depth + d * width;
        for (int j = 0; j < used; j++) {
          panel[target + j] = m[source + j];
        }
        for (int j = used; j < width; j++) {
          panel[target + j] = 0f;
        }
      }
    }
  }

  static void gather(
      float[] m,
      int[] rows,
      int row,
      int count,
      int shift,
      int columns,
      float[] panel,
      int panelFrom,
      int to,
      int depth,
      int width) {
    int whole = columns / width;
    int panelSize = width * depth;
    for (int p = 0; p < whole; p += TOGETHER) {
      int last = Math.min(whole, p + TOGETHER);
      for (int d = 0; d < count; d++) {
        int source = rows[row + d] + shift;
        int target = panelFrom + (to + d) * width;
        if (width % LANES == 0) {
          for (int q = p; q < last; q++) {
            for (int j = 0; j < width; j += LANES) {
              FloatVector.fromArray(F, m, source + q * width + j)
                  .intoArray(panel, target + q * panelSize + j);
            }
          }
        } else {
          int end = panelFrom + panelSize;
          for (int q = p; q < last; q++) {
            int at = q * panelSize;
            copyRow(m, source + q * width, panel, target + at, end + at);
          }
        }
      }
    }
    int rest = columns - whole * width;
    for (int d = 0; rest > 0 && d < count; d++) {
      int source = rows[row + d] + shift + whole * width;
      int target = panelFrom + whole * panelSize + (to + d) * width;
      for (int j = 0; j < width; j++) {
        panel[target + j] = j < rest ? m[source + j] : 0f;
      }
    }
  }

  static void copyRow(float[] source, int from, float[] panel, int to, int end) {
    if (LANES <= Tile.ROWS) {
      for (int r = 0; r < Tile.ROWS; r += LANES) {
        FloatVector.fromArray(F, source, from + r).intoArray(panel, to + r);
      }
    } else if (to + LANES <= end && from + LANES <= source.length) {
      FloatVector.fromArray(F, source, from).intoArray(panel, to);
    } else {
      System.arraycopy(source, from, panel, to, Tile.ROWS);
    }
  }

  static void turn(
      float[] m, int from, int row, int depth, int rows, float[] panel, int panelFrom, int width) {
    for (int first = 0; first < rows; first += width) {
      int used = Math.min(width, rows - first);
      int source = from + first * row;
      int target = panelFrom + first * depth;
      if (used < width) {
        Arrays.fill(panel, target, target + depth * width, 0f);
      }
      for (int d = 0; d < depth; d += TURN_DEPTH) {
        int part = Math.min(TURN_DEPTH, depth - d);
        turnPanel(m, source + d, row, part, used, panel, target + d * width, width);
      }
    }
  }

  private static void turnPanel(
      float[] m, int from, int row, int depth, int rows, float[] panel, int panelFrom, int width) {
    int j = 0;
    for (; j + TURN <= rows; j += TURN) {
      turnEight(m, from + j * row, row, depth, panel, panelFrom + j, width);
    }
    for (; j < rows; j++) {
      int source = from + j * row;
      int target = panelFrom + j;
      for (int d = 0; d < depth; d++) {
        panel[target + d * width] = m[source + d];
      }
    }
  }

  private static void turnEight(
      float[] m, int from, int row, int depth, float[] panel, int panelFrom, int width) {
    int row1 = from + row;
    int row2 = row1 + row;
    int row3 = row2 + row;
    int row4 = row3 + row;
    int row5 = row4 + row;
    int row6 = row5 + row;
    int row7 = row6 + row;
    for (int d = 0; d < depth; d++) {
      int to = panelFrom + d * width;
      panel[to] = m[from + d];
      panel[to + 1] = m[row1 + d];
      panel[to + 2] = m[row2 + d];
      panel[to + 3] = m[row3 + d];
      panel[to + 4] = m[row4 + d];
      panel[to + 5] = m[row5 + d];
      panel[to + 6] = m[row6 + d];
      panel[to + 7] = m[row7 + d];
    }
  }
}
