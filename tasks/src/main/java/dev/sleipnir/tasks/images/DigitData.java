package dev.sleipnir.tasks.images;

import dev.sleipnir.model.data.ImageDataset;
import dev.sleipnir.model.data.ImageDatasets;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.data.Split;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.tasks.option.Usage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * The images a classifier is trained and tested on.
 *
 * @param source where they are from
 * @param name what they are called in reports
 * @param train training images
 * @param test test images
 * @param reason why strokes took the place of MNIST; null if they did not
 */
public record DigitData(
    Source source,
    String name,
    LabeledImages train,
    LabeledImages test,
    @Nullable IOException reason) {
  /** The option that says which. */
  static final String OPTION = "--dataset";

  private static final List<String> CLOTHES =
      List.of(
          "T-shirt",
          "pair of trousers",
          "pullover",
          "dress",
          "coat",
          "sandal",
          "shirt",
          "sneaker",
          "bag",
          "ankle boot");

  private static final String NOT_MNIST =
      "These are NOT MNIST: built-in procedural digits (strokes)";

  /** Where images come from. */
  public enum Source {
    MNIST,
    FASHION_MNIST,
    STROKES;

    /** As the command line writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Reads a source as it is written on the command line. */
  public static final class Converter implements ITypeConverter<Source> {
    @Override
    public Source convert(String value) {
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "mnist" -> Source.MNIST;
        case "fashion-mnist" -> Source.FASHION_MNIST;
        case "strokes" -> Source.STROKES;
        default ->
            throw new TypeConversionException(
                "expected mnist, fashion-mnist or strokes, got '" + value + "'");
      };
    }
  }

  /**
   * Loads images. Where no source was asked for, MNIST is nowhere to be found and cannot be
   * downloaded, strokes take its place and the notice says so. What was asked for is never
   * replaced, and a file that is there but damaged is an error.
   *
   * @param source which; null for MNIST, or strokes in its place
   * @param folder where it is; null for the usual places
   * @param seed seed of strokes
   * @param trainSamples most training images
   * @param testSamples most test images
   * @param quiet whether to say nothing of downloads
   * @return the images
   * @throws IOException if they cannot be had
   */
  public static DigitData load(
      @Nullable Source source,
      @Nullable Path folder,
      long seed,
      int trainSamples,
      int testSamples,
      boolean quiet)
      throws IOException {
    if (source == null && folder == null) {
      try {
        return read(Source.MNIST, null, trainSamples, testSamples, quiet);
      } catch (IOException e) {
        if (new ImageDatasets().where(ImageDataset.MNIST, Split.TRAIN, null).isPresent()) {
          throw e;
        }
        return strokes(seed, trainSamples, testSamples, e);
      }
    }
    return source == Source.STROKES
        ? strokes(seed, trainSamples, testSamples, null)
        : read(source == null ? Source.MNIST : source, folder, trainSamples, testSamples, quiet);
  }

  private static DigitData read(
      Source source, @Nullable Path folder, int trainSamples, int testSamples, boolean quiet)
      throws IOException {
    ImageDataset dataset =
        source == Source.FASHION_MNIST ? ImageDataset.FASHION_MNIST : ImageDataset.MNIST;
    DownloadProgress progress = new DownloadProgress(quiet);
    ImageDatasets datasets = new ImageDatasets(progress);
    LabeledImages train = datasets.load(dataset, Split.TRAIN, folder);
    LabeledImages test = datasets.load(dataset, Split.TEST, folder);
    return new DigitData(
        source,
        dataset.title(),
        train.first(Math.min(trainSamples, train.size())),
        test.first(Math.min(testSamples, test.size())),
        null);
  }

  /** Test images come from a seed of their own, so that none is trained on. */
  private static DigitData strokes(
      long seed, int trainSamples, int testSamples, @Nullable IOException reason) {
    return new DigitData(
        Source.STROKES,
        "strokes (built-in, not MNIST)",
        Strokes.generate(seed, trainSamples),
        Strokes.generate(~seed, testSamples),
        reason);
  }

  /** Refuses a folder for images that are in none. */
  static void check(CommandSpec spec, @Nullable Source source, @Nullable Path folder) {
    if (source == Source.STROKES && folder != null) {
      throw Usage.error(
          spec, "--data: expected a data set of files beside it, got --dataset strokes");
    }
  }

  /** {@return what learns from them} */
  String learner() {
    return source == Source.FASHION_MNIST ? "Clothes classifier" : "Digit classifier";
  }

  /** {@return whether an image is of the same class when left and right are exchanged} */
  boolean flips() {
    return source == Source.FASHION_MNIST;
  }

  /** {@return what the first of the test is} */
  String example() {
    int label = test.label(0);
    return source == Source.FASHION_MNIST
        ? "one " + CLOTHES.get(label)
        : "one image of the digit " + label;
  }

  /**
   * The first line of the output, if there is something to say of the images.
   *
   * @param out where
   * @param verbose whether to say why
   */
  public void announce(PrintWriter out, boolean verbose) {
    if (source != Source.STROKES) {
      return;
    }
    if (reason == null) {
      out.println(NOT_MNIST + ".");
      return;
    }
    out.println(
        NOT_MNIST
            + ", because MNIST is not there and could not be downloaded"
            + (verbose ? ":" : " (--verbose says why)."));
    if (verbose) {
      out.println(Objects.requireNonNullElse(reason.getMessage(), reason.toString()));
    }
  }

  /**
   * The last line of the output.
   *
   * @param out where
   */
  public void remind(PrintWriter out) {
    if (source == Source.STROKES) {
      out.println(NOT_MNIST + ".");
    }
  }
}
