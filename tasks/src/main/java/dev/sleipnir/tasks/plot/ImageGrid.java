package dev.sleipnir.tasks.plot;

import dev.sleipnir.model.tensor.Tensor;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import org.jfree.chart.plot.XYPlot;

/**
 * Small images side by side: the weights of a convolution, what each neuron of a layer sees, a bank
 * of receptive fields. All have one scale of colours, from blue over white at 0 to vermilion where
 * values have both signs.
 */
public final class ImageGrid extends Panel {
  private final float[][][] images;
  private final int columns;
  private final ColorScale colors;

  private ImageGrid(String title, float[][][] images, int columns, String unit) {
    super(title, "", "");
    this.images = images;
    this.columns = columns;
    Extent extent = Extent.NONE;
    for (float[][] image : images) {
      Matrix.require("images", image);
      if (image.length != images[0].length || image[0].length != images[0][0].length) {
        throw new IllegalArgumentException("images: expected all of one size");
      }
      extent = extent.and(Matrix.extent(image));
    }
    colors = ColorScale.over(extent, unit);
    x.visible = false;
    y.visible = false;
  }

  /**
   * Images of a tensor.
   *
   * @param title above it; may be empty
   * @param unit what the values are, beside the bar of colours
   * @param images [images, height, width], at least one; of [rows, columns, height, width], such as
   *     a convolution's weight (output, input channel), each row of the grid is one of the first
   *     dimension
   * @return the grid
   * @throws IllegalArgumentException if it has other than three or four dimensions, or no value
   */
  public static ImageGrid of(String title, String unit, Tensor images) {
    int rank = images.rank();
    if ((rank != 3 && rank != 4) || images.size() == 0) {
      throw new IllegalArgumentException(
          "images: expected [images, height, width] or [rows, columns, height, width] with values,"
              + " got "
              + Arrays.toString(images.shape()));
    }
    int height = images.dim(rank - 2);
    int width = images.dim(rank - 1);
    float[] all = images.toArray();
    float[][][] parts = new float[all.length / height / width][height][width];
    for (int i = 0; i < parts.length; i++) {
      for (int r = 0; r < height; r++) {
        System.arraycopy(all, (i * height + r) * width, parts[i][r], 0, width);
      }
    }
    int columns = rank == 4 && images.dim(1) > 1 ? images.dim(1) : wide(parts.length);
    return new ImageGrid(title, parts, columns, unit);
  }

  /** About three times as wide as high, with few places left empty. */
  private static int wide(int count) {
    int best = count;
    double least = Double.POSITIVE_INFINITY;
    for (int columns = 1; columns <= count; columns++) {
      int rows = Math.ceilDiv(count, columns);
      double empty = (double) (rows * columns - count) / count;
      double shape = Math.abs(Math.log((double) columns / rows / 3));
      if (4 * empty + shape < least) {
        least = 4 * empty + shape;
        best = columns;
      }
    }
    return best;
  }

  private int rows() {
    return (images.length + columns - 1) / columns;
  }

  /** An image and the gap beside it, in pixels of images. */
  private double tileWidth() {
    return images[0][0].length + gap();
  }

  private double tileHeight() {
    return images[0].length + gap();
  }

  private double gap() {
    return 0.12 * Math.max(images[0].length, images[0][0].length);
  }

  @Override
  double preferredHeight(double cell, double width) {
    return Math.min(aspect() * width, cell);
  }

  @Override
  double aspect() {
    return (rows() * tileHeight() - gap()) / (columns * tileWidth() - gap());
  }

  @Override
  Extent xExtent() {
    return new Extent(0, columns * tileWidth() - gap());
  }

  @Override
  Extent yExtent() {
    return new Extent(0, rows() * tileHeight() - gap());
  }

  @Override
  ColorScale colors() {
    return colors;
  }

  @Override
  void draw(XYPlot plot) {
    plot.addAnnotation(new Marks(this::drawImages));
  }

  private void drawImages(Graphics2D g, Marks.Scales scales) {
    double unit = scales.area().getWidth() / xExtent().length();
    for (int i = 0; i < images.length; i++) {
      int row = i / columns;
      int column = i % columns;
      double left = scales.area().getMinX() + unit * column * tileWidth();
      double top = scales.area().getMinY() + unit * row * tileHeight();
      double right = left + unit * images[i][0].length;
      double bottom = top + unit * images[i].length;
      Pixels.draw(g, Pixels.of(images[i], colors), left, top, right, bottom);
      g.setColor(Style.FAINT);
      g.setStroke(Style.stroke(0.5f));
      g.draw(new Rectangle2D.Double(left, top, right - left, bottom - top));
    }
  }
}
