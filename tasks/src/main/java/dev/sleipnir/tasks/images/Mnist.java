package dev.sleipnir.tasks.images;

import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.encode.Encoder;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.encode.SpikeLatencyLifEncoder;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.network.ConvNet4;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.ImageClassification;
import dev.sleipnir.tasks.option.GradientOption;
import dev.sleipnir.tasks.option.LabelSmoothingOption;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.option.Verbosity;
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

/** {@code sleipnir mnist}: trains a spiking convolutional classifier of handwritten digits. */
@Command(
    name = "mnist",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Train a spiking convolutional network (32C5-P2-64C5-P2-1024-10) on images of digits.",
      "Without data and network it trains on built-in procedural digits, and says so."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir mnist",
      "  sleipnir mnist --train-samples 60000 --test-samples 10000",
      "  sleipnir mnist --dataset fashion-mnist --epochs 3 --report report.json",
      "  sleipnir mnist --epochs 9 --checkpoint mnist.ckpt",
      "  sleipnir mnist --epochs 9 --checkpoint mnist.ckpt --resume   (goes on)",
      "  sleipnir mnist --encoder poisson --diagnose"
    })
public final class Mnist extends TrainingCommand {
  /** How pixels become spikes. */
  enum EncoderKind {
    CONSTANT,
    POISSON,
    LATENCY;

    /** As the command line writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Steepness of the surrogate gradient: at 100, the usual default, the network learns slowly. */
  private static final float ALPHA = 10f;

  private static final String DATASET = "--dataset";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder that holds the data set, or its parent.")
  private @Nullable Path data;

  @Option(
      names = DATASET,
      paramLabel = "NAME",
      converter = DigitData.Converter.class,
      description =
          "mnist, fashion-mnist or strokes (built-in). Default: mnist, or strokes where it cannot be"
              + " had; when resumed, that of the checkpoint.")
  private DigitData.@Nullable Source source;

  @Option(
      names = "--train-samples",
      paramLabel = "N",
      description = "Training images to use, the first N.")
  private int trainSamples = 8000;

  @Option(names = "--test-samples", paramLabel = "N", description = "Test images, the first N.")
  private int testSamples = 2000;

  @Option(names = "--steps", paramLabel = "N", description = "Time steps of 1 ms for each image.")
  private int steps = 32;

  @Option(
      names = "--encoder",
      paramLabel = "NAME",
      description =
          "constant (current into LIF neurons), poisson (rate), or latency (first spike only).")
  private EncoderKind encoder = EncoderKind.CONSTANT;

  @Option(
      names = "--input-scale",
      paramLabel = "X",
      description = "Pixels, 0 to 1, are multiplied by this; with poisson, 1 is 100 Hz.")
  private float inputScale = 4f;

  @Mixin private GradientOption gradient = new GradientOption();

  @Mixin private LabelSmoothingOption smoothing = new LabelSmoothingOption();

  private @Nullable DigitData digits;

  /** The command, as it stands. */
  public Mnist() {
    super(1, 32, 5e-4);
  }

  @Override
  protected void checkOwn() {
    Usage.atLeast(spec(), "--steps", steps, 1);
    Usage.atLeast(spec(), "--train-samples", trainSamples, 1);
    Usage.atLeast(spec(), "--test-samples", testSamples, 1);
    Usage.positive(spec(), "--input-scale", inputScale);
    gradient.window();
    smoothing.check();
    if (source == DigitData.Source.STROKES && data != null) {
      throw Usage.error(
          spec(), "--data: expected a data set of files beside it, got --dataset strokes");
    }
  }

  @Override
  protected Training training(@Nullable Checkpoint saved) throws IOException {
    DigitData images =
        DigitData.load(source(saved), data, seed(), trainSamples, testSamples, isQuiet());
    images.announce(spec().commandLine().getOut(), Verbosity.of(spec()));
    digits = images;
    SequentialState network =
        ConvNet4.create(seed(), images.train().height(), ALPHA, gradient.window());
    ImageClassification training =
        new ImageClassification(images.train(), encoder(), lift(network))
            .pixels(inputScale, 0f)
            .loss(smoothing.loss());
    return new Training(
        "Digit classifier",
        images.name(),
        "images",
        "one image of the digit " + images.test().label(0),
        steps,
        training,
        training.on(images.test()),
        settings(images, network));
  }

  /** Where images come from: a training that is resumed goes on with its own. */
  private DigitData.@Nullable Source source(@Nullable Checkpoint saved) {
    String name = saved == null ? null : saved.settings().get(DATASET);
    for (DigitData.Source one : DigitData.Source.values()) {
      if (source == null && one.toString().equals(name)) {
        return one;
      }
    }
    return source;
  }

  private Map<String, String> settings(DigitData images, SequentialState network) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("network", network + ", surrogate gradient of steepness " + ALPHA);
    settings.put(DATASET, images.source().toString());
    settings.put("training images, sha256", images.train().sha256());
    settings.put("test images, sha256", images.test().sha256());
    settings.put("--train-samples", String.valueOf(images.train().size()));
    settings.put("--test-samples", String.valueOf(images.test().size()));
    settings.put("--steps", String.valueOf(steps));
    settings.put("--encoder", encoder.toString());
    settings.put("--input-scale", String.valueOf(inputScale));
    settings.put("--gradient", gradient.setting());
    settings.put("--label-smoothing", smoothing.setting());
    return settings;
  }

  private Encoder encoder() {
    return switch (encoder) {
      case CONSTANT -> new ConstantCurrentLifEncoder(steps);
      case LATENCY -> new SpikeLatencyLifEncoder(steps);
      case POISSON -> new PoissonEncoder(steps);
    };
  }

  @Override
  protected void end(PrintWriter out) {
    if (digits != null) {
      digits.remind(out);
    }
  }
}
