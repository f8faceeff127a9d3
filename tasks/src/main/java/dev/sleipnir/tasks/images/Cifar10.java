package dev.sleipnir.tasks.images;

import dev.sleipnir.model.data.Dataset;
import dev.sleipnir.model.data.Transform;
import dev.sleipnir.model.encode.DirectEncoder;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.Supervised;
import dev.sleipnir.tasks.option.LabelSmoothingOption;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.training.Confusion;
import dev.sleipnir.tasks.training.Defaults;
import dev.sleipnir.tasks.training.Training;
import dev.sleipnir.tasks.training.TrainingCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sleipnir cifar10}: trains a spiking classifier of small colour images. */
@Command(
    name = "cifar10",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Train a spiking network on CIFAR-10's images. They are the current into the first layer, the"
          + " same in every step. Files of CIFAR-10's binary version have to be there already."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir cifar10 --data cifar-10-batches-bin --report report.json",
      "  sleipnir cifar10 --dataset cifar10-20k --epochs 12",
      "  sleipnir cifar10 --dataset cifar10-mini --epochs 60 --no-augment",
      "  sleipnir cifar10 --network sew-resnet --steps 4",
      "  sleipnir cifar10 --network norse --steps 16 --learning-rate 0.001"
    })
public final class Cifar10 extends TrainingCommand {
  private static final int SIDE = 32;
  private static final int MARGIN = 4;

  /** Of each colour, from 0 to 1, over the training images. */
  private static final float[] MEAN = {0.4914f, 0.4822f, 0.4465f};

  private static final float[] DEVIATION = {0.2470f, 0.2435f, 0.2616f};
  private static final String DATASET = "--dataset";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder that holds the data set, or its parent. Default: $SLEIPNIR_DATA and the cache.")
  private @Nullable Path data;

  @Option(
      names = DATASET,
      paramLabel = "NAME",
      description =
          "${COMPLETION-CANDIDATES}. Default: the first of these that is there; when resumed, that"
              + " of the checkpoint.")
  private CifarData.@Nullable Source source;

  @Option(
      names = "--train-samples",
      paramLabel = "N",
      description = "Training images to use, the first N.")
  private int trainSamples = 50_000;

  @Option(names = "--test-samples", paramLabel = "N", description = "Test images, the first N.")
  private int testSamples = 10_000;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description =
          "vgg (six convolutions with batch normalisation), sew-resnet (ResNet-18 whose shortcuts"
              + " add spikes), or norse (four convolutions, as in Norse's task).")
  private CifarNetwork network = CifarNetwork.VGG;

  @Option(
      names = "--width",
      paramLabel = "X",
      description = "What the numbers of channels, 64 to 256 or 512, are multiplied by.")
  private double width = 0.5;

  @Option(names = "--steps", paramLabel = "N", description = "Time steps of 1 ms for each image.")
  private int steps = 2;

  @Option(
      names = "--no-augment",
      description = "Do not flip training images and shift them by up to 4 pixels, at random.")
  private boolean plain;

  @Mixin private LabelSmoothingOption smoothing = new LabelSmoothingOption(0.1);

  /** The command, as it stands. */
  public Cifar10() {
    super(new Defaults(12, 64, 4e-3).schedule("one-cycle"));
  }

  @Override
  protected void checkOwn() {
    Usage.atLeast(spec(), "--train-samples", trainSamples, 1);
    Usage.atLeast(spec(), "--test-samples", testSamples, 1);
    Usage.atLeast(spec(), "--steps", steps, 1);
    Usage.positive(spec(), "--width", width);
    smoothing.check();
  }

  @Override
  protected Training training(@Nullable Checkpoint saved) throws IOException {
    CifarData images = CifarData.load(source(saved), data).first(trainSamples, testSamples);
    SequentialState made = network.create(seed(), width);
    Transform normalize =
        Transform.normalize(Tensor.of(MEAN, 3, 1, 1), Tensor.of(DEVIATION, 3, 1, 1));
    Dataset normalized = images.train().transform(normalize);
    // Shifted after normalisation: the margin of zeros is of the mean colour.
    Dataset training =
        plain
            ? normalized
            : normalized.transform(
                Transform.randomCrop(SIDE, SIDE, MARGIN), Transform.randomFlip());
    Supervised task =
        new Supervised(images.train().name(), training, lift(made))
            .encoder(new DirectEncoder(steps))
            .decoder(network.decoder())
            .loss(smoothing.loss());
    Confusion confusion =
        new Confusion("CIFAR-10, test images", CifarData.CLASSES, images.test().size());
    return new Training(
        "Classifier of images",
        images.source().title(),
        "images",
        "one image of class " + CifarData.CLASSES.get(images.test().label(0)),
        steps,
        task,
        task.on(images.test().transform(normalize)).metric(confusion),
        settings(images, made),
        confusion);
  }

  /** Where images come from: a training that is resumed goes on with its own. */
  private CifarData.@Nullable Source source(@Nullable Checkpoint saved) {
    String name = saved == null ? null : saved.settings().get(DATASET);
    for (CifarData.Source one : CifarData.Source.values()) {
      if (source == null && one.toString().equals(name)) {
        return one;
      }
    }
    return source;
  }

  private Map<String, String> settings(CifarData images, SequentialState made) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("network", made.toString());
    settings.put(DATASET, images.source().toString());
    settings.put("training images, sha256", images.train().sha256());
    settings.put("test images, sha256", images.test().sha256());
    settings.put("--train-samples", String.valueOf(images.train().size()));
    settings.put("--test-samples", String.valueOf(images.test().size()));
    settings.put("--network", network.toString());
    settings.put("--width", String.valueOf(width));
    settings.put("--steps", String.valueOf(steps));
    settings.put("--no-augment", String.valueOf(plain));
    settings.put("--label-smoothing", smoothing.setting());
    return settings;
  }
}
