package dev.sleipnir.kernels.conv;

import dev.sleipnir.kernels.gemm.Tile;

/**
 * Convolution kernels between the layout users know, [out][in][row][column], and the panels that
 * the micro-kernel reads. Depth k counts row, column, in-channel.
 */
final class KernelLayout {
  /** Input channels whose gradients are put in place at a time. */
  private static final int IN_CHANNELS = 16;

  private KernelLayout() {}

  /** Panel q of the forward product: [depth][tile columns] of output channels. */
  static void packForward(ConvShape s, float[] w, int q, float[] panels) {
    int depth = s.depth();
    int first = q * Tile.COLUMNS;
    int columns = Math.min(Tile.COLUMNS, s.outChannels() - first);
    int panel = q * Tile.COLUMNS * depth;
    for (int k = 0; k < depth; k++) {
      int from = first * depth + index(s, k);
      int to = panel + k * Tile.COLUMNS;
      for (int j = 0; j < columns; j++) {
        panels[to + j] = w[from + j * depth];
      }
      for (int j = columns; j < Tile.COLUMNS; j++) {
        panels[to + j] = 0f;
      }
    }
  }

  /** Panel q of the backward product: [out channel][tile columns] of depth. */
  static void packBackward(ConvShape s, float[] w, int q, float[] panels) {
    int depth = s.depth();
    int panel = q * Tile.COLUMNS * s.outChannels();
    for (int j = 0; j < Tile.COLUMNS; j++) {
      int k = q * Tile.COLUMNS + j;
      if (k < depth) {
        int from = index(s, k);
        for (int o = 0; o < s.outChannels(); o++) {
          panels[panel + o * Tile.COLUMNS + j] = w[from + o * depth];
        }
      } else {
        for (int o = 0; o < s.outChannels(); o++) {
          panels[panel + o * Tile.COLUMNS + j] = 0f;
        }
      }
    }
  }

  /**
   * Panel q of the product from gradients at outputs to those at inputs, with kernels turned by
   * half a turn: [row, column from the last on][out channel][tile columns] of in channels.
   */
  static void packTurned(ConvShape s, float[] w, int q, float[] panels) {
    int area = s.kernelHeight() * s.kernelWidth();
    int first = q * Tile.COLUMNS;
    int columns = Math.min(Tile.COLUMNS, s.inChannels() - first);
    int panel = first * area * s.outChannels();
    for (int o = 0; o < s.outChannels(); o++) {
      int kernel = (o * s.inChannels() + first) * area;
      for (int k = 0; k < area; k++) {
        int to = panel + ((area - 1 - k) * s.outChannels() + o) * Tile.COLUMNS;
        for (int j = 0; j < columns; j++) {
          panels[to + j] = w[kernel + j * area + k];
        }
        for (int j = columns; j < Tile.COLUMNS; j++) {
          panels[to + j] = 0f;
        }
      }
    }
  }

  /** Adds gradients held as [depth][stride], of some output channels, to the kernels'. */
  static void addGradient(
      ConvShape s, float[] packed, int stride, float[] gradient, int from, int to) {
    int area = s.kernelHeight() * s.kernelWidth();
    int channels = s.inChannels();
    // Neighbours in either array stay in the first-level cache until their turn comes.
    for (int first = 0; first < channels; first += IN_CHANNELS) {
      int last = Math.min(first + IN_CHANNELS, channels);
      for (int o = from; o < to; o++) {
        int at = (o * channels + first) * area;
        for (int c = first; c < last; c++) {
          for (int k = 0; k < area; k++) {
            gradient[at++] += packed[(k * channels + c) * stride + o];
          }
        }
      }
    }
  }

  /** Where input k of a kernel lies in [in][row][column]. */
  private static int index(ConvShape s, int k) {
    int area = s.kernelHeight() * s.kernelWidth();
    return k % s.inChannels() * area + k / s.inChannels();
  }
}
