package dev.sleipnir.tasks.images;

import dev.sleipnir.model.data.CifarFile;
import dev.sleipnir.model.data.DataFolder;
import dev.sleipnir.model.data.LabeledImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The images a classifier of CIFAR-10 is trained and tested on.
 *
 * @param source which set
 * @param train training images
 * @param test test images
 */
record CifarData(Source source, LabeledImages train, LabeledImages test) {
  /** Names of the classes, by label. */
  static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private static final String ORIGIN =
      "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz, unpacked";

  /** A set of files in CIFAR-10's binary format, each packed with gzip or not. */
  enum Source {
    /** The published set. */
    CIFAR10("CIFAR-10", "cifar-10-batches-bin", "data_batch_%d.bin", 5, "test_batch.bin"),

    /** A part of it: 2,000 training and 500 test images a class. */
    CIFAR10_20K("CIFAR-10, 20,000 images", "cifar10-20k", "data_%d.bin", 2, "test.bin"),

    /** Its first 500 training and 500 test images. */
    CIFAR10_MINI(
        "CIFAR-10, 500 images",
        "cifar10-mini",
        "data_batch_%d_first500.bin",
        1,
        "test_batch_first500.bin");

    private final String title;
    private final String folder;
    private final String training;
    private final int files;
    private final String test;

    Source(String title, String folder, String training, int files, String test) {
      this.title = title;
      this.folder = folder;
      this.training = training;
      this.files = files;
      this.test = test;
    }

    /** What the images are, for people. */
    String title() {
      return title;
    }

    /** As the command line writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its files, those of the training first, with an ending. */
    private DataFolder folder(String ending) {
      List<String> names = new ArrayList<>();
      for (int n = 1; n <= files; n++) {
        names.add(String.format(Locale.ROOT, training, n) + ending);
      }
      names.add(test + ending);
      return new DataFolder(title, folder, names, ORIGIN);
    }
  }

  /**
   * Loads images.
   *
   * @param source which set; null for the first that is there
   * @param given its folder, or the one that is in; null to look in the usual places
   * @throws IOException if there is none, or its files cannot be read
   */
  static CifarData load(@Nullable Source source, @Nullable Path given) throws IOException {
    IOException missing = null;
    for (Source each : source == null ? List.of(Source.values()) : List.of(source)) {
      for (String ending : List.of("", ".gz")) {
        DataFolder files = each.folder(ending);
        Path folder;
        try {
          folder = files.find(given);
        } catch (IOException e) {
          missing = missing == null ? e : missing;
          continue;
        }
        return read(each, files.files().stream().map(folder::resolve).toList());
      }
    }
    throw new IOException(
        missing == null ? "no data" : missing.getMessage() + "; files may end with .gz", missing);
  }

  private static CifarData read(Source source, List<Path> files) throws IOException {
    int training = files.size() - 1;
    return new CifarData(
        source,
        CifarFile.read(source.title + " (train)", files.subList(0, training)),
        CifarFile.read(source.title + " (test)", files.subList(training, files.size())));
  }

  /** The first images of both. */
  CifarData first(int trainSamples, int testSamples) {
    return new CifarData(
        source,
        train.first(Math.min(trainSamples, train.size())),
        test.first(Math.min(testSamples, test.size())));
  }
}
