package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.network.Network;
import dev.sleipnir.tasks.images.DigitData;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.plot.ImageGrid;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.report.JsonReport;
import dev.sleipnir.tasks.report.Version;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sleipnir simulate diehl-cook}: digits, learned without labels. */
@Command(
    name = "diehl-cook",
    sortOptions = false,
    description = {
      "Let neurons learn digits by spike timing, without labels, and recognise others (Diehl & Cook"
          + " 2015): each image for 350 ms, then 150 ms of rest, in steps of 0.5 ms.",
      "Labels only name the neurons afterwards, by what each responds to among the last training"
          + " images, with weights and thresholds that no longer change."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir simulate diehl-cook --report d.json --plot d.png      (some ten minutes)",
      "  sleipnir simulate diehl-cook --images 5000 --test 1000 --learning-rate 0.2",
      "  sleipnir simulate diehl-cook --snapshot d.snapshot",
      "  sleipnir simulate diehl-cook --snapshot d.snapshot --resume"
    })
final class DiehlCookCommand implements Callable<Integer> {
  /** Images that name the neurons. */
  private static final int NAMING = 10_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "60000",
      description = "Training images, each shown once (${DEFAULT-VALUE}).")
  private int images;

  @Option(
      names = "--test",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Test images (${DEFAULT-VALUE}).")
  private int tests;

  @Option(
      names = "--neurons",
      paramLabel = "N",
      defaultValue = "400",
      description = "Neurons that learn (${DEFAULT-VALUE}).")
  private int neurons;

  @Option(
      names = "--learning-rate",
      paramLabel = "ETA",
      defaultValue = "0.05",
      description = "How much a spike changes weights, from 0 to 1 (${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "What first weights and spikes are drawn from (${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Mixin private SnapshotOptions snapshot = new SnapshotOptions();

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      converter = DigitData.Converter.class,
      description = "mnist, fashion-mnist or strokes (built-in); mnist if it can be had.")
  private DigitData.@Nullable Source source;

  @Option(names = "--data", paramLabel = "DIR", description = "Folder of the images.")
  private @Nullable Path data;

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description = "Also write what is printed to a file.")
  private @Nullable Path report;

  @Option(
      names = "--plot",
      paramLabel = "FILE.png",
      description = "Draw the weights of the neurons, as images.")
  private @Nullable Path plot;

  DiehlCookCommand() {}

  private record Report(
      String sleipnir,
      String data,
      int images,
      int tests,
      int neurons,
      double learningRate,
      long seed,
      double accuracy,
      double secondsToLearn,
      double secondsInAll,
      List<Lessons.Line> checkpoints) {}

  @Override
  public Integer call() throws IOException {
    require("--images", images, 1);
    require("--test", tests, 1);
    require("--neurons", neurons, 2);
    if (!(learningRate > 0 && learningRate <= 1)) {
      throw Usage.error(spec, "--learning-rate: expected above 0 and up to 1, got " + learningRate);
    }
    snapshot.check();
    if (report != null) {
      OutputFile.check(report);
    }
    if (plot != null) {
      Picture.check(plot);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Parallel parallel = threads.parallel()) {
      DigitData digits = DigitData.load(source, data, seed, images, tests, /* quiet= */ false);
      digits.announce(out, /* verbose= */ false);
      LabeledImages train = digits.train();
      var net =
          new DiehlCook(
              train.pixelsPerImage(),
              neurons,
              DiehlCook.Parameters.DEFAULT.withEta(learningRate),
              seed);
      var lessons = new Lessons(net.network(), train.size(), neurons);
      if (!learn(net, lessons, digits, out)) {
        return 1;
      }
      long learned = System.nanoTime();
      int naming = Math.max(0, train.size() - NAMING);
      double accuracy = Recognition.of(net, train, naming, digits.test(), seed, parallel);
      var result =
          new Report(
              Version.number(),
              digits.name(),
              train.size(),
              digits.test().size(),
              neurons,
              learningRate,
              seed,
              accuracy,
              lessons.seconds(),
              lessons.seconds() + (System.nanoTime() - learned) * 1e-9,
              lessons.lines());
      out.println(
          String.format(
              Locale.ROOT,
              "%.2f %% of %,d test images recognised; %.0f s to learn, %.0f s in all",
              100 * accuracy,
              result.tests,
              result.secondsToLearn,
              result.secondsInAll));
      digits.remind(out);
      if (report != null) {
        JsonReport.write(report, result);
      }
      if (plot != null) {
        Picture.of(
                ImageGrid.of(
                    "What each neuron has learned",
                    "weight",
                    net.fields(train.height(), train.width())))
            .write(plot);
      }
    }
    return 0;
  }

  private void require(String option, int value, int least) {
    if (value < least) {
      throw Usage.error(spec, option + ": expected at least " + least + ", got " + value);
    }
  }

  /**
   * Shows all images once, from where the snapshot is if that was asked for.
   *
   * @return whether it was not interrupted
   */
  private boolean learn(DiehlCook net, Lessons lessons, DigitData digits, PrintWriter out)
      throws IOException {
    LabeledImages train = digits.train();
    float[] image = new float[train.pixelsPerImage()];
    int[] counts = new int[neurons];
    try (Interruption _ = new Interruption();
        Closeable _ = snapshot.lock()) {
      restore(net.network(), lessons, digits);
      boolean goesOn = true;
      while (lessons.images() < train.size() && goesOn) {
        long began = System.nanoTime();
        int k = lessons.images();
        train.copyTo(k, image, 0, 1, 0);
        net.show(image, counts);
        Lessons.Line line = lessons.add(train.label(k), counts, System.nanoTime() - began);
        if (line != null) {
          print(line, lessons.seconds(), out);
        }
        snapshot.look(net.network());
        goesOn = !Thread.interrupted();
      }
      snapshot.store(net.network());
      if (!goesOn) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("Interrupted after " + lessons.images() + " images" + snapshot.hint());
        err.flush();
      }
      return goesOn;
    }
  }

  /** Goes on from the snapshot, if it was made with the same options. */
  private void restore(Network net, Lessons lessons, DigitData digits) throws IOException {
    long[] expected = {
      digits.train().size(), Double.doubleToLongBits(learningRate), digits.name().hashCode()
    };
    long[] found = expected.clone();
    net.carry("options", found);
    snapshot.restore(net);
    String of = " as in the snapshot, got ";
    if (found[0] != expected[0]) {
      throw Usage.error(spec, "--images: expected " + found[0] + of + expected[0]);
    }
    if (found[1] != expected[1]) {
      double other = Double.longBitsToDouble(found[1]);
      throw Usage.error(spec, "--learning-rate: expected " + other + of + learningRate);
    }
    if (found[2] != expected[2]) {
      throw Usage.error(spec, "--dataset: expected that of the snapshot, got " + digits.name());
    }
    lessons.restored();
  }

  private static void print(Lessons.Line line, double seconds, PrintWriter out) {
    String recognised =
        line.images() == Lessons.LINE
            ? ""
            : String.format(Locale.ROOT, "%.1f %% recognised", 100 * line.recognised());
    out.println(
        String.format(
            Locale.ROOT,
            "%,6d images  %5.1f spikes an image  %.0f s  %s",
            line.images(),
            line.spikes(),
            seconds,
            recognised));
    out.flush();
  }
}
