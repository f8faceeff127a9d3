package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.tasks.images.DigitData;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.plot.ImageGrid;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.report.JsonReport;
import dev.sleipnir.tasks.report.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
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
      "  sleipnir simulate diehl-cook --images 5000 --test 1000 --learning-rate 0.2"
    })
final class DiehlCookCommand implements Callable<Integer> {
  private static final int CLASSES = 10;

  /** Images of a line of the progress. */
  private static final int LINE = 5000;

  /** Into so many parts images are cut that are shown to a network that no longer learns. */
  private static final int PARTS = 8;

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

  /** Of the images up to one: spikes of an image, and the share that was recognised meanwhile. */
  private record Checkpoint(int images, double spikes, double recognised) {}

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
      List<Checkpoint> checkpoints) {}

  @Override
  public Integer call() throws IOException {
    require("--images", images, 1);
    require("--test", tests, 1);
    require("--neurons", neurons, 2);
    if (!(learningRate > 0 && learningRate <= 1)) {
      throw Usage.error(spec, "--learning-rate: expected above 0 and up to 1, got " + learningRate);
    }
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
      long began = System.nanoTime();
      var net = new DiehlCook(train.pixelsPerImage(), neurons, learningRate, seed);
      List<Checkpoint> checkpoints = learn(net, train, out);
      double learned = since(began);
      double accuracy = recognise(net, train, digits.test(), parallel);
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
              learned,
              since(began),
              checkpoints);
      out.println(
          String.format(
              Locale.ROOT,
              "%.2f %% of %,d test images recognised; %.0f s to learn, %.0f s in all",
              100 * accuracy,
              result.tests,
              learned,
              result.secondsInAll));
      digits.remind(out);
      if (report != null) {
        JsonReport.write(report, result);
      }
      if (plot != null) {
        Picture.of(ImageGrid.of("What each neuron has learned", "weight", fields(net, train)))
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

  /** Shows all images once. Neurons are named by their responses up to the line before. */
  private List<Checkpoint> learn(DiehlCook net, LabeledImages train, PrintWriter out) {
    List<Checkpoint> checkpoints = new ArrayList<>();
    float[] image = new float[train.pixelsPerImage()];
    int[] counts = new int[neurons];
    var before = new Labels(CLASSES, neurons);
    var now = new Labels(CLASSES, neurons);
    long began = System.nanoTime();
    long spikes = 0;
    int right = 0;
    for (int k = 0; k < train.size(); k++) {
      train.copyTo(k, image, 0, 1, 0);
      net.show(image, counts);
      now.add(train.label(k), counts);
      right += before.guess(counts) == train.label(k) ? 1 : 0;
      spikes += IntStream.of(counts).sum();
      if ((k + 1) % LINE == 0) {
        var checkpoint =
            new Checkpoint(k + 1, (double) spikes / LINE, k < LINE ? 0 : (double) right / LINE);
        checkpoints.add(checkpoint);
        out.println(
            String.format(
                Locale.ROOT,
                "%,6d images  %5.1f spikes an image  %.0f s  %s",
                k + 1,
                checkpoint.spikes,
                since(began),
                k < LINE
                    ? ""
                    : String.format(
                        Locale.ROOT, "%.1f %% recognised", 100 * checkpoint.recognised)));
        out.flush();
        now.assign();
        before = now;
        now = new Labels(CLASSES, neurons);
        right = 0;
        spikes = 0;
      }
    }
    return checkpoints;
  }

  /** What is the accuracy of a network that no longer learns? */
  private double recognise(
      DiehlCook net, LabeledImages train, LabeledImages test, Parallel parallel) {
    int first = Math.max(0, train.size() - NAMING);
    Labels[] parts = new Labels[PARTS];
    DiehlCook[] frozen = new DiehlCook[PARTS];
    parallel.forEach(
        PARTS,
        (part, _) -> {
          frozen[part] = net.frozen(seed + 1 + part);
          parts[part] = new Labels(CLASSES, neurons);
          show(
              frozen[part],
              train,
              first + part(part, train.size() - first),
              first + part(part + 1, train.size() - first),
              (label, counts) -> parts[part].add(label, counts));
        });
    var labels = new Labels(CLASSES, neurons);
    for (Labels part : parts) {
      labels.add(part);
    }
    labels.assign();
    int[] right = new int[PARTS];
    parallel.forEach(
        PARTS,
        (part, _) ->
            show(
                frozen[part],
                test,
                part(part, test.size()),
                part(part + 1, test.size()),
                (label, counts) -> right[part] += labels.guess(counts) == label ? 1 : 0));
    return (double) IntStream.of(right).sum() / test.size();
  }

  private static int part(int part, int of) {
    return (int) ((long) part * of / PARTS);
  }

  /** Receives what neurons did while an image was shown. */
  private interface Response {
    void to(int label, int[] counts);
  }

  private static void show(
      DiehlCook net, LabeledImages images, int from, int to, Response response) {
    float[] image = new float[images.pixelsPerImage()];
    int[] counts = new int[net.neurons()];
    for (int k = from; k < to; k++) {
      images.copyTo(k, image, 0, 1, 0);
      net.show(image, counts);
      response.to(images.label(k), counts);
    }
  }

  private Tensor fields(DiehlCook net, LabeledImages images) {
    float[] weights = net.weights();
    int pixels = images.pixelsPerImage();
    float[] byNeuron = new float[weights.length];
    for (int s = 0; s < weights.length; s++) {
      byNeuron[s % neurons * pixels + s / neurons] = weights[s];
    }
    return Tensor.of(byNeuron, neurons, images.height(), images.width());
  }

  private static double since(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }
}
