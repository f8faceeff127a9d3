package dev.sleipnir.model.receptivefield;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.layer.Convolution;
import dev.sleipnir.model.layer.Copies;
import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution whose kernels are all combinations of some scales, angles, ratios and centres,
 * which are learned: Norse's {@code SampledSpatialReceptiveField2d}. Scales and ratios are learned
 * as their logarithms, so that they stay above 0.
 */
public final class SampledSpatialReceptiveField2d implements Layer {
  private static final List<String> NAMES = List.of("log_scales", "angles", "log_ratios", "x", "y");

  private final int inChannels;
  private final int size;
  private final double domain;
  private final Window window;

  /** Logarithms of scales; angles; logarithms of ratios; x; y. */
  private final List<Parameter> vectors;

  private final Grid grid;

  /**
   * A convolution of stride 1 without padding, of fields around 0 between -8 and 8.
   *
   * @param inChannels channels of an image, at least 1
   * @param size rows and columns of a field, at least 1
   * @param scales [n], more than 0
   * @param angles [n], in radians
   * @param ratios [n], more than 0; fields of ratio 1 come at the first angle only
   * @param derivatives pairs dx, dy; see {@link SpatialFields#derivatives}
   */
  public SampledSpatialReceptiveField2d(
      int inChannels, int size, Tensor scales, Tensor angles, Tensor ratios, int[][] derivatives) {
    this(inChannels, size, scales, angles, ratios, Tensor.zeros(1), Tensor.zeros(1), derivatives);
  }

  /**
   * A convolution of stride 1 without padding, of fields between -8 and 8.
   *
   * @param inChannels channels of an image, at least 1
   * @param size rows and columns of a field, at least 1
   * @param scales [n], more than 0
   * @param angles [n], in radians
   * @param ratios [n], more than 0; fields of ratio 1 come at the first angle only
   * @param x centres along the columns, [n]
   * @param y centres along the rows, [n]
   * @param derivatives pairs dx, dy; see {@link SpatialFields#derivatives}
   */
  public SampledSpatialReceptiveField2d(
      int inChannels,
      int size,
      Tensor scales,
      Tensor angles,
      Tensor ratios,
      Tensor x,
      Tensor y,
      int[][] derivatives) {
    this(
        inChannels,
        size,
        8,
        Window.of(size),
        List.of(
            new Parameter(NAMES.get(0), logarithms("scales", scales)),
            new Parameter(NAMES.get(1), angles),
            new Parameter(NAMES.get(2), logarithms("ratios", ratios)),
            new Parameter(NAMES.get(3), x),
            new Parameter(NAMES.get(4), y)),
        Grid.of(List.of(scales, angles, ratios, x, y), derivatives, false));
  }

  private SampledSpatialReceptiveField2d(
      int inChannels, int size, double domain, Window window, List<Parameter> vectors, Grid grid) {
    Require.atLeast("inChannels", 1, inChannels);
    Require.positive("domain", domain);
    this.inChannels = inChannels;
    this.size = size;
    this.domain = domain;
    this.window = window;
    this.vectors = vectors;
    this.grid = grid;
  }

  private static Tensor logarithms(String name, Tensor of) {
    float[] values = of.toArray();
    for (int i = 0; i < values.length; i++) {
      Require.positive(name, values[i]);
      values[i] = (float) Math.log(values[i]);
    }
    return Tensor.of(values, of.shape());
  }

  /**
   * The same with fields of another extent, stride and padding.
   *
   * @param other fields span -domain to domain, more than 0; 8 unless set
   * @param stride step between outputs, at least 1
   * @param padding zeros around the image, at least 0
   * @return another layer, of the same parameters
   */
  public SampledSpatialReceptiveField2d window(double other, int stride, int padding) {
    Window changed = Window.of(size).stride(stride).padding(padding);
    return new SampledSpatialReceptiveField2d(inChannels, size, other, changed, vectors, grid);
  }

  /**
   * Convolves images.
   *
   * @param x [batch, inChannels, height, width]
   * @return [batch, fields, rows, columns]
   */
  @Override
  public Tensor forward(Tensor x) {
    List<Tensor> entered = new ArrayList<>();
    for (int v = 0; v < vectors.size(); v++) {
      Tensor vector = vectors.get(v).on(x);
      entered.add(v == 0 || v == 2 ? Maths.exp(vector) : vector);
    }
    Tensor five = grid.five(entered.toArray(Tensor[]::new));
    Tensor fields = SpatialFields.of(five, grid.orders(), size, domain);
    Tensor kernels = SpatialFields.kernels(fields, inChannels);
    return Convolution.apply(x, kernels, window, 1);
  }

  @Override
  public List<Parameter> parameters() {
    return vectors;
  }

  @Override
  public SampledSpatialReceptiveField2d copy(Copies copies) {
    List<Parameter> own = new ArrayList<>();
    for (Parameter vector : vectors) {
      own.add(new Parameter(vector.name(), vector.value()));
    }
    return new SampledSpatialReceptiveField2d(
        inChannels, size, domain, window, List.copyOf(own), grid);
  }

  @Override
  public Description description() {
    Description d =
        window
            .describe(new Description("SampledSpatialReceptiveField2d"))
            .number("inChannels", inChannels)
            .number("domain", domain)
            .wholes("orders", Grid.flat(grid.orders()));
    for (int v = 0; v < vectors.size(); v++) {
      d.parameter("vector " + v, vectors.get(v)).wholes("index " + v, grid.indices(v));
    }
    return d;
  }

  static SampledSpatialReceptiveField2d of(Description d) {
    Window window = Window.of(d);
    List<Parameter> vectors = new ArrayList<>();
    int[][] indices = new int[NAMES.size()][];
    for (int v = 0; v < indices.length; v++) {
      vectors.add(new Parameter(NAMES.get(v), d.tensor("vector " + v)));
      indices[v] = d.wholes("index " + v);
    }
    return new SampledSpatialReceptiveField2d(
        d.whole("inChannels"),
        window.height(),
        d.number("domain"),
        window,
        List.copyOf(vectors),
        Grid.of(vectors, indices, Grid.pairs(d.wholes("orders"))));
  }

  @Override
  public String toString() {
    return "SampledSpatialReceptiveField2d("
        + inChannels
        + ", "
        + grid.orders().length
        + " fields of "
        + size
        + "x"
        + size
        + ")";
  }
}
