package dev.sleipnir.model.receptivefield;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.layer.Convolution;
import dev.sleipnir.model.layer.Copies;
import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;

/**
 * A convolution whose kernels are spatial receptive fields, the same for every input channel: it
 * learns a row of parameters for each field, not a kernel. Norse's {@code SpatialReceptiveField2d};
 * of a table of all combinations ({@link SpatialFields#parameters}) its {@code
 * ParameterizedSpatialReceptiveField2d}.
 *
 * <p>Scales and ratios are learned as their logarithms, so that they stay above 0, unless {@link
 * #linear} is chosen. Where nothing is learned, {@link #fixed}.
 */
public final class SpatialReceptiveField2d implements Layer {
  private final Setting setting;

  /**
   * What is set of the layer besides its fields.
   *
   * @param inChannels channels of an image
   * @param size rows and columns of a field
   * @param domain fields span -domain to domain
   * @param window how fields go over the image
   * @param logarithmic whether scales and ratios are kept as logarithms
   * @param learned whether anything is learned
   */
  private record Setting(
      int inChannels,
      int size,
      double domain,
      Window window,
      boolean logarithmic,
      boolean learned) {
    Setting {
      Require.atLeast("inChannels", 1, inChannels);
      Require.positive("domain", domain);
    }
  }

  /** Scale, angle, ratio, x, y of each field; scale and ratio maybe as logarithms. */
  private final Parameter fields;

  private final int[][] orders;

  /**
   * A convolution of stride 1 without padding, of fields between -8 and 8.
   *
   * @param inChannels channels of an image, at least 1
   * @param size rows and columns of a field, at least 1
   * @param table [fields, 7], see {@link SpatialFields#of}
   */
  public SpatialReceptiveField2d(int inChannels, int size, Tensor table) {
    this(
        new Setting(inChannels, size, 8, Window.of(size), true, true),
        parameter(table, true),
        SpatialFields.orders(table));
  }

  private SpatialReceptiveField2d(Setting setting, Parameter fields, int[][] orders) {
    this.setting = setting;
    this.fields = fields;
    this.orders = orders;
  }

  private static Parameter parameter(Tensor table, boolean logarithmic) {
    SpatialFields.requireTable(table);
    Tensor five = Shapes.slice(table, 1, 0, SpatialFields.DIFFERENTIABLE);
    float[] values = five.toArray();
    for (int i = 0; i < values.length; i++) {
      if (positive(i)) {
        Require.positive(i % SpatialFields.DIFFERENTIABLE == 0 ? "scale" : "ratio", values[i]);
        values[i] = logarithmic ? (float) Math.log(values[i]) : values[i];
      }
    }
    return new Parameter(
        logarithmic ? "log_rf_parameters" : "rf_parameters", Tensor.of(values, five.shape()));
  }

  /** Whether a value of the parameter is a scale or a ratio. */
  private static boolean positive(int i) {
    return i % SpatialFields.DIFFERENTIABLE == 0 || i % SpatialFields.DIFFERENTIABLE == 2;
  }

  /**
   * The same with fields of another extent.
   *
   * @param other fields span -domain to domain, more than 0; 8 unless set
   * @return another layer, of the same parameters
   */
  public SpatialReceptiveField2d domain(double other) {
    Setting s = setting;
    return with(
        new Setting(s.inChannels, s.size, other, s.window, s.logarithmic, s.learned), fields);
  }

  /**
   * The same with another stride and padding.
   *
   * @param stride step between outputs, at least 1
   * @param padding zeros around the image, at least 0
   * @return another layer, of the same parameters
   */
  public SpatialReceptiveField2d window(int stride, int padding) {
    Setting s = setting;
    Window moved = Window.of(s.size).stride(stride).padding(padding);
    return with(
        new Setting(s.inChannels, s.size, s.domain, moved, s.logarithmic, s.learned), fields);
  }

  private SpatialReceptiveField2d with(Setting other, Parameter parameters) {
    return new SpatialReceptiveField2d(other, parameters, orders);
  }

  private Parameter copied() {
    return new Parameter(fields.name(), fields.value());
  }

  /**
   * The same, learning scales and ratios themselves, not their logarithms.
   *
   * @return another layer, with parameters of its own
   */
  public SpatialReceptiveField2d linear() {
    Setting s = setting;
    return with(
        new Setting(s.inChannels, s.size, s.domain, s.window, false, s.learned),
        parameter(table(), false));
  }

  /**
   * The same, learning nothing.
   *
   * @return another layer, without parameters
   */
  public SpatialReceptiveField2d fixed() {
    Setting s = setting;
    return with(
        new Setting(s.inChannels, s.size, s.domain, s.window, s.logarithmic, false), copied());
  }

  /** {@return the fields as they are now: [fields, 7]} */
  public Tensor table() {
    float[] five = fields.value().toArray();
    float[] table = new float[orders.length * SpatialFields.COLUMNS];
    for (int f = 0; f < orders.length; f++) {
      for (int c = 0; c < SpatialFields.DIFFERENTIABLE; c++) {
        int i = f * SpatialFields.DIFFERENTIABLE + c;
        table[f * SpatialFields.COLUMNS + c] =
            setting.logarithmic && positive(i) ? (float) Math.exp(five[i]) : five[i];
      }
      table[f * SpatialFields.COLUMNS + SpatialFields.DIFFERENTIABLE] = orders[f][0];
      table[f * SpatialFields.COLUMNS + SpatialFields.DIFFERENTIABLE + 1] = orders[f][1];
    }
    return Tensor.of(table, orders.length, SpatialFields.COLUMNS);
  }

  /** {@return the kernels as they are now: [fields, inChannels, size, size]} */
  public Tensor weights() {
    return kernels(fields.value());
  }

  private Tensor kernels(Tensor parameters) {
    Tensor five = parameters;
    if (setting.logarithmic) {
      Tensor scale = Maths.exp(Shapes.slice(five, 1, 0, 1));
      Tensor ratio = Maths.exp(Shapes.slice(five, 1, 2, 3));
      five =
          Shapes.concatenate(
              1, List.of(scale, Shapes.slice(five, 1, 1, 2), ratio, Shapes.slice(five, 1, 3, 5)));
    }
    return SpatialFields.kernels(
        SpatialFields.of(five, orders, setting.size, setting.domain), setting.inChannels);
  }

  /**
   * Convolves images.
   *
   * @param x [batch, inChannels, height, width]
   * @return [batch, fields, rows, columns]
   */
  @Override
  public Tensor forward(Tensor x) {
    Tensor parameters = setting.learned ? fields.on(x) : fields.value();
    return Convolution.apply(x, kernels(parameters), setting.window, 1);
  }

  @Override
  public List<Parameter> parameters() {
    return setting.learned ? List.of(fields) : List.of();
  }

  @Override
  public SpatialReceptiveField2d copy(Copies copies) {
    return with(setting, copied());
  }

  @Override
  public Description description() {
    return setting
        .window
        .describe(new Description("SpatialReceptiveField2d"))
        .number("inChannels", setting.inChannels)
        .number("domain", setting.domain)
        .flag("logarithmic", setting.logarithmic)
        .flag("learned", setting.learned)
        .parameter("fields", fields)
        .wholes("orders", Grid.flat(orders));
  }

  static SpatialReceptiveField2d of(Description d) {
    Window window = Window.of(d);
    boolean logarithmic = d.flag("logarithmic");
    Tensor fields = d.tensor("fields");
    int[][] orders = Grid.pairs(d.wholes("orders"));
    Shape.require(
        "fields", new int[] {orders.length, SpatialFields.DIFFERENTIABLE}, fields.shape());
    Setting setting =
        new Setting(
            d.whole("inChannels"),
            window.height(),
            d.number("domain"),
            window,
            logarithmic,
            d.flag("learned"));
    return new SpatialReceptiveField2d(
        setting,
        new Parameter(logarithmic ? "log_rf_parameters" : "rf_parameters", fields),
        orders);
  }

  @Override
  public String toString() {
    return "SpatialReceptiveField2d("
        + setting.inChannels
        + ", "
        + orders.length
        + " fields of "
        + setting.size
        + "x"
        + setting.size
        + ")";
  }
}
