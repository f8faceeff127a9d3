package dev.sleipnir.kernels.conv;

import dev.sleipnir.kernels.gemm.Tile;

/**
 * Where the inputs of a convolution lie, without copying them: input k of output position p is the
 * float {@code position[p] + offset[k]} of a (padded) channels-last image. This is the matrix that
 * "im2col" would write out, as two short tables.
 *
 * <p>Inputs are numbered row, column, channel of the kernel, so that they come in contiguous runs:
 * one for each kernel row, or, where the columns are dilated, one for each kernel element.
 */
final class Unfolding {
  /** Position → float of the image; filled up to whole tiles with 0. */
  final int[] position;

  /** Input → float relative to the position; filled up to whole tiles with 0. */
  final int[] offset;

  /** Length of a run of contiguous inputs. */
  final int run;

  Unfolding(ConvShape s) {
    int outputWidth = s.outputWidth();
    int positions = s.positions();
    int rowStep = s.paddedWidth() * s.inChannels();
    position = new int[Tile.count(positions, Tile.ROWS) * Tile.ROWS];
    for (int p = 0; p < positions; p++) {
      position[p] =
          p / outputWidth * s.strideHeight() * rowStep
              + p % outputWidth * s.strideWidth() * s.inChannels();
    }
    int depth = s.depth();
    offset = new int[Tile.count(depth, Tile.ROWS) * Tile.ROWS];
    for (int k = 0; k < depth; k++) {
      int channel = k % s.inChannels();
      int column = k / s.inChannels() % s.kernelWidth();
      int row = k / s.inChannels() / s.kernelWidth();
      offset[k] =
          row * s.dilationHeight() * rowStep
              + column * s.dilationWidth() * s.inChannels()
              + channel;
    }
    run = s.dilationWidth() == 1 ? s.kernelWidth() * s.inChannels() : s.inChannels();
  }

  /** Whether entries {@code from} to {@code from + count - 1} of a table are contiguous floats. */
  static boolean contiguous(int[] table, int from, int count) {
    return from + count <= table.length && table[from + count - 1] - table[from] == count - 1;
  }
}
