package dev.sleipnir.tasks.images;

import dev.sleipnir.model.data.Dataset;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.data.Transform;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.ImageClassification;
import dev.sleipnir.model.train.Supervised;
import dev.sleipnir.tasks.option.GradientOption;
import dev.sleipnir.tasks.option.LabelSmoothingOption;
import dev.sleipnir.tasks.option.SurrogateOptions;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.option.Verbosity;
import dev.sleipnir.tasks.training.Defaults;
import dev.sleipnir.tasks.training.Training;
import dev.sleipnir.tasks.training.TrainingCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that trains a spiking classifier of grey images, of ten classes. */
abstract class ImageCommand extends TrainingCommand {
  /** So many pixels images are shifted by at most. */
  private static final int MARGIN = 2;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder that holds the data set, or its parent.")
  private @Nullable Path data;

  @Option(
      names = "--train-samples",
      paramLabel = "N",
      description = "Training images to use, the first N.")
  private int trainSamples;

  @Option(names = "--test-samples", paramLabel = "N", description = "Test images, the first N.")
  private int testSamples;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description =
          "conv32: 32C5-P2-64C5-P2-1024-10; convnet4: the same with Norse's rectifier, behind which only"
              + " neurons that spiked have a gradient; conv20: 20C5-P2-50C5-P2-800-10; recurrent:"
              + " 784-100-10, neurons that drive each other and differ in time constant and threshold.")
  private NetworkKind network = NetworkKind.CONV32;

  @Option(names = "--steps", paramLabel = "N", description = "Time steps for each image.")
  private int steps = 16;

  @Option(names = "--dt", paramLabel = "MS", description = "Length of a time step [ms].")
  private double dt = 2;

  @Option(
      names = "--encoder",
      paramLabel = "NAME",
      description =
          "constant (current into LIF neurons), direct (current into the first layer), poisson (rate),"
              + " or latency (first spike only).")
  private EncoderKind encoder;

  @Option(
      names = "--input-scale",
      paramLabel = "X",
      description = "Pixels, 0 to 1, are multiplied by this; with poisson, 1 is 100 Hz.")
  private float inputScale = 4f;

  @Option(
      names = "--decoder",
      paramLabel = "NAME",
      description =
          "Which read-out potential over time is a class's score: last, mean, or max, where a class"
              + " that never rises above its beginning has no gradient.")
  private DecoderKind decoder = DecoderKind.LAST;

  @Option(
      names = "--learn",
      paramLabel = "WHAT",
      split = ",",
      showDefaultValue = Help.Visibility.NEVER,
      description =
          "Besides weights: tau (of the membrane), threshold, or both, tau,threshold: one for each"
              + " layer; of recurrent, one for each neuron.")
  private Set<Learned> learned = EnumSet.noneOf(Learned.class);

  @Option(
      names = "--augment",
      negatable = true,
      description =
          "Change training images at random, or do not: digits are shifted by up to 2 pixels, clothes"
              + " flipped left to right.")
  private boolean augment;

  @Mixin private SurrogateOptions surrogate = new SurrogateOptions();

  @Mixin private GradientOption gradient = new GradientOption();

  @Mixin private LabelSmoothingOption smoothing = new LabelSmoothingOption();

  private @Nullable DigitData images;

  /** A command with defaults of its own; images are as they are, and labels too. */
  ImageCommand(Defaults defaults, int trainSamples, int testSamples) {
    this(defaults, trainSamples, testSamples, EncoderKind.CONSTANT, false, 0);
  }

  ImageCommand(
      Defaults defaults,
      int trainSamples,
      int testSamples,
      EncoderKind encoder,
      boolean augment,
      double labelSmoothing) {
    super(defaults);
    this.trainSamples = trainSamples;
    this.testSamples = testSamples;
    this.encoder = encoder;
    this.augment = augment;
    smoothing = new LabelSmoothingOption(labelSmoothing);
  }

  /** Where images come from. */
  abstract DigitData.@Nullable Source source(@Nullable Checkpoint saved);

  final @Nullable Path data() {
    return data;
  }

  @Override
  protected void checkOwn() {
    Usage.atLeast(spec(), "--steps", steps, 1);
    Usage.positive(spec(), "--dt", dt);
    Usage.atLeast(spec(), "--train-samples", trainSamples, 1);
    Usage.atLeast(spec(), "--test-samples", testSamples, 1);
    Usage.positive(spec(), "--input-scale", inputScale);
    surrogate.check();
    gradient.window();
    smoothing.check();
  }

  @Override
  protected final Training training(@Nullable Checkpoint saved) throws IOException {
    DigitData loaded =
        DigitData.load(source(saved), data, seed(), trainSamples, testSamples, isQuiet());
    loaded.announce(spec().commandLine().getOut(), Verbosity.of(spec()));
    images = loaded;
    LifNeurons neurons =
        new LifNeurons(surrogate.of(new Lif()).sparseGradient(gradient.window()), dt, learned);
    SequentialState model = network.create(seed(), loaded.train().height(), neurons);
    Lift lifted = lift(model);
    ImageClassification plain =
        new ImageClassification(loaded.train(), encoder.encoder(steps, dt / 1000), lifted)
            .pixels(inputScale, 0f)
            .decoder(decoder.decoder())
            .loss(smoothing.loss());
    return new Training(
        loaded.learner(),
        loaded.name(),
        "images",
        loaded.example(),
        steps,
        augment ? augmented(loaded, lifted) : plain,
        plain.on(loaded.test()),
        settings(loaded, model));
  }

  private Supervised augmented(DigitData loaded, Lift lifted) {
    LabeledImages train = loaded.train();
    Dataset changed =
        train.transform(
            Transform.normalize(0f, 1 / inputScale),
            loaded.flips()
                ? Transform.randomFlip()
                : Transform.randomCrop(train.height(), train.width(), MARGIN));
    return new Supervised(train.name(), changed, lifted)
        .encoder(encoder.encoder(steps, dt / 1000))
        .decoder(decoder.decoder())
        .loss(smoothing.loss());
  }

  private Map<String, String> settings(DigitData loaded, SequentialState model) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("network", model.toString());
    settings.put(DigitData.OPTION, loaded.source().toString());
    settings.put("training images, sha256", loaded.train().sha256());
    settings.put("test images, sha256", loaded.test().sha256());
    settings.put("--train-samples", String.valueOf(loaded.train().size()));
    settings.put("--test-samples", String.valueOf(loaded.test().size()));
    settings.put("--network", network.toString());
    settings.put("--steps", String.valueOf(steps));
    settings.put("--dt", String.valueOf(dt));
    settings.put("--encoder", encoder.toString());
    settings.put("--input-scale", String.valueOf(inputScale));
    settings.put("--decoder", decoder.toString());
    settings.put(
        "--learn",
        learned.stream().map(Learned::toString).sorted().collect(Collectors.joining(",")));
    surrogate.put(settings);
    settings.put("--gradient", gradient.setting());
    settings.put("--label-smoothing", smoothing.setting());
    settings.put("--augment", String.valueOf(augment));
    return settings;
  }

  @Override
  protected final void end(PrintWriter out) {
    if (images != null) {
      images.remind(out);
    }
  }
}
