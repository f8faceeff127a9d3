package dev.sleipnir.kernels.plasticity;

import dev.sleipnir.kernels.conv.ConvShape;

/** The pixels that one output position reads, in the order of the kernel's elements. */
final class ConvPatch {
  private final ConvShape shape;

  /** The traces, then the spikes. */
  private final float[][] columns;

  private final boolean[] inside;
  private boolean whole;

  ConvPatch(ConvShape shape, int traces) {
    this.shape = shape;
    columns = new float[traces + 1][shape.depth()];
    inside = new boolean[shape.depth()];
  }

  /** Gathers traces and spikes of the pixels below an output position. */
  void gather(int sample, int position, float[][] traces, float[] spikes) {
    int top = position / shape.outputWidth() * shape.strideHeight() - shape.paddingHeight();
    int left = position % shape.outputWidth() * shape.strideWidth() - shape.paddingWidth();
    whole = true;
    int s = 0;
    for (int c = 0; c < shape.inChannels(); c++) {
      int plane = (sample * shape.inChannels() + c) * shape.height();
      for (int i = 0; i < shape.kernelHeight(); i++) {
        int row = top + i * shape.dilationHeight();
        for (int j = 0; j < shape.kernelWidth(); j++, s++) {
          int column = left + j * shape.dilationWidth();
          inside[s] = row >= 0 && row < shape.height() && column >= 0 && column < shape.width();
          whole &= inside[s];
          int pixel = (plane + row) * shape.width() + column;
          for (int k = 0; k < traces.length; k++) {
            columns[k][s] = inside[s] ? traces[k][pixel] : 0;
          }
          columns[traces.length][s] = inside[s] ? spikes[pixel] : 0;
        }
      }
    }
  }

  float[][] columns() {
    return columns;
  }

  /** Whether every pixel is one of the image. */
  boolean isWhole() {
    return whole;
  }

  /** Whether the pixel of a kernel element is one of the image, not of the padding. */
  boolean isInside(int s) {
    return inside[s];
  }
}
