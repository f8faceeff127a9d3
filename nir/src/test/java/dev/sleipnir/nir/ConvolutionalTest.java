package dev.sleipnir.nir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.model.exchange.Npy;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published convolutional graph counts as it does elsewhere. */
class ConvolutionalTest {
  private static final int FRAMES = 310;

  /** Counts of events in frames of 1 ms from the first event, [time, 1, polarity, y, x]. */
  private static Tensor frames() throws IOException {
    Path file =
        Path.of(
            String.valueOf(System.getenv("SLEIPNIR_DATA")), "events", "tonic_sample_nmnist.bin");
    Assumptions.assumeTrue(
        Files.exists(file), "no events/tonic_sample_nmnist.bin in $SLEIPNIR_DATA");
    byte[] bytes = Files.readAllBytes(file);
    float[] frames = new float[FRAMES * 2 * 34 * 34];
    int first = time(bytes, 0);
    int kept = 0;
    for (int e = 0; e < bytes.length; e += 5) {
      int frame = (time(bytes, e) - first) / 1000;
      if (frame < FRAMES) {
        int polarity = bytes[e + 2] < 0 ? 1 : 0;
        frames[((frame * 2 + polarity) * 34 + bytes[e + 1]) * 34 + bytes[e]]++;
        kept++;
      }
    }
    assertEquals(4323, kept);
    return Tensor.of(frames, FRAMES, 1, 2, 34, 34);
  }

  private static int time(byte[] bytes, int event) {
    return (bytes[event + 2] & 0x7f) << 16
        | (bytes[event + 3] & 0xff) << 8
        | (bytes[event + 4] & 0xff);
  }

  @ParameterizedTest
  @CsvSource({
    "NORSE, 5183 8758 3996 2799 149, 1 0 1 0 146 1 0 0 0 0",
    "EULER_SUBTRACT, 6103 12915 8902 8947 279, 1 0 2 0 262 14 0 0 0 0",
    "SINABS, 10941 26229 22112 24265 1732, 1 167 9 0 1471 26 12 41 0 5",
    "SNNTORCH, 6853 13588 9580 6839 188, 0 3 0 0 173 9 0 3 0 0",
  })
  void spikesOfEachLayerAreThosePublished(Convention convention, String layers, String outputs)
      throws IOException {
    NirNetwork network = Nir.load(Samples.published("nirpaper_cnn_sinabs.nir"), convention, 1e-3);
    NirNetwork.Traces traces = network.trace(frames());
    List<String> names = List.of("1", "3", "6", "10", "12");
    int[] expected = numbers(layers);
    for (int n = 0; n < expected.length; n++) {
      float[] z = traces.output(names.get(n)).toArray();
      double sum = 0;
      for (float each : z) {
        sum += each;
      }
      assertEquals(expected[n], sum, names.get(n));
    }
    int[] counts = new int[10];
    float[] z = traces.output("12").toArray();
    for (int i = 0; i < z.length; i++) {
      counts[i % 10] += (int) z[i];
    }
    assertArrayEquals(numbers(outputs), counts);
  }

  private static int[] numbers(String text) {
    return Stream.of(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
  }

  /** On the chip the first layer has the same shape. */
  @Test
  void shapesAreThoseOfTheChip() throws IOException {
    int[] chip = Npy.read(Samples.published("ref_cnn_speck_activity.npy")).shape();
    NirNetwork network =
        Nir.load(Samples.published("nirpaper_cnn_sinabs.nir"), Convention.SINABS, 1e-3);
    int[] layer = network.graph().node("1").out().stream().mapToInt(Integer::intValue).toArray();
    assertArrayEquals(Arrays.copyOfRange(chip, 2, 5), layer);
  }

  @Test
  void theGraphWithBatchAxesIsItsTwin() throws IOException {
    Tensor xs = frames().rows(0, 20).reshape(20, 1, 2, 34, 34);
    float[][] outputs = new float[2][];
    for (int g = 0; g < 2; g++) {
      String name = g == 0 ? "nirpaper_cnn_sinabs.nir" : "nirhist_scnn_mnist_batches.nir";
      NirNetwork network = Nir.load(Samples.published(name), Convention.SINABS, 1e-3);
      outputs[g] = network.trace(xs).output("6").toArray();
    }
    assertArrayEquals(outputs[0], outputs[1]);
  }
}
