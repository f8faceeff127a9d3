package dev.sleipnir.tasks.training;

import dev.sleipnir.kernels.Simd;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.EpochResult;
import dev.sleipnir.model.train.PassResult;
import dev.sleipnir.tasks.plot.LearningCurve;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.report.JsonReport;
import dev.sleipnir.tasks.report.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a training leaves behind: figures as JSON, and two plots. */
final class TrainingReport {
  private static final String CURVE = "curve";
  private static final String RASTER = "raster";

  private final Setup setup;
  private final Training what;
  private final Workspace workspace;
  private final List<LearningCurve.Epoch> curve = new ArrayList<>();

  /** A row for each epoch, whose names are of the task's metric and samples. */
  private final List<Map<String, @Nullable Object>> epochs = new ArrayList<>();

  TrainingReport(Setup setup, Training what, Workspace workspace) {
    this.setup = setup;
    this.what = what;
    this.workspace = workspace;
  }

  void add(int epoch, PassResult train, PassResult tested) {
    add(EpochResult.of(epoch, train, tested), train.samplesPerSecond(), tested.samplesPerSecond());
  }

  private void add(EpochResult result, @Nullable Double trainSpeed, @Nullable Double testSpeed) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("epoch", result.epoch());
    row.put("trainLoss", result.trainLoss());
    if (!Double.isNaN(result.trainMetric())) {
      row.put("train" + capital(what.training().metric()), result.trainMetric());
    }
    row.put("testLoss", result.testLoss());
    if (!Double.isNaN(result.testMetric())) {
      row.put("test" + capital(what.training().metric()), result.testMetric());
    }
    row.put("train" + capital(what.samples()), result.trainSamples());
    row.put("test" + capital(what.samples()), result.testSamples());
    row.put(speed("train"), trainSpeed);
    row.put(speed("test"), testSpeed);
    epochs.add(row);
    curve.add(
        new LearningCurve.Epoch(
            result.trainLoss(), result.trainMetric(), result.testLoss(), result.testMetric()));
  }

  private String speed(String pass) {
    return pass + capital(what.samples()) + "PerSecond";
  }

  private static String capital(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
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
      add(result, speeds.speed(result, speed("train")), speeds.speed(result, speed("test")));
    }
  }

  /**
   * How the training was set up.
   *
   * @param command the command line
   * @param dataset what it was trained on
   * @param steps time steps of a sample
   * @param batchSize samples of one step
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

  /** The whole report. */
  private record Report(
      String sleipnir,
      String jdk,
      int vectorBits,
      Setup setup,
      List<Map<String, @Nullable Object>> epochs,
      Map<String, ?> findings) {}

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
        new Report(
            Version.number(),
            Runtime.version().toString(),
            Simd.bits(),
            setup,
            epochs,
            what.findings().figures()));
    if (OutputFile.isStream(file)) {
      return;
    }
    LearningCurve.write(
        beside(file, CURVE), what.title() + " on " + what.data(), what.training().metric(), curve);
    raster().write(beside(file, RASTER));
    for (var picture : what.findings().pictures().entrySet()) {
      picture.getValue().write(beside(file, picture.getKey()));
    }
  }

  /** The spikes of the network, as it is now, for its first test sample. */
  Picture raster() {
    return ExampleSpikes.of(what.test(), workspace, setup.seed())
        .picture("Spikes for " + what.example() + " (" + what.data() + ")");
  }

  private static Path beside(Path file, String what) {
    String name = String.valueOf(file.getFileName());
    String stem = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
    return file.resolveSibling(stem + "-" + what + ".png");
  }
}
