package dev.sleipnir.tasks.images;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.encode.Encoder;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Initializer;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A network that has to say an image again through a few neurons, pixels-hidden-code-hidden-pixels.
 *
 * @param network both halves, one behind the other: [batch, 1, height, width] to [batch, pixels] in
 *     every step
 * @param front images to codes, the first half
 * @param back codes to pixels, the second half
 */
record Autoencoder(SequentialState network, SequentialState front, SequentialState back) {
  /**
   * The network.
   *
   * @param seed what the initial weights are drawn from
   * @param pixels of an image
   * @param hidden neurons between pixels and code, and between code and pixels
   * @param code neurons of the code
   * @param neurons what stands behind each of the three dense layers
   * @param readOut what stands behind the last
   */
  static Autoencoder create(
      long seed,
      int pixels,
      int hidden,
      int code,
      Supplier<? extends NetworkModule> neurons,
      List<? extends NetworkModule> readOut) {
    RandomStream random = new RandomStream(seed).split("autoencoder");
    List<NetworkModule> front =
        List.of(
            new Flatten(),
            dense(random.split(1), pixels, hidden),
            neurons.get(),
            dense(random.split(2), hidden, code),
            neurons.get());
    List<NetworkModule> back = new ArrayList<>();
    back.add(dense(random.split(3), code, hidden));
    back.add(neurons.get());
    back.add(dense(random.split(4), hidden, pixels));
    back.addAll(readOut);
    List<NetworkModule> all = new ArrayList<>(front);
    all.addAll(back);
    return new Autoencoder(sequence(all), sequence(front), sequence(back));
  }

  private static SequentialState sequence(List<NetworkModule> modules) {
    return new SequentialState(modules.toArray(NetworkModule[]::new));
  }

  /** Weights so large that neurons spike from the beginning. */
  private static Linear dense(RandomStream random, int inputs, int outputs) {
    Tensor weight = Initializer.KAIMING_NORMAL.values(new int[] {outputs, inputs}, random);
    return new Linear(weight, Tensor.zeros(outputs));
  }

  /** Images as they are said again, [batch, pixels]. */
  Tensor reconstruct(Encoder encoder, Tensor images, RandomStream random) {
    return last(Lift.of(network).forward(encoder.encode(images, random)));
  }

  /** Codes of images over time, [time, batch, code]. */
  Tensor codes(Encoder encoder, Tensor images, RandomStream random) {
    return Lift.of(front).forward(encoder.encode(images, random));
  }

  /** Pixels of codes over time, [batch, pixels]. */
  Tensor pixels(Tensor codes) {
    return last(Lift.of(back).forward(codes));
  }

  private static Tensor last(Tensor outputs) {
    int steps = outputs.dim(0);
    return outputs.rows(steps - 1, steps).reshape(outputs.dim(1), outputs.dim(2));
  }
}
