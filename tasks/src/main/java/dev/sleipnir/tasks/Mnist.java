package dev.sleipnir.tasks;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.encode.Encoder;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.encode.SpikeLatencyLifEncoder;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.network.ConvNet4;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.AdamW;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.Schedule;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.tensor.Device;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.Classifier;
import dev.sleipnir.model.train.EarlyStop;
import dev.sleipnir.model.train.EpochResult;
import dev.sleipnir.model.train.Evaluation;
import dev.sleipnir.model.train.Trainer;
import dev.sleipnir.tasks.report.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
final class Mnist implements Callable<Integer> {
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

  /** How weights are updated. */
  enum OptimizerKind {
    ADAM,
    ADAMW,
    SGD;

    /** As the command line writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How the learning rate changes. */
  enum ScheduleKind {
    CONSTANT,
    COSINE;

    /** As the command line writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Steepness of the surrogate gradient: at 100, the usual default, the network learns slowly. */
  private static final float ALPHA = 10f;

  /** Of checkpoints; all that may differ between two is a setting. */
  private static final String DESCRIPTION = "sleipnir mnist";

  private static final String DATASET = "--dataset";

  @Spec private CommandSpec spec;

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

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training data.")
  private int epochs = 1;

  @Option(names = "--steps", paramLabel = "N", description = "Time steps of 1 ms for each image.")
  private int steps = 32;

  @Option(names = "--batch-size", paramLabel = "N", description = "Images of one training step.")
  private int batchSize = 32;

  @Option(names = "--learning-rate", paramLabel = "X", description = "Step size.")
  private double learningRate = 5e-4;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description = "Of the learning rate: constant, or cosine: down to 0 after the last epoch.")
  private ScheduleKind scheduleKind = ScheduleKind.CONSTANT;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "adam, adamw, or sgd (with momentum 0.9).")
  private OptimizerKind optimizerKind = OptimizerKind.ADAM;

  @Option(
      names = "--train-samples",
      paramLabel = "N",
      description = "Training images to use, the first N.")
  private int trainSamples = 8000;

  @Option(names = "--test-samples", paramLabel = "N", description = "Test images, the first N.")
  private int testSamples = 2000;

  @Option(names = "--seed", paramLabel = "N", description = "Same seed, same result, bit for bit.")
  private long seed = 1;

  @Option(
      names = "--threads",
      paramLabel = "N",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description = "Threads. Default: one for each core. The result does not depend on it.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Mixin private PropagationOption propagation = new PropagationOption();

  @Mixin private GradientOption gradient = new GradientOption();

  @Mixin private DeviceOption device = new DeviceOption();

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

  @Option(
      names = "--clip-norm",
      paramLabel = "X",
      description = "Bound on the norm of the gradients; 0 for none.")
  private double clipNorm = 0;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "Stop after N epochs without better test accuracy; 0 for never.")
  private int patience = 0;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "Save the training here after every epoch. A file that is there is neither read nor"
              + " replaced without --resume or --force.")
  private @Nullable Path checkpoint;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "K",
      description =
          "Keep the network's state every K steps only and compute the steps between again in the"
              + " backward pass: less memory, more time, the same result. 0 for never. Saves no"
              + " file.")
  private int checkpointEvery = 0;

  @Option(
      names = "--checkpointed",
      description = "As --checkpoint-every, with K the square root of the steps.")
  private boolean checkpointed;

  @Option(
      names = "--truncate",
      paramLabel = "K",
      description = "Let no gradient go back through the state every K steps; 0 for never.")
  private int truncate = 0;

  @Option(
      names = "--resume",
      description =
          "Go on from the checkpoint, if it is of the same training: the result is that of one that"
              + " was not interrupted. --epochs, with --schedule constant, and --threads may"
              + " differ.")
  private boolean resume;

  @Option(
      names = "--override",
      description = "With --resume: go on also with other data or options, and say which differ.")
  private boolean override;

  @Option(names = "--force", description = "Replace the checkpoint by that of a new training.")
  private boolean force;

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description =
          "Write a report here after every epoch, and plots beside it, unless it is a pipe or a"
              + " device.")
  private @Nullable Path report;

  @Option(
      names = "--diagnose",
      description =
          "Do not train: run one batch and report what each layer does, which gradients reach the"
              + " parameters, and what keeps the network from learning. With --resume, of the"
              + " network in the checkpoint.")
  private boolean diagnose;

  @Option(names = "--quiet", description = "Print the result only.")
  private boolean quiet;

  Mnist() {}

  @Override
  public Integer call() throws IOException {
    check();
    try (TrainingFiles files = files();
        Device on = device.open()) {
      return train(files, on);
    }
  }

  private TrainingFiles files() throws IOException {
    return diagnose
        ? TrainingFiles.looking(checkpoint, override)
        : TrainingFiles.open(checkpoint, report, resume, override);
  }

  private int train(TrainingFiles files, Device on) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Checkpoint saved = files.saved();
    DigitData digits = DigitData.load(source(saved), data, seed, trainSamples, testSamples, quiet);
    digits.announce(out, Main.isVerbose(spec));
    try (Parallel parallel = Parallel.of(threads);
        TerminalProgress progress = new TerminalProgress(quiet)) {
      SequentialState network =
          ConvNet4.create(seed, digits.train().height(), ALPHA, gradient.window());
      Classifier classifier = new Classifier(encoder(), lifted(network), inputScale, 0f);
      Optimizer optimizer = optimizer(network, parallel);
      optimizer.setSchedule(schedule(digits.train().size()));
      Workspace workspace = new Workspace(parallel, propagation.value(), on);
      Map<String, String> settings = settings(digits, network, on);
      for (String difference : files.resume(DESCRIPTION, settings, optimizer)) {
        out.println("Resumed though " + difference);
      }
      Trainer trainer =
          new Trainer(
              classifier,
              optimizer,
              workspace,
              batchSize,
              seed,
              clipNorm,
              new ProgressListener(progress, spec.commandLine().getErr()));
      if (diagnose) {
        out.println(trainer.diagnose(digits.train()));
        digits.remind(out);
        return 0;
      }
      MnistReport results =
          new MnistReport(
              new MnistReport.Setup(
                  commandLine(),
                  digits.name(),
                  steps,
                  batchSize,
                  threads,
                  seed,
                  network.toString()),
              classifier,
              workspace,
              digits.test());
      Checkpoint start =
          new Checkpoint(
              DESCRIPTION,
              seed,
              saved == null ? 0 : saved.epoch(),
              settings,
              saved == null ? List.of() : saved.history());
      train(trainer, optimizer, digits, start, files, results, out);
      if (Main.isVerbose(spec)) {
        workspace.propagations().forEach(out::println);
      }
    }
    digits.remind(out);
    return 0;
  }

  private void train(
      Trainer trainer,
      Optimizer optimizer,
      DigitData digits,
      Checkpoint start,
      TrainingFiles files,
      MnistReport results,
      PrintWriter out)
      throws IOException {
    EarlyStop stop = new EarlyStop(patience);
    boolean stopped = false;
    for (EpochResult epoch : start.history()) {
      stopped = stop.stopAfter(epoch.testAccuracy());
    }
    if (report != null && start.epoch() > 0) {
      // At once: what was interrupted may have been saved and not yet reported.
      results.restore(start.history(), report);
      results.write(report);
    }
    if (start.epoch() >= epochs) {
      say(
          out,
          String.format(
              Locale.ROOT,
              "The checkpoint has %d epochs already; --epochs asks for %d.",
              start.epoch(),
              epochs));
    } else if (stopped) {
      say(out, "Stopped after epoch " + start.epoch() + noBetter());
    }
    List<EpochResult> history = new ArrayList<>(start.history());
    for (int epoch = start.epoch() + 1; epoch <= epochs && !stopped; epoch++) {
      String label = "epoch " + epoch + "/" + epochs;
      Evaluation training = trainer.epoch(digits.train(), epoch, label);
      Evaluation test = trainer.evaluate(digits.test(), "test");
      results.add(epoch, training, test);
      history.add(EpochResult.of(epoch, training, test));
      out.println(
          String.format(
              Locale.ROOT,
              "%s: training loss %.4f, accuracy %.2f %% (%.1f images/s); "
                  + "test loss %.4f, accuracy %.2f %% of %d (%.1f images/s)",
              label,
              training.loss(),
              100 * training.accuracy(),
              training.samplesPerSecond(),
              test.loss(),
              100 * test.accuracy(),
              test.samples(),
              test.samplesPerSecond()));
      files.save(new Checkpoint(DESCRIPTION, seed, epoch, start.settings(), history), optimizer);
      if (report != null) {
        // After every epoch: what a long training has shown is not lost with it.
        results.write(report);
      }
      stopped = stop.stopAfter(test.accuracy());
      if (stopped && epoch < epochs) {
        say(out, "Stopped" + noBetter());
      }
    }
    if (report != null && !results.isEmpty()) {
      say(out, "Report: " + report);
    }
  }

  private String noBetter() {
    return ": no better test accuracy in " + patience + " epochs.";
  }

  private void say(PrintWriter out, String line) {
    if (!quiet) {
      out.println(line);
    }
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

  /** All that decides the result, as options where they are. */
  private Map<String, String> settings(DigitData digits, SequentialState network, Device on) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("sleipnir", Version.number());
    settings.put("network", network + ", surrogate gradient of steepness " + ALPHA);
    settings.put(DATASET, digits.source().toString());
    settings.put("training images, sha256", digits.train().sha256());
    settings.put("test images, sha256", digits.test().sha256());
    settings.put("--train-samples", String.valueOf(digits.train().size()));
    settings.put("--test-samples", String.valueOf(digits.test().size()));
    settings.put("--seed", String.valueOf(seed));
    settings.put("--steps", String.valueOf(steps));
    settings.put("--batch-size", String.valueOf(batchSize));
    settings.put("--encoder", encoder.toString());
    settings.put("--input-scale", String.valueOf(inputScale));
    settings.put("--optimizer", optimizerKind.toString());
    settings.put("--learning-rate", String.valueOf(learningRate));
    settings.put(
        "--schedule",
        scheduleKind == ScheduleKind.COSINE
            ? "cosine over " + epochs + " epochs"
            : scheduleKind.toString());
    settings.put("--clip-norm", String.valueOf(clipNorm));
    settings.put("--gradient", gradient.setting());
    settings.put("--truncate", String.valueOf(truncate));
    settings.put("--propagation", propagation.value().toString());
    settings.put("--device", device.setting(on));
    settings.put("--patience", String.valueOf(patience));
    return settings;
  }

  private Encoder encoder() {
    return switch (encoder) {
      case CONSTANT -> new ConstantCurrentLifEncoder(steps);
      case LATENCY -> new SpikeLatencyLifEncoder(steps);
      case POISSON -> new PoissonEncoder(steps);
    };
  }

  private Lift lifted(SequentialState network) {
    Lift lift = Lift.of(network);
    if (truncate > 0) {
      lift = lift.truncateEvery(truncate);
    }
    if (checkpointed) {
      return lift.checkpointed();
    }
    return checkpointEvery > 0 ? lift.checkpointEvery(checkpointEvery) : lift;
  }

  private Optimizer optimizer(SequentialState network, Parallel parallel) {
    var parameters = network.parameters();
    return switch (optimizerKind) {
      case ADAM -> new Adam(parameters, learningRate, 0.9, 0.999, 1e-8, 0, parallel);
      case ADAMW -> new AdamW(parameters, learningRate, 0.9, 0.999, 1e-8, 0.01, parallel);
      case SGD -> new Sgd(parameters, learningRate, 0.9, 0, parallel);
    };
  }

  private Schedule schedule(int samples) {
    long stepsOfEpoch = Math.ceilDiv((long) samples, batchSize);
    return switch (scheduleKind) {
      case CONSTANT -> Schedule.CONSTANT;
      case COSINE -> Schedule.cosine(epochs * stepsOfEpoch);
    };
  }

  private void check() throws IOException {
    atLeast("--epochs", epochs, 1);
    atLeast("--steps", steps, 1);
    atLeast("--batch-size", batchSize, 1);
    atLeast("--train-samples", trainSamples, 1);
    atLeast("--test-samples", testSamples, 1);
    if (threads < 1 || threads > Parallel.MOST_THREADS) {
      throw usage("--threads: expected 1 to " + Parallel.MOST_THREADS + ", got " + threads);
    }
    atLeast("--patience", patience, 0);
    atLeast("--checkpoint-every", checkpointEvery, 0);
    atLeast("--truncate", truncate, 0);
    if (checkpointed && checkpointEvery > 0) {
      throw usage(
          "--checkpointed: expected no --checkpoint-every beside it, got " + checkpointEvery);
    }
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw usage("--learning-rate: expected a positive number, got " + learningRate);
    }
    if (!(inputScale > 0 && inputScale < Float.POSITIVE_INFINITY)) {
      throw usage("--input-scale: expected a positive number, got " + inputScale);
    }
    if (!(clipNorm >= 0 && clipNorm < Double.POSITIVE_INFINITY)) {
      throw usage("--clip-norm: expected a number >= 0, got " + clipNorm);
    }
    gradient.window();
    device.check();
    if (resume && checkpoint == null) {
      throw usage("--resume: expected --checkpoint FILE to resume from, got none");
    }
    if (diagnose && (report != null || (checkpoint != null && !resume))) {
      throw usage(
          "--diagnose: expected no file to write, as it trains nothing, got "
              + (report != null ? "--report" : "--checkpoint without --resume"));
    }
    if (override && !resume) {
      throw usage("--override: expected --resume beside it, got none");
    }
    if (force && resume) {
      throw usage("--force: expected no --resume beside it, got both");
    }
    if (source == DigitData.Source.STROKES && data != null) {
      throw usage("--data: expected a data set of files beside it, got --dataset strokes");
    }
    if (!resume && !force && TrainingFiles.wouldReplace(checkpoint)) {
      throw usage(
          "--checkpoint: expected a new file, got "
              + checkpoint
              + ", which is there; --resume goes on from it, --force replaces it");
    }
  }

  private void atLeast(String option, int value, int least) {
    if (value < least) {
      throw usage(option + ": expected at least " + least + ", got " + value);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** The command that makes this training from its beginning, whole. */
  private String commandLine() {
    List<String> args = new ArrayList<>(spec.commandLine().getParseResult().originalArgs());
    args.removeAll(List.of("--resume", "--force"));
    return "sleipnir " + String.join(" ", args);
  }
}
