package dev.sleipnir.tasks.images;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.encode.Encoder;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Loss;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.Metric;
import dev.sleipnir.model.train.Supervised;
import dev.sleipnir.tasks.option.Effect;
import dev.sleipnir.tasks.option.GradientOption;
import dev.sleipnir.tasks.option.SurrogateOptions;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.training.Defaults;
import dev.sleipnir.tasks.training.Training;
import dev.sleipnir.tasks.training.TrainingCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sleipnir autoencode}: images said again through a few spiking neurons. */
@Command(
    name = "autoencode",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Train an autoencoder of Fashion-MNIST, 784-256-32-256-784: LIF neurons say an image again"
          + " through the spikes of 32 of them.",
      "Its loss is the mean squared error of pixels, 0 to 1; --relu trains a network of the same"
          + " size without spikes, for comparison. Beside the report stands a picture of images and"
          + " what became of them."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir autoencode --report autoencoder.json",
      "  sleipnir autoencode --generate 6 --report autoencoder.json",
      "  sleipnir autoencode --relu --report relu.json"
    })
public final class Autoencode extends TrainingCommand {
  /** So low that a few neurons of the code spike for every image. */
  private static final double THRESHOLD = 0.5;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder that holds the data set, or its parent.")
  private @Nullable Path data;

  @Option(
      names = DigitData.OPTION,
      paramLabel = "NAME",
      converter = DigitData.Converter.class,
      description = "mnist, fashion-mnist or strokes (built-in).")
  private DigitData.Source source = DigitData.Source.FASHION_MNIST;

  @Option(
      names = "--train-samples",
      paramLabel = "N",
      description = "Training images to use, the first N.")
  private int trainSamples = 60000;

  @Option(names = "--test-samples", paramLabel = "N", description = "Test images, the first N.")
  private int testSamples = 10000;

  @Option(names = "--relu", description = "Rectifiers instead of neurons, and one step.")
  private boolean relu;

  @Option(names = "--hidden", paramLabel = "N", description = "Neurons beside the code.")
  private int hidden = 256;

  @Option(names = "--code", paramLabel = "N", description = "Neurons of the code.")
  private int code = 32;

  @Option(names = "--steps", paramLabel = "N", description = "Time steps for each image.")
  private int steps = 16;

  @Option(names = "--dt", paramLabel = "MS", description = "Length of a time step [ms].")
  private double dt = 2;

  @Option(
      names = "--input-scale",
      paramLabel = "X",
      description = "Pixels, 0 to 1, times this are the currents of the input.")
  private float inputScale = 4f;

  @Option(
      names = "--generate",
      paramLabel = "N",
      description =
          "Draw, beside the report, N rows of images from codes between those of two test images:"
              + " rates are mixed, spikes drawn by them. 0 for none.")
  private int generate = 0;

  @Mixin private SurrogateOptions surrogate = new SurrogateOptions();

  @Mixin private GradientOption gradient = new GradientOption();

  /** The command, as it stands. */
  public Autoencode() {
    super(new Defaults(3, 32, 1e-3).cycle(4));
  }

  @Override
  protected void checkOwn() {
    Usage.atLeast(spec(), "--train-samples", trainSamples, 1);
    Usage.atLeast(spec(), "--test-samples", testSamples, 1);
    Usage.atLeast(spec(), "--hidden", hidden, 1);
    Usage.atLeast(spec(), "--code", code, 1);
    Usage.atLeast(spec(), "--steps", steps, 1);
    Usage.atLeast(spec(), "--generate", generate, 0);
    Usage.positive(spec(), "--dt", dt);
    Usage.positive(spec(), "--input-scale", inputScale);
    surrogate.check();
    gradient.window();
    DigitData.check(spec(), source, data);
    for (String ofNeurons :
        List.of("--steps", "--dt", "--input-scale", "--method", "--alpha", "--gradient")) {
      Effect.require(spec(), ofNeurons, !relu, "no --relu", "--relu");
    }
    boolean reported = spec().commandLine().getParseResult().hasMatchedOption("--report");
    Effect.require(spec(), "--generate", reported, "--report", "none");
  }

  @Override
  protected Training training(@Nullable Checkpoint saved) throws IOException {
    DigitData images = DigitData.load(source, data, seed(), trainSamples, testSamples, isQuiet());
    ImagePairs train = new ImagePairs(images.train(), relu ? 1f : inputScale);
    ImagePairs test = new ImagePairs(images.test(), relu ? 1f : inputScale);
    Encoder encoder = relu ? new OneStep() : EncoderKind.CONSTANT.encoder(steps, dt / 1000);
    Autoencoder network = network(images.train().pixelsPerImage());
    Supervised training =
        new Supervised(images.name(), train, lift(network.network()))
            .encoder(encoder)
            .decoder(Decoder.last())
            .loss(Loss.meanSquaredError())
            .metric(Metric.none());
    return new Training(
        "Autoencoder",
        images.name(),
        "images",
        images.example(),
        relu ? 1 : steps,
        training,
        training.on(test),
        settings(network),
        new Reconstructions(network, encoder, test, generate, !relu, seed()));
  }

  private Autoencoder network(int pixels) {
    if (relu) {
      return Autoencoder.create(seed(), pixels, hidden, code, Relu::new, List.of());
    }
    LifNeurons neurons =
        new LifNeurons(surrogate.of(new Lif()).sparseGradient(gradient.window()), dt, Set.of());
    return Autoencoder.create(
        seed(),
        pixels,
        hidden,
        code,
        () -> neurons.layer(THRESHOLD).cell(),
        List.of(neurons.readOut().cell()));
  }

  private Map<String, String> settings(Autoencoder network) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("network", network.network().toString());
    settings.put(DigitData.OPTION, source.toString());
    settings.put("--train-samples", String.valueOf(trainSamples));
    settings.put("--test-samples", String.valueOf(testSamples));
    settings.put("--relu", String.valueOf(relu));
    settings.put("--steps", String.valueOf(steps));
    settings.put("--dt", String.valueOf(dt));
    settings.put("--input-scale", String.valueOf(inputScale));
    surrogate.put(settings);
    settings.put("--gradient", gradient.setting());
    return settings;
  }

  /** Values as they are, in one step. */
  private record OneStep() implements Encoder {
    @Override
    public Tensor encode(Tensor values, RandomStream random) {
      int[] shape = new int[values.rank() + 1];
      System.arraycopy(values.shape(), 0, shape, 1, values.rank());
      shape[0] = 1;
      return values.reshape(shape);
    }

    @Override
    public String text() {
      return "as they are, in one step";
    }
  }
}
