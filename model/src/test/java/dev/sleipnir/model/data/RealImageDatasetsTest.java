package dev.sleipnir.model.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published files themselves, where SLEIPNIR_DATA names a folder that has them. */
class RealImageDatasetsTest {
  @ParameterizedTest
  @CsvSource({
    "MNIST, TRAIN, 60000, 0.1307, 0.3081, 5 0 4 1 9",
    "MNIST, TEST, 10000, 0.1325, 0.3105, 7 2 1 0 4",
    "FASHION_MNIST, TRAIN, 60000, 0.2860, 0.3530, 9 0 0 3 0",
    "FASHION_MNIST, TEST, 10000, 0.2868, 0.3524, 9 2 1 1 6",
  })
  void loadsThePublishedFiles(
      ImageDataset dataset, Split split, int size, double mean, double deviation, String labels)
      throws IOException {
    var images = new ImageDatasets().load(dataset, split, dataFolder(dataset));
    assertEquals(size, images.size());
    assertEquals(28, images.height());
    assertEquals(28, images.width());
    assertEquals(1, images.channels());
    String first =
        IntStream.range(0, 5)
            .mapToObj(i -> String.valueOf(images.label(i)))
            .reduce((a, b) -> a + " " + b)
            .orElseThrow();
    assertEquals(labels, first);
    int[] perClass = new int[10];
    double sum = 0;
    double squares = 0;
    float[] pixels = new float[784];
    for (int i = 0; i < size; i++) {
      perClass[images.label(i)]++;
      images.copyTo(i, pixels, 0, 1f, 0f);
      for (float pixel : pixels) {
        sum += pixel;
        squares += (double) pixel * pixel;
      }
    }
    double n = 784.0 * size;
    assertEquals(mean, sum / n, 1e-4);
    assertEquals(deviation, Math.sqrt(squares / n - (sum / n) * (sum / n)), 1e-4);
    if (dataset == ImageDataset.FASHION_MNIST) {
      int[] balanced = new int[10];
      Arrays.fill(balanced, size / 10);
      assertArrayEquals(balanced, perClass);
    }
  }

  @Test
  void acceptsUnpackedFiles(@TempDir Path folder) throws IOException {
    Path packed = dataFolder(ImageDataset.MNIST).resolve("mnist");
    for (var file :
        new DatasetFile[] {
          ImageDataset.MNIST.source().images(Split.TEST),
          ImageDataset.MNIST.source().labels(Split.TEST)
        }) {
      assertEquals(file.size(), Files.size(packed.resolve(file.gzName())));
      try (var in = new GZIPInputStream(Files.newInputStream(packed.resolve(file.gzName())))) {
        Files.copy(in, folder.resolve(file.name()));
      }
    }
    assertEquals(10_000, new ImageDatasets().load(ImageDataset.MNIST, Split.TEST, folder).size());
  }

  private static Path dataFolder(ImageDataset dataset) {
    String named = System.getenv("SLEIPNIR_DATA");
    assumeTrue(named != null, "SLEIPNIR_DATA is not set: real data not tested");
    Path folder = Path.of(named);
    boolean there =
        new ImageDatasets().where(dataset, Split.TRAIN, folder).isPresent()
            && new ImageDatasets().where(dataset, Split.TEST, folder).isPresent();
    assumeTrue(there, "SLEIPNIR_DATA has no " + dataset.folder() + ": not tested");
    return folder;
  }
}
