package dev.sleipnir.tasks.images;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.encode.Encoder;
import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.tasks.plot.ImageGrid;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.training.Findings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What an autoencoder makes of images that it was not trained on, and of codes that no image has.
 *
 * @param network the network
 * @param encoder pixels to what the network gets
 * @param test images of the test
 * @param samples rows of generated images; 0 for none
 * @param spiking whether codes are spikes
 * @param seed of what is drawn
 */
record Reconstructions(
    Autoencoder network, Encoder encoder, ImagePairs test, int samples, boolean spiking, long seed)
    implements Findings {
  private static final int COLUMNS = 10;
  private static final String UNIT = "brightness";

  private int shown() {
    return Math.min(COLUMNS, test.size());
  }

  /**
   * The error of saying the mean of these images for each of them: what a network of no use has.
   */
  @Override
  public Map<String, ?> figures() {
    int n = Math.min(1000, test.size());
    Tensor pixels = test.first(n, false).reshape(n, test.images().pixelsPerImage());
    Tensor away = pixels.subtract(Reduction.of(pixels, 0).mean());
    return Map.of("meanSquaredErrorOfTheMeanImage", away.multiply(away).mean().item());
  }

  @Override
  public SequencedMap<String, Picture> pictures() {
    SequencedMap<String, Picture> pictures = new LinkedHashMap<>();
    Tensor said = network.reconstruct(encoder, test.first(shown(), true), random("images"));
    Tensor both = Shapes.stack(0, List.of(test.first(shown(), false), images(said, shown())));
    pictures.put(
        "reconstructions",
        Picture.of(grid("Images of the test, and what the network makes of them", both, 2)));
    int pairs = Math.min(samples, test.size() / 2);
    if (pairs > 0) {
      pictures.put(
          "generated",
          Picture.of(
              grid("From the code of one image to that of another", generated(pairs), pairs)));
    }
    return pictures;
  }

  private RandomStream random(String what) {
    return new RandomStream(seed).split(what);
  }

  private Tensor images(Tensor pixels, int n) {
    return pixels.reshape(n, 1, test.images().height(), test.images().width());
  }

  private ImageGrid grid(String title, Tensor images, int rows) {
    int columns = images.size() / test.images().pixelsPerImage() / rows;
    return ImageGrid.of(
        title,
        UNIT,
        Maths.clamp(images, 0f, 1f)
            .reshape(rows, columns, test.images().height(), test.images().width()));
  }

  /**
   * Images of mixed codes, [pairs, columns, pixels]: the codes of two images of the test, and
   * between them codes whose rates are mixtures of theirs, drawn as spikes at random.
   */
  private Tensor generated(int pairs) {
    Tensor codes = network.codes(encoder, test.first(2 * pairs, true), random("images"));
    int steps = codes.dim(0);
    int size = codes.dim(2);
    Tensor rates = Reduction.of(codes, 0).mean();
    float[] rate = rates.toArray();
    Tensor mixed = Tensor.zeros(steps, pairs * COLUMNS, size);
    RandomStream random = random("codes");
    for (int t = 0; t < steps; t++) {
      for (int n = 0; n < pairs * COLUMNS; n++) {
        float share = n % COLUMNS / (COLUMNS - 1f);
        int first = 2 * (n / COLUMNS) * size;
        for (int c = 0; c < size; c++) {
          float between = (1 - share) * rate[first + c] + share * rate[first + size + c];
          mixed.data()[(t * pairs * COLUMNS + n) * size + c] =
              spiking ? (random.nextFloat() < between ? 1f : 0f) : between;
        }
      }
    }
    return network.pixels(mixed);
  }
}
