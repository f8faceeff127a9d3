package dev.sleipnir.tasks.training;

import dev.sleipnir.kernels.Simd;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Batch;
import dev.sleipnir.model.train.EpochResult;
import dev.sleipnir.model.train.PassResult;
import dev.sleipnir.tasks.plot.LearningCurve;
import dev.sleipnir.tasks.plot.Panel;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.plot.Raster;
import dev.sleipnir.tasks.plot.Time;
import dev.sleipnir.tasks.report.JsonReport;
import dev.sleipnir.tasks.report.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What a training leaves behind: figures as JSON, and two plots. */
final class TrainingReport {
  /** Neurons of a layer that the raster shows, evenly spread: more would not be told apart. */
  private static final int RASTER_NEURONS = 200;

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
    raster("Spikes for " + what.example() + " (" + what.data() + ")").write(beside(file, RASTER));
    for (var picture : what.findings().pictures().entrySet()) {
      picture.getValue().write(beside(file, picture.getKey()));
    }
  }

  private static Path beside(Path file, String what) {
    String name = String.valueOf(file.getFileName());
    String stem = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
    return file.resolveSibling(stem + "-" + what + ".png");
  }

  private Picture raster(String title) {
    @Nullable Panel first = null;
    for (var layer : spikes().entrySet()) {
      String name = layer.getKey() + " neuron";
      Raster panel = Raster.of(first == null ? title : "", name, layer.getValue(), Time.steps());
      panel.height(Math.clamp(4L * layer.getValue()[0].length, 40, 130));
      first = first == null ? panel : first.above(panel);
    }
    return Picture.of(Objects.requireNonNull(first, "the input is always there"));
  }

  /** Spikes of the first test sample: input and layers of spiking neurons, [steps][neurons]. */
  private SequencedMap<String, float[][]> spikes() {
    NetworkModule network = what.test().network().module();
    SequencedMap<String, float[][]> layers = new LinkedHashMap<>();
    RandomStream random = new RandomStream(setup.seed()).split("report");
    try (Scope scope = new Scope(workspace, random)) {
      Tensor spikes = what.test().input(new Batch(scope, random, 0));
      int steps = spikes.dim(0);
      int[] shape = Arrays.copyOfRange(spikes.shape(), 1, spikes.rank());
      layers.put("input", new float[steps][]);
      @Nullable State state = null;
      for (int t = 0; t < steps; t++) {
        Tensor x = spikes.rows(t, t + 1).reshape(shape);
        layers.get("input")[t] = sample(x.toArray());
        if (!(network instanceof SequentialState sequence)) {
          continue;
        }
        List<Tensor> hidden = new ArrayList<>();
        Step step = sequence.step(x, state, hidden);
        state = step.state();
        int number = 0;
        for (int m = 0; m < hidden.size(); m++) {
          NetworkModule module = sequence.modules().get(m);
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
