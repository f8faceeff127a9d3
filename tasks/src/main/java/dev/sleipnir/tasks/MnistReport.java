package dev.sleipnir.tasks;

import dev.sleipnir.kernels.Simd;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Classifier;
import dev.sleipnir.model.train.EpochResult;
import dev.sleipnir.model.train.Evaluation;
import dev.sleipnir.tasks.plot.LearningCurve;
import dev.sleipnir.tasks.plot.RasterPlot;
import dev.sleipnir.tasks.report.JsonReport;
import dev.sleipnir.tasks.report.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What a training of the digit classifier leaves behind: figures as JSON, and two plots. */
final class MnistReport {
  /** Neurons of a layer that the raster shows, evenly spread: more would not be told apart. */
  private static final int RASTER_NEURONS = 200;

  private static final String CURVE = "curve";
  private static final String RASTER = "raster";

  private final Setup setup;
  private final Classifier classifier;
  private final Workspace workspace;
  private final LabeledImages test;
  private final List<Epoch> epochs = new ArrayList<>();

  MnistReport(Setup setup, Classifier classifier, Workspace workspace, LabeledImages test) {
    this.setup = setup;
    this.classifier = classifier;
    this.workspace = workspace;
    this.test = test;
  }

  void add(int epoch, Evaluation train, Evaluation tested) {
    epochs.add(
        Epoch.of(
            EpochResult.of(epoch, train, tested),
            train.samplesPerSecond(),
            tested.samplesPerSecond()));
  }

  boolean isEmpty() {
    return epochs.isEmpty();
  }

  /**
   * Takes over the epochs before a training was resumed. How fast they were is in no checkpoint: it
   * comes from the report that is to be replaced, if that is of the same epochs.
   */
  void restore(List<EpochResult> history, Path file) {
    var speeds = EarlierSpeeds.in(file);
    for (EpochResult result : history) {
      epochs.add(Epoch.of(result, speeds.training(result), speeds.test(result)));
    }
  }

  /**
   * How the training was set up.
   *
   * @param command the command line
   * @param dataset what it was trained on
   * @param steps time steps for each image
   * @param batchSize images of one step
   * @param threads threads
   * @param seed seed
   * @param network the network
   */
  record Setup(
      String command,
      String dataset,
      int steps,
      int batchSize,
      int threads,
      long seed,
      String network) {}

  /**
   * Figures of an epoch.
   *
   * @param epoch its number
   * @param trainLoss mean loss while training
   * @param trainAccuracy accuracy while training
   * @param testLoss mean test loss
   * @param testAccuracy test accuracy
   * @param trainImages training images
   * @param testImages test images
   * @param trainImagesPerSecond training throughput; null if it is not known any more
   * @param testImagesPerSecond inference throughput; null if it is not known any more
   */
  record Epoch(
      int epoch,
      double trainLoss,
      double trainAccuracy,
      double testLoss,
      double testAccuracy,
      int trainImages,
      int testImages,
      @Nullable Double trainImagesPerSecond,
      @Nullable Double testImagesPerSecond) {
    static Epoch of(EpochResult result, @Nullable Double trainSpeed, @Nullable Double testSpeed) {
      return new Epoch(
          result.epoch(),
          result.trainLoss(),
          result.trainAccuracy(),
          result.testLoss(),
          result.testAccuracy(),
          result.trainSamples(),
          result.testSamples(),
          trainSpeed,
          testSpeed);
    }
  }

  /** The whole report. */
  private record Report(
      String sleipnir, String jdk, int vectorBits, Setup setup, List<Epoch> epochs) {}

  /** Refuses a file that could not be written, or beside which the plots could not be. */
  static void check(Path file) throws IOException {
    OutputFile.check(file);
    if (!OutputFile.isStream(file)) {
      OutputFile.check(beside(file, CURVE));
      OutputFile.check(beside(file, RASTER));
    }
  }

  /**
   * Writes the figures so far, and the plots beside them; needs at least one epoch. Beside a pipe
   * or a device there is no place for plots.
   */
  void write(Path file) throws IOException {
    JsonReport.write(
        file,
        new Report(Version.number(), Runtime.version().toString(), Simd.bits(), setup, epochs));
    if (OutputFile.isStream(file)) {
      return;
    }
    LearningCurve.write(
        beside(file, CURVE),
        "Digit classifier on " + setup.dataset(),
        epochs.stream()
            .map(
                e ->
                    new LearningCurve.Epoch(
                        e.trainLoss(), e.trainAccuracy(), e.testLoss(), e.testAccuracy()))
            .toList());
    RasterPlot.write(
        beside(file, RASTER),
        "Spikes for one image of the digit " + test.label(0) + " (" + setup.dataset() + ")",
        raster());
  }

  private static Path beside(Path file, String what) {
    String name = String.valueOf(file.getFileName());
    String stem = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
    return file.resolveSibling(stem + "-" + what + ".png");
  }

  /** Spikes of the first test image: input and LIF layers, [steps][neurons]. */
  private SequencedMap<String, float[][]> raster() {
    if (!(classifier.network() instanceof SequentialState network)) {
      throw new IllegalArgumentException("raster: expected a sequential network");
    }
    SequencedMap<String, float[][]> layers = new LinkedHashMap<>();
    RandomStream random = new RandomStream(setup.seed()).split("report");
    try (Scope scope = new Scope(workspace, random)) {
      Tensor image = classifier.batch(scope, test, new int[] {0}, 0, 1);
      Tensor spikes = classifier.encoder().encode(image, random);
      int steps = spikes.dim(0);
      layers.put("input", new float[steps][]);
      @Nullable State state = null;
      for (int t = 0; t < steps; t++) {
        Tensor x = spikes.rows(t, t + 1).reshape(1, test.channels(), test.height(), test.width());
        layers.get("input")[t] = sample(x.toArray());
        List<Tensor> hidden = new ArrayList<>();
        Step step = network.step(x, state, hidden);
        state = step.state();
        int number = 0;
        for (int m = 0; m < hidden.size(); m++) {
          NetworkModule module = network.modules().get(m);
          if (module instanceof Cell cell && cell.isSpiking()) {
            String name = "LIF " + ++number;
            layers.computeIfAbsent(name, k -> new float[steps][])[t] =
                sample(hidden.get(m).toArray());
          }
        }
      }
    }
    return layers;
  }

  private static float[] sample(float[] neurons) {
    int count = Math.min(RASTER_NEURONS, neurons.length);
    float[] some = new float[count];
    for (int n = 0; n < count; n++) {
      some[n] = neurons[(int) ((long) n * neurons.length / count)];
    }
    return some;
  }
}
