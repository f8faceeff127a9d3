package dev.sleipnir.model.network;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.Neuron;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Builders of the well-known networks for images, for any neurons, images and classes:
 *
 * <pre>{@code
 * var network = ImageNetwork.vgg(11).images(3, 32, 32).classes(10).neuron(new Lif()).create();
 * Tensor outputs = Lift.of(network).forward(images); // [time, batch, 3, 32, 32] to [time, batch, 10]
 * }</pre>
 *
 * <p>What {@link #create} makes is a {@link SequentialState} like any other: one step of images,
 * [batch, channels, height, width], to one value for each class. In state dictionaries weights have
 * the names of torchvision's networks, {@code features.0.weight}, so that their files can be read.
 * Builders are immutable; what changes something returns another.
 */
public final class ImageNetwork {
  private final String name;
  private final Architecture architecture;
  private final int channels;
  private final int height;
  private final int width;
  private final int classes;
  private final double multiplier;
  private final IntFunction<? extends NetworkModule> neurons;
  private final Neuron readOut;
  private final @Nullable Long seed;

  private ImageNetwork(
      String name,
      Architecture architecture,
      int channels,
      int height,
      int width,
      int classes,
      double multiplier,
      IntFunction<? extends NetworkModule> neurons,
      Neuron readOut,
      @Nullable Long seed) {
    this.name = name;
    this.architecture = architecture;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.classes = classes;
    this.multiplier = multiplier;
    this.neurons = neurons;
    this.readOut = readOut;
    this.seed = seed;
  }

  /** For grey images of 28 x 28 pixels and ten classes. */
  private static ImageNetwork digits(
      String name, Architecture architecture, IntFunction<? extends NetworkModule> neurons) {
    return new ImageNetwork(name, architecture, 1, 28, 28, 10, 1, neurons, new Li(), null);
  }

  /** For images of 224 x 224 pixels in three colours and a thousand classes. */
  private static ImageNetwork photographs(String name, Architecture architecture) {
    return new ImageNetwork(
        name, architecture, 3, 224, 224, 1000, 1, _ -> new Lif().cell(), new Li(), null);
  }

  /**
   * Norse's {@code ConvNet}, 20C5-P2-50C5-P2-500 and a leaky-integrator read-out without bias, the
   * second convolution's output times 10; in front of the read-out stands a rectifier. Unless
   * changed, grey images of 28 x 28 pixels, ten classes and {@link Lif} neurons. Norse's {@code
   * out.input_weights} are called {@code out.weight}.
   *
   * @return the builder
   */
  public static ImageNetwork convNet() {
    return digits("ConvNet", new ConvNets(20, 50, 500, true), _ -> new Lif().cell());
  }

  /**
   * Norse's {@code ConvNet4}: {@link #convNet} of 32 and 64 channels and 1024 hidden neurons.
   * Unless changed, the thresholds of the {@link Lif} neurons are 0.7, 0.7 and 1.
   *
   * @return the builder
   */
  public static ImageNetwork convNet4() {
    return digits(
        "ConvNet4",
        new ConvNets(32, 64, 1024, true),
        layer -> ConvNet4.neuron(new Lif(), layer).cell());
  }

  /**
   * {@link #convNet} of other widths, without the rectifier in front of the read-out: spikes are
   * never negative, so it changes no output, but behind it only neurons that spiked have a
   * gradient, and a layer that is silent at first hardly learns.
   *
   * @param first channels of the first convolution, at least 1
   * @param second channels of the second convolution, at least 1
   * @param hidden neurons of the dense layer; 0 for a read-out that follows the second pooling
   * @return the builder
   * @throws IllegalArgumentException if a number is out of range
   */
  public static ImageNetwork convNet(int first, int second, int hidden) {
    Require.atLeast("first", 1, first);
    Require.atLeast("second", 1, second);
    Require.atLeast("hidden", 0, hidden);
    String name = "ConvNet " + first + "-" + second + (hidden == 0 ? "" : "-" + hidden);
    return digits(name, new ConvNets(first, second, hidden, false), _ -> new Lif().cell());
  }

  /**
   * VGG (Simonyan and Zisserman 2014, arXiv:1409.1556), as in torchvision and Norse. Unless
   * changed, images are 3 x 224 x 224, with 1000 classes and {@link Lif} neurons; they have at
   * least 32 x 32 pixels.
   *
   * @param depth layers with weights: 11, 13, 16 or 19
   * @return the builder
   * @throws IllegalArgumentException if it is none of these
   */
  public static ImageNetwork vgg(int depth) {
    return vgg(depth, false, 7, 4096);
  }

  /**
   * {@linkplain #vgg(int) VGG} with batch normalisation behind each convolution.
   *
   * @param depth layers with weights: 11, 13, 16 or 19
   * @return the builder
   * @throws IllegalArgumentException if it is none of these
   */
  public static ImageNetwork vggBatchNorm(int depth) {
    return vgg(depth, true, 7, 4096);
  }

  /**
   * VGG with a classifier of another size: that of {@link #vgg(int)}, 7 and 4096, has nine tenths
   * of the weights, which small images do not need.
   *
   * @param depth layers with weights: 11, 13, 16 or 19
   * @param batchNorm whether batch normalisation follows each convolution
   * @param side rows and columns of what the classifier gets, at least 1
   * @param hidden neurons of its two hidden layers, at least 1
   * @return the builder
   * @throws IllegalArgumentException if a number is out of range
   */
  public static ImageNetwork vgg(int depth, boolean batchNorm, int side, int hidden) {
    Require.atLeast("side", 1, side);
    Require.atLeast("hidden", 1, hidden);
    Architecture architecture = Vgg.of(depth, batchNorm, side, hidden);
    return photographs("VGG-" + depth + (batchNorm ? " with batch norm" : ""), architecture);
  }

  /**
   * MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381), as in torchvision and Norse: neurons stand
   * in the place of the clipped rectifiers. Unless changed, images are 3 x 224 x 224, with 1000
   * classes and {@link Lif} neurons.
   *
   * @return the builder
   */
  public static ImageNetwork mobileNetV2() {
    return mobileNetV2(MobileNetV2.STAGES);
  }

  /**
   * {@linkplain #mobileNetV2() MobileNetV2} of other blocks.
   *
   * @param stages its blocks, first to last, at least one stage
   * @return the builder
   * @throws IllegalArgumentException if there is no stage
   */
  public static ImageNetwork mobileNetV2(List<Bottleneck> stages) {
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("stages: expected at least one, got none");
    }
    return photographs("MobileNetV2", new MobileNetV2(List.copyOf(stages)));
  }

  /**
   * ResNet-18 (He et al. 2015, arXiv:1512.03385) with spike-element-wise shortcuts (Fang et al.
   * 2021, arXiv:2102.04159): blocks end with neurons, and their spikes are added to those that came
   * in, so that numbers of spikes go on. Unless changed, images are 3 x 224 x 224, with 1000
   * classes and {@link Lif} neurons; the paper has integrate-and-fire neurons.
   *
   * @return the builder
   */
  public static ImageNetwork sewResNet18() {
    return photographs("SEW ResNet-18", new SewResNet18());
  }

  /**
   * The same for other images.
   *
   * @param colours channels of an image, at least 1
   * @param rows pixels of a column, at least 1; some networks need more
   * @param columns pixels of a row, at least 1; some networks need more
   * @return another builder
   * @throws IllegalArgumentException if one is too small
   */
  public ImageNetwork images(int colours, int rows, int columns) {
    Require.atLeast("channels", 1, colours);
    int least = architecture.leastSide();
    if (rows < least || columns < least) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "images: expected at least %d x %d pixels for %s, got %d x %d",
              least,
              least,
              name,
              rows,
              columns));
    }
    return new ImageNetwork(
        name, architecture, colours, rows, columns, classes, multiplier, neurons, readOut, seed);
  }

  /**
   * The same for other classes.
   *
   * @param number how many, at least 1
   * @return another builder
   * @throws IllegalArgumentException if there are fewer
   */
  public ImageNetwork classes(int number) {
    Require.atLeast("classes", 1, number);
    return new ImageNetwork(
        name, architecture, channels, height, width, number, multiplier, neurons, readOut, seed);
  }

  /**
   * The same wider or narrower.
   *
   * @param factor what all numbers of channels and of hidden neurons are multiplied by, greater
   *     than 0; those of {@linkplain #mobileNetV2() MobileNetV2} are then rounded to multiples of
   *     8, as torchvision's {@code width_mult} has it
   * @return another builder
   * @throws IllegalArgumentException if it is not positive
   */
  public ImageNetwork width(double factor) {
    Require.positive("width", factor);
    return new ImageNetwork(
        name, architecture, channels, height, width, classes, factor, neurons, readOut, seed);
  }

  /**
   * The same with other neurons in all layers.
   *
   * @param kind neurons of any kind
   * @return another builder
   */
  public ImageNetwork neuron(Neuron kind) {
    return neurons(_ -> kind.cell());
  }

  /**
   * The same with other neurons, layer by layer: or anything else that keeps the shape.
   *
   * @param layers from the number of a layer of neurons, from 0 on in the order in which the
   *     network is read, to its module
   * @return another builder
   */
  public ImageNetwork neurons(IntFunction<? extends NetworkModule> layers) {
    return new ImageNetwork(
        name, architecture, channels, height, width, classes, multiplier, layers, readOut, seed);
  }

  /**
   * The same with another read-out: potentials of {@link Li} unless changed.
   *
   * @param kind neurons of any kind
   * @return another builder
   * @throws IllegalArgumentException if the network ends with a dense layer, as all but {@link
   *     #convNet} do
   */
  public ImageNetwork readOut(Neuron kind) {
    if (!architecture.hasReadOut()) {
      throw new IllegalArgumentException(
          name + ": expected a network with a read-out of neurons, got one that ends without");
    }
    return new ImageNetwork(
        name, architecture, channels, height, width, classes, multiplier, neurons, kind, seed);
  }

  /**
   * The same with rectifiers instead of neurons: of VGG the network that torchvision has, whose
   * weights can be read with {@link dev.sleipnir.model.exchange.StateDict} and {@linkplain
   * Convert#toSpiking converted}. Torchvision's MobileNetV2 has clipped rectifiers, its ResNet
   * rectifies after the addition.
   *
   * @return another builder
   */
  public ImageNetwork rectified() {
    return neurons(_ -> new Relu());
  }

  /**
   * The same with initial weights of a seed. Without one every network has others, from the
   * {@linkplain Seeds#next() next stream} of the process.
   *
   * @param number the seed
   * @return another builder
   */
  public ImageNetwork seed(long number) {
    return new ImageNetwork(
        name, architecture, channels, height, width, classes, multiplier, neurons, readOut, number);
  }

  /**
   * Makes the network.
   *
   * @return [batch, channels, height, width] to [batch, classes], with weights of its own
   */
  public SequentialState create() {
    RandomStream random = seed == null ? Seeds.next() : new RandomStream(seed).split(name);
    return architecture.create(
        new NetworkParts(channels, height, width, classes, multiplier, neurons, readOut, random));
  }

  @Override
  public String toString() {
    return name + "(" + channels + " x " + height + " x " + width + " to " + classes + ")";
  }
}
