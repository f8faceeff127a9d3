package dev.sleipnir.tasks;

import dev.sleipnir.model.data.ImageDataset;
import dev.sleipnir.model.data.ImageDatasets;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.data.Split;
import dev.sleipnir.model.data.Strokes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The images a classifier is trained and tested on.
 *
 * @param name what they are called in reports
 * @param train training images
 * @param test test images
 * @param notice what the first and last line of the output must say; null for nothing
 */
record DigitData(String name, LabeledImages train, LabeledImages test, @Nullable String notice) {
  private static final String NOT_MNIST =
      "These are NOT MNIST: built-in procedural digits (strokes)";

  /** Where images come from. */
  enum Source {
    MNIST,
    FASHION_MNIST,
    STROKES
  }

  /** Reads a source as it is written on the command line. */
  static final class Converter implements ITypeConverter<Source> {
    Converter() {}

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
   */
  static DigitData load(
      @Nullable Source source,
      @Nullable Path folder,
      long seed,
      int trainSamples,
      int testSamples,
      boolean quiet)
      throws IOException {
    if (source == null && folder == null) {
      try {
        return read(ImageDataset.MNIST, null, trainSamples, testSamples, quiet);
      } catch (IOException e) {
        if (new ImageDatasets().where(ImageDataset.MNIST, Split.TRAIN, null).isPresent()) {
          throw e;
        }
        return strokes(
            seed,
            trainSamples,
            testSamples,
            NOT_MNIST + ", because MNIST could not be had: " + oneLine(e));
      }
    }
    return switch (source) {
      case null -> read(ImageDataset.MNIST, folder, trainSamples, testSamples, quiet);
      case MNIST -> read(ImageDataset.MNIST, folder, trainSamples, testSamples, quiet);
      case FASHION_MNIST ->
          read(ImageDataset.FASHION_MNIST, folder, trainSamples, testSamples, quiet);
      case STROKES -> strokes(seed, trainSamples, testSamples, NOT_MNIST + ".");
    };
  }

  private static String oneLine(IOException e) {
    String message = e.getMessage();
    return message == null
        ? e.toString()
        : String.join(" ", message.lines().map(String::strip).toList());
  }

  private static DigitData read(
      ImageDataset dataset, @Nullable Path folder, int trainSamples, int testSamples, boolean quiet)
      throws IOException {
    DownloadProgress progress = new DownloadProgress(quiet);
    ImageDatasets datasets = new ImageDatasets(progress);
    LabeledImages train = datasets.load(dataset, Split.TRAIN, folder);
    LabeledImages test = datasets.load(dataset, Split.TEST, folder);
    return new DigitData(
        dataset.title(),
        train.first(Math.min(trainSamples, train.size())),
        test.first(Math.min(testSamples, test.size())),
        null);
  }

  /** Test images come from a seed of their own, so that none is trained on. */
  private static DigitData strokes(long seed, int trainSamples, int testSamples, String notice) {
    return new DigitData(
        "strokes (built-in, not MNIST)",
        Strokes.generate(seed, trainSamples),
        Strokes.generate(~seed, testSamples),
        notice);
  }

  void announce(PrintWriter out) {
    if (notice != null) {
      out.println(notice);
    }
  }
}
