package dev.sleipnir.model.network;

import dev.sleipnir.model.cell.CellKinds;
import dev.sleipnir.model.encode.PopulationEncoder;
import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.function.Threshold;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.ModuleKinds;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.receptivefield.FieldKinds;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A network with the shape of its input, and its file: layers, texts of neurons, parameters and
 * running statistics, in one versioned file with a checksum. A program that has the file alone
 * computes what the program computed that trained the network:
 *
 * <pre>{@code
 * Model.save(network, Path.of("digits.model"), 1, 28, 28);        // in one program
 *
 * Session session = Model.load(Path.of("digits.model")).session(1);   // in another
 * }</pre>
 *
 * <p>The file has no code and names no classes. A layer of one's own says of what it is made
 * ({@link NetworkModule#description}) and is read with a factory:
 *
 * <pre>{@code
 * Model.load(file, Model.kinds().with("gain", Gain::of));
 * }</pre>
 */
public final class Model {
  private static final String KIND = "model";
  private static final int VERSION = 1;

  private final NetworkModule network;
  private final int[] inputShape;

  private Model(NetworkModule network, int[] inputShape) {
    this.network = network;
    this.inputShape = inputShape;
  }

  /**
   * The kinds of module that are read without being asked for: the layers and cells of this
   * library.
   *
   * @return the kinds, to which {@link ModuleKinds#with} adds others
   */
  public static ModuleKinds kinds() {
    ModuleKinds cells = CellKinds.with(ModuleKinds.layers());
    return PopulationEncoder.with(Threshold.with(FieldKinds.with(cells)));
  }

  /**
   * Writes a network. What it draws at random is not in the file: the network that is read draws
   * others, unless its neurons have a seed.
   *
   * @param network the network
   * @param file where; replaced if it exists, untouched if writing fails
   * @param inputShape shape of a sample, without the batch, which the network is tried with before
   *     it is written; none if whoever reads it knows
   * @throws IOException if it cannot be written; the message names the file
   * @throws UnsupportedOperationException if a module does not say of what it is made; the message
   *     names it
   * @throws IllegalArgumentException if the network does not take such an input, or a value of it
   *     is not finite
   */
  public static void save(NetworkModule network, Path file, int... inputShape) throws IOException {
    Objects.requireNonNull(network, "network: expected one, got null");
    int[] shape = inputShape.clone();
    if (shape.length > 0) {
      tryWith(network, shape);
    }
    Archive.write(
        file,
        KIND,
        out -> {
          out.number(VERSION);
          out.shape(shape);
          ModuleKinds.write(out, network);
        });
  }

  private static void tryWith(NetworkModule network, int[] shape) {
    int[] batch = new int[shape.length + 1];
    batch[0] = 1;
    System.arraycopy(shape, 0, batch, 1, shape.length);
    Tensor silence = Tensor.zeros(batch);
    switch (network) {
      case Layer layer -> layer.forward(silence);
      case StatefulLayer layer -> layer.run(silence, 1, null);
    }
  }

  /**
   * Reads a network of the library's own layers.
   *
   * @param file a file that {@link #save} wrote
   * @return the network and the shape of its input
   * @throws IOException if the file is not a whole and undamaged model, or has a layer of another
   *     kind; the message names the file, what was expected and what came
   */
  public static Model load(Path file) throws IOException {
    return load(file, kinds());
  }

  /**
   * Reads a network.
   *
   * @param file a file that {@link #save} wrote
   * @param kinds the kinds of module that may be in it
   * @return the network and the shape of its input
   * @throws IOException if the file is not a whole and undamaged model, or has a layer of another
   *     kind; the message names the file, what was expected and what came
   */
  public static Model load(Path file, ModuleKinds kinds) throws IOException {
    return Archive.read(
        file,
        KIND,
        in -> {
          in.require("version of models", VERSION);
          int[] shape = in.shape("input");
          return new Model(kinds.read(in), shape);
        });
  }

  /** {@return the network} */
  public NetworkModule network() {
    return network;
  }

  /** {@return a copy of the shape of a sample, without the batch; empty if it was not said} */
  public int[] inputShape() {
    return inputShape.clone();
  }

  /**
   * Runs the network step by step.
   *
   * @param batch samples of a step, at least 1
   * @return a session in its initial state
   * @throws IllegalStateException if the shape of the input was not said: {@link Session#of} takes
   *     one
   */
  public Session session(int batch) {
    if (inputShape.length == 0) {
      throw new IllegalStateException(
          "session: expected a model saved with the shape of its input, got one without; say it:"
              + " Session.of(model.network(), batch, shape)");
    }
    return Session.of(network, batch, inputShape);
  }

  @Override
  public String toString() {
    return network + (inputShape.length == 0 ? "" : " of " + Shape.text(inputShape));
  }
}
