package dev.sleipnir.kernels.gemm;

import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.VectorApi;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.Arrays;

/**
 * Single-precision matrix product C = op(A) op(B) or C += op(A) op(B), row-major, any sizes, after
 * Goto &amp; van de Geijn (2008): both operands are packed into panels a block of depth at a time,
 * and a register tile runs over them.
 *
 * <p>Every element of C is summed in order of depth with fused multiply-adds, whatever the number
 * of threads and the vector width.
 *
 * <p>An instance holds the arguments of the call in progress, so that a call allocates nothing; it
 * belongs to one caller at a time.
 */
public final class Gemm implements MatrixProduct {
  private static final float[] EMPTY = new float[0];

  /** Columns of B that one block of work packs. */
  private static final int PACKED_COLUMNS = Tuning.GEMM_PACKED_PANELS * Tile.COLUMNS;

  private final Parallel parallel;
  private final FloatPool pool;
  private final Parallel.Task packTask = this::packBlock;
  private final Parallel.Task multiplyTask = this::multiplyBlock;

  private boolean turnA;
  private boolean turnB;
  private int m;
  private int n;
  private int k;
  private float[] a = EMPTY;
  private int aFrom;
  private int aRow;
  private float[] b = EMPTY;
  private int bFrom;
  private int bRow;
  private float[] c = EMPTY;
  private int cFrom;
  private int cRow;
  private int depthFrom;
  private int depth;
  private int depthMax;
  private boolean add;
  private int rowPanels;
  private int columnPanels;
  private int blockPanels;

  /** Blocks of columns of B that are packed for each block of depth. */
  private int columnsToPack;

  /** Where the panels of this block of depth start. */
  private int packedFrom;

  private float[] packedA = EMPTY;
  private float[] packedB = EMPTY;
  private float[] edges = EMPTY;

  /**
   * A product on these threads, with scratch from this pool.
   *
   * @param parallel the threads
   * @param pool the buffers
   */
  public Gemm(Parallel parallel, FloatPool pool) {
    VectorApi.require();
    this.parallel = parallel;
    this.pool = pool;
  }

  /** Which operand is read transposed. */
  public enum Form {
    /** C = A B: A is m x k, B is k x n. */
    NN,
    /** C = A Bᵀ: A is m x k, B is n x k. */
    NT,
    /** C = Aᵀ B: A is k x m, B is k x n. */
    TN
  }

  @Override
  public void multiply(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      boolean accumulate) {
    Require.count("m", m);
    Require.count("n", n);
    Require.count("k", k);
    Require.matrix("A", a.length, aFrom, m, k);
    Require.matrix("B", b.length, bFrom, k, n);
    Require.matrix("C", c.length, cFrom, m, n);
    if (!begin(form, m, n, k, a, aFrom, c, cFrom, accumulate)) {
      return;
    }
    operand(form, n, k, b, bFrom);
    packedB = pool.take(columnPanels * Tile.COLUMNS * depthMax);
    run(accumulate, false);
    pool.give(packedB);
    end();
  }

  /**
   * As {@link #multiply}, with B {@linkplain #pack packed} before.
   *
   * @param form which operand is transposed
   * @param m rows of C
   * @param n columns of C
   * @param k length of the sums; 0 gives zeros (or leaves C as it is)
   * @param a A, row-major
   * @param aFrom where it starts
   * @param packed B, packed for this form, n and k
   * @param c C, row-major, m x n
   * @param cFrom where it starts
   * @param accumulate whether to add to what C holds
   * @throws IllegalArgumentException if a size is negative or an array is too short for it
   */
  public void multiplyPacked(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aFrom,
      float[] packed,
      float[] c,
      int cFrom,
      boolean accumulate) {
    Require.count("m", m);
    requirePacked(n, k, packed);
    Require.matrix("A", a.length, aFrom, m, k);
    Require.matrix("C", c.length, cFrom, m, n);
    if (!begin(form, m, n, k, a, aFrom, c, cFrom, accumulate)) {
      return;
    }
    packedB = packed;
    run(accumulate, true);
    end();
  }

  /**
   * Number of floats that B takes when packed.
   *
   * @param n columns of C
   * @param k length of the sums
   * @return n, made up to whole tiles, times k
   * @throws IllegalArgumentException if a size is negative or there would be more than an array
   *     holds
   */
  public static int packedLength(int n, int k) {
    VectorApi.require();
    Require.count("n", n);
    Require.count("k", k);
    long length = (long) Tile.count(n, Tile.COLUMNS) * Tile.COLUMNS * k;
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "packed: expected at most " + Integer.MAX_VALUE + " floats, got " + length);
    }
    return (int) length;
  }

  /**
   * Packs B once for many products: {@link #multiplyPacked}.
   *
   * @param form which operand is transposed
   * @param n columns of C
   * @param k length of the sums
   * @param b B, row-major
   * @param bFrom where it starts
   * @param packed receives {@link #packedLength} floats
   * @throws IllegalArgumentException if a size is negative or an array is too short for it
   */
  public void pack(Form form, int n, int k, float[] b, int bFrom, float[] packed) {
    requirePacked(n, k, packed);
    Require.matrix("B", b.length, bFrom, k, n);
    if (n == 0 || k == 0) {
      return;
    }
    operand(form, n, k, b, bFrom);
    packedB = packed;
    depths(n, k);
    columnsToPack = Tile.count(n, PACKED_COLUMNS);
    for (depthFrom = 0; depthFrom < k; depthFrom += depthMax) {
      depth = Math.min(depthMax, k - depthFrom);
      packedFrom = depthFrom * columnPanels * Tile.COLUMNS;
      parallel.forEach(columnsToPack, packTask);
    }
    end();
  }

  /** Remembers the arguments but for B; returns whether there is anything to sum. */
  private boolean begin(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aFrom,
      float[] c,
      int cFrom,
      boolean accumulate) {
    if (m == 0 || n == 0) {
      return false;
    }
    if (k == 0) {
      if (!accumulate) {
        Arrays.fill(c, cFrom, cFrom + m * n, 0f);
      }
      return false;
    }
    this.m = m;
    this.k = k;
    this.a = a;
    this.aFrom = aFrom;
    this.c = c;
    this.cFrom = cFrom;
    turnA = form != Form.TN;
    aRow = turnA ? k : m;
    cRow = n;
    rowPanels = Tile.count(m, Tile.ROWS);
    depths(n, k);
    return true;
  }

  private void operand(Form form, int n, int k, float[] b, int bFrom) {
    this.b = b;
    this.bFrom = bFrom;
    turnB = form == Form.NT;
    bRow = turnB ? k : n;
  }

  /** Cuts the depth into equal blocks. */
  private void depths(int n, int k) {
    this.n = n;
    columnPanels = Tile.count(n, Tile.COLUMNS);
    depthMax = Tile.count(k, Tile.count(k, Tuning.GEMM_DEPTH));
  }

  private void run(boolean accumulate, boolean packedBefore) {
    packedA = pool.take(rowPanels * Tile.ROWS * depthMax);
    edges = pool.take(parallel.threads() * Tile.ROWS * Tile.COLUMNS);
    blockPanels = Tile.columnPanels(rowPanels, columnPanels, depthMax);
    int rowBlocks = Tile.count(rowPanels, Tuning.GEMM_ROW_PANELS);
    int blocks = rowBlocks * Tile.count(columnPanels, blockPanels);
    columnsToPack = packedBefore ? 0 : Tile.count(n, PACKED_COLUMNS);
    for (depthFrom = 0; depthFrom < k; depthFrom += depthMax) {
      depth = Math.min(depthMax, k - depthFrom);
      packedFrom = packedBefore ? depthFrom * columnPanels * Tile.COLUMNS : 0;
      add = accumulate || depthFrom > 0;
      parallel.forEach(columnsToPack + rowBlocks, packTask);
      parallel.forEach(blocks, multiplyTask);
    }
    pool.give(packedA);
    pool.give(edges);
  }

  /** The instance outlives the call: it must not keep the caller's arrays alive. */
  private void end() {
    a = EMPTY;
    b = EMPTY;
    c = EMPTY;
    packedA = EMPTY;
    packedB = EMPTY;
    edges = EMPTY;
  }

  private void packBlock(int block, int worker) {
    if (block < columnsToPack) {
      packB(block * PACKED_COLUMNS);
    } else {
      packA((block - columnsToPack) * Tuning.GEMM_ROW_PANELS * Tile.ROWS);
    }
  }

  private void packA(int i) {
    int rows = Math.min(Tuning.GEMM_ROW_PANELS * Tile.ROWS, m - i);
    int target = i * depth;
    if (turnA) {
      Panels.turn(a, aFrom + i * aRow + depthFrom, aRow, depth, rows, packedA, target, Tile.ROWS);
    } else {
      Panels.copy(a, aFrom + depthFrom * aRow + i, aRow, depth, rows, packedA, target, Tile.ROWS);
    }
  }

  private void packB(int j) {
    int columns = Math.min(PACKED_COLUMNS, n - j);
    int target = packedFrom + j * depth;
    int width = Tile.COLUMNS;
    if (turnB) {
      Panels.turn(b, bFrom + j * bRow + depthFrom, bRow, depth, columns, packedB, target, width);
    } else {
      Panels.copy(b, bFrom + depthFrom * bRow + j, bRow, depth, columns, packedB, target, width);
    }
  }

  private void multiplyBlock(int block, int worker) {
    int rowBlocks = Tile.count(rowPanels, Tuning.GEMM_ROW_PANELS);
    int firstRow = block % rowBlocks * Tuning.GEMM_ROW_PANELS;
    int firstColumn = block / rowBlocks * blockPanels;
    int lastRow = Math.min(firstRow + Tuning.GEMM_ROW_PANELS, rowPanels);
    int lastColumn = Math.min(firstColumn + blockPanels, columnPanels);
    // Along the rows of C: the processor then fetches ahead what comes next of them.
    for (int p = firstRow; p < lastRow; p++) {
      int i = p * Tile.ROWS;
      int rows = Math.min(Tile.ROWS, m - i);
      for (int q = firstColumn; q < lastColumn; q++) {
        int j = q * Tile.COLUMNS;
        int columns = Math.min(Tile.COLUMNS, n - j);
        int at = cFrom + i * cRow + j;
        int panelA = i * depth;
        int panelB = packedFrom + j * depth;
        if (rows == Tile.ROWS && columns == Tile.COLUMNS) {
          MicroKernel.packed(packedA, panelA, depth, packedB, panelB, c, at, cRow, add);
        } else {
          edge(panelA, panelB, at, rows, columns, worker * Tile.ROWS * Tile.COLUMNS);
        }
      }
    }
  }

  /** A tile that reaches over the edge of C goes through a full tile beside it. */
  private void edge(int panelA, int panelB, int at, int rows, int columns, int tile) {
    if (add) {
      for (int r = 0; r < rows; r++) {
        System.arraycopy(c, at + r * cRow, edges, tile + r * Tile.COLUMNS, columns);
      }
    }
    MicroKernel.packed(packedA, panelA, depth, packedB, panelB, edges, tile, Tile.COLUMNS, add);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(edges, tile + r * Tile.COLUMNS, c, at + r * cRow, columns);
    }
  }

  private static void requirePacked(int n, int k, float[] packed) {
    int needed = packedLength(n, k);
    if (packed.length < needed) {
      throw new IllegalArgumentException(
          "packed: expected " + needed + " floats, got " + packed.length);
    }
  }
}
