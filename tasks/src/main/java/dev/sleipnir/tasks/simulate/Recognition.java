package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.data.LabeledImages;
import java.util.stream.IntStream;

/** What a network recognises that has learned without labels. */
public final class Recognition {
  /** Classes of images. */
  static final int CLASSES = 10;

  /** Into so many parts images are cut, each for a copy of the network. */
  private static final int PARTS = 8;

  private Recognition() {}

  /** Receives what neurons did while an image was shown. */
  private interface Response {
    void to(int label, int[] counts);
  }

  /**
   * The share of images that are recognised by copies of a network that no longer learn. Other
   * images name the neurons first.
   *
   * @param net what has learned
   * @param naming images of ten classes
   * @param from the first of them that names neurons
   * @param test the images to recognise, at least one
   * @param seed what spikes are drawn from; the share does not depend on the threads
   * @param parallel the threads
   * @return from 0 to 1
   * @throws IllegalArgumentException if there is no image to name by, or none to recognise
   */
  public static double of(
      DiehlCook net,
      LabeledImages naming,
      int from,
      LabeledImages test,
      long seed,
      Parallel parallel) {
    if (from < 0 || from >= naming.size()) {
      throw new IllegalArgumentException(
          "first image that names neurons: expected 0 to " + (naming.size() - 1) + ", got " + from);
    }
    Require.positive("test images", test.size());
    Labels[] parts = new Labels[PARTS];
    DiehlCook[] frozen = new DiehlCook[PARTS];
    parallel.forEach(
        PARTS,
        (part, _) -> {
          frozen[part] = net.frozen(seed + 1 + part);
          parts[part] = new Labels(CLASSES, net.neurons());
          show(
              frozen[part],
              naming,
              from + part(part, naming.size() - from),
              from + part(part + 1, naming.size() - from),
              (label, counts) -> parts[part].add(label, counts));
        });
    var labels = new Labels(CLASSES, net.neurons());
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
}
