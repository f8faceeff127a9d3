package dev.sleipnir.kernels.sparse;

import java.util.Arrays;
import java.util.Random;

/** Random sparse synapses: rows of any length, several between two neurons now and then. */
public final class SparseCase {
  /** Which synapses there are. */
  public final SparseRows rows;

  /** From 0 to 1. */
  public final float[] weights;

  public SparseCase(int pre, int post, int mostInRow, int maxDelay, long seed) {
    Random random = new Random(seed);
    int[] rowStart = new int[pre + 1];
    for (int i = 0; i < pre; i++) {
      // Row 0 is full: neuron 0 spikes most.
      rowStart[i + 1] = rowStart[i] + (i == 0 ? mostInRow : random.nextInt(mostInRow + 1));
    }
    int size = rowStart[pre];
    int[] target = new int[size];
    char[] delay = new char[size];
    for (int i = 0; i < pre; i++) {
      long[] row = new long[rowStart[i + 1] - rowStart[i]];
      for (int s = 0; s < row.length; s++) {
        row[s] = ((long) random.nextInt(maxDelay + 1) << 32) + random.nextInt(post);
      }
      Arrays.sort(row);
      for (int s = 0; s < row.length; s++) {
        target[rowStart[i] + s] = (int) row[s];
        delay[rowStart[i] + s] = (char) (row[s] >>> 32);
      }
    }
    rows = new SparseRows(post, rowStart, target, delay);
    weights = new float[size];
    for (int s = 0; s < size; s++) {
      weights[s] = random.nextFloat();
    }
  }

  /** Every pre-synaptic with every post-synaptic neuron. */
  public static SparseRows full(int pre, int post, int delay) {
    int[] rowStart = new int[pre + 1];
    int[] target = new int[pre * post];
    char[] delays = new char[pre * post];
    for (int s = 0; s < target.length; s++) {
      target[s] = s % post;
      delays[s] = (char) delay;
    }
    for (int i = 0; i <= pre; i++) {
      rowStart[i] = i * post;
    }
    return new SparseRows(post, rowStart, target, delays);
  }
}
