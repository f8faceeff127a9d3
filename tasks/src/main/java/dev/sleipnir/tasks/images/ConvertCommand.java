package dev.sleipnir.tasks.images;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.encode.Encoder;
import dev.sleipnir.model.layer.AvgPool2d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.network.Conversion;
import dev.sleipnir.model.network.Convert;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.ImageClassification;
import dev.sleipnir.tasks.option.LabelSmoothingOption;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.option.Verbosity;
import dev.sleipnir.tasks.training.Defaults;
import dev.sleipnir.tasks.training.Training;
import dev.sleipnir.tasks.training.TrainingCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sleipnir convert}: trains a network of rectifiers and turns it into a spiking one. */
@Command(
    name = "convert",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Train a network of rectifiers on images, turn it into one of integrate-and-fire neurons that",
      "computes the same with spikes, and compare both by the number of time steps.",
      "Without data and network it takes built-in procedural digits, and says so."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir convert",
      "  sleipnir convert --dataset fashion-mnist --epochs 5 --report convert.json",
      "  sleipnir convert --network dense --steps 4,8,16,32,64,128,256 --percentile 99"
    })
public final class ConvertCommand extends TrainingCommand {
  /** What is trained. */
  enum Kind {
    CONV,
    DENSE;

    /** As the command line writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder that holds the data set, or its parent.")
  private @Nullable Path data;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      converter = DigitData.Converter.class,
      description =
          "mnist, fashion-mnist or strokes (built-in). Default: mnist, or strokes where it cannot be"
              + " had.")
  private DigitData.@Nullable Source source;

  @Option(
      names = "--train-samples",
      paramLabel = "N",
      description = "Training images to use, the first N.")
  private int trainSamples = 60_000;

  @Option(names = "--test-samples", paramLabel = "N", description = "Test images, the first N.")
  private int testSamples = 10_000;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "conv: 16C5-A2-32C5-A2-128-10, A2 being the mean of 2 x 2; dense: 256-128-10.")
  private Kind network = Kind.CONV;

  @Option(
      names = "--steps",
      split = ",",
      paramLabel = "T",
      description = "Time steps after which the spiking network is asked, separated by commas.")
  private int[] steps = {8, 16, 32, 64, 128};

  @Option(
      names = "--percentile",
      paramLabel = "X",
      description =
          "Thresholds are this percentile of what each rectifier puts out; 100 for the largest"
              + " value.")
  private double percentile = 99.9;

  @Option(
      names = "--calibration",
      paramLabel = "N",
      description = "Training images that thresholds are taken from, the first N.")
  private int calibration = 500;

  @Mixin private LabelSmoothingOption smoothing = new LabelSmoothingOption();

  private @Nullable DigitData images;
  private @Nullable NetworkModule rectifiers;
  private final ConversionFindings findings = new ConversionFindings();

  /** The command with its defaults. */
  public ConvertCommand() {
    super(new Defaults(3, 64, 2e-3).schedule("one-cycle"));
  }

  @Override
  protected void checkOwn() {
    Usage.atLeast(spec(), "--train-samples", trainSamples, 1);
    Usage.atLeast(spec(), "--test-samples", testSamples, 1);
    Usage.atLeast(spec(), "--calibration", calibration, 1);
    for (int each : steps) {
      Usage.atLeast(spec(), "--steps", each, 1);
    }
    if (!(percentile > 0 && percentile <= 100)) {
      throw Usage.error(spec(), "--percentile: expected a number in (0, 100], got " + percentile);
    }
    smoothing.check();
    if (source == DigitData.Source.STROKES && data != null) {
      throw Usage.error(
          spec(), "--data: expected a data set of files beside it, got --dataset strokes");
    }
  }

  @Override
  protected Training training(@Nullable Checkpoint saved) throws IOException {
    DigitData digits = DigitData.load(source, data, seed(), trainSamples, testSamples, isQuiet());
    digits.announce(spec().commandLine().getOut(), Verbosity.of(spec()));
    images = digits;
    SequentialState layers = layers(digits.train());
    rectifiers = layers;
    ImageClassification training =
        new ImageClassification(digits.train(), once(), layers).loss(smoothing.loss());
    Map<String, String> settings = new TreeMap<>();
    settings.put("network", layers.toString());
    settings.put("--dataset", digits.source().toString());
    settings.put("training images, sha256", digits.train().sha256());
    settings.put("test images, sha256", digits.test().sha256());
    settings.put("--label-smoothing", smoothing.setting());
    return new Training(
        "Rectifiers",
        digits.name(),
        "images",
        "one image of class " + digits.test().label(0),
        1,
        training,
        training.on(digits.test()),
        settings,
        findings);
  }

  /** A single step of pixels as they are. */
  private static Encoder once() {
    return (values, random) -> {
      int[] shape = new int[values.rank() + 1];
      shape[0] = 1;
      System.arraycopy(values.shape(), 0, shape, 1, values.rank());
      return values.reshape(shape);
    };
  }

  private SequentialState layers(LabeledImages of) {
    RandomStream random = new RandomStream(seed()).split("network");
    int side = of.height();
    int classes = 10;
    if (network == Kind.DENSE) {
      return new SequentialState(
          new Flatten(),
          new Linear(random, of.pixelsPerImage(), 256),
          new Relu(),
          new Linear(random, 256, 128),
          new Relu(),
          new Linear(random, 128, classes));
    }
    int left = ((side - 4) / 2 - 4) / 2;
    return new SequentialState(
        new Conv2d(random, of.channels(), 16, 5),
        new Relu(),
        new AvgPool2d(2),
        new Conv2d(random, 16, 32, 5),
        new Relu(),
        new AvgPool2d(2),
        new Flatten(),
        new Linear(random, 32 * left * left, 128),
        new Relu(),
        new Linear(random, 128, classes));
  }

  @Override
  protected void trained(Workspace workspace, PrintWriter out) {
    if (images == null || rectifiers == null) {
      return;
    }
    LabeledImages train = images.train();
    Conversion converted =
        Convert.toSpiking(
            rectifiers, pixels(train, Math.min(calibration, train.size())), percentile);
    LabeledImages test = images.test();
    int[] labels = new int[test.size()];
    for (int n = 0; n < labels.length; n++) {
      labels[n] = test.label(n);
    }
    findings.found(
        images.name(),
        converted.thresholds(),
        steps,
        converted.accuracies(workspace, pixels(test, labels.length), labels, steps));
    findings.lines().forEach(out::println);
  }

  /** The first images, [images, channels, height, width]. */
  private static Tensor pixels(LabeledImages of, int count) {
    Tensor pixels = Tensor.zeros(count, of.channels(), of.height(), of.width());
    for (int n = 0; n < count; n++) {
      of.copyTo(n, pixels.data(), n * of.pixelsPerImage(), 1f, 0f);
    }
    return pixels;
  }

  @Override
  protected void end(PrintWriter out) {
    if (images != null) {
      images.remind(out);
    }
  }
}
