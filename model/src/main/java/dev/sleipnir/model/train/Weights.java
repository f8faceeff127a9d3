package dev.sleipnir.model.train;

import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The parameters of a network in a file, without an optimiser: what inference needs.
 *
 * <pre>{@code
 * Weights.save(Path.of("digits.weights"), network);
 * Weights.load(Path.of("digits.weights"), sameNetworkBuiltAgain);
 * }</pre>
 *
 * <p>The file has names and shapes of the parameters, in the order of {@link
 * NetworkModule#parameters}, and their values, bit for bit.
 */
public final class Weights {
  private static final String KIND = "weights";

  private Weights() {}

  /**
   * Writes the parameters of a network.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @param network the network
   * @throws IOException if they cannot be written; the message names the file
   */
  public static void save(Path file, NetworkModule network) throws IOException {
    List<Parameter> parameters = Parameter.distinct(network.parameters());
    Archive.write(
        file,
        KIND,
        out -> {
          out.number(parameters.size());
          for (Parameter parameter : parameters) {
            out.text(parameter.name());
            out.shape(parameter.shape());
            out.floats(parameter.data());
          }
        });
  }

  /**
   * Reads parameters into a network. If anything does not fit, nothing changes.
   *
   * @param file a file that {@link #save} wrote, or the {@link Checkpoint} of a training
   * @param network a network of the same layers
   * @throws IOException if the file is not whole and undamaged, of other names or shapes, or holds
   *     values that the network's neurons refuse; the message names the file, what was expected and
   *     what came
   */
  public static void load(Path file, NetworkModule network) throws IOException {
    List<Parameter> parameters = Parameter.distinct(network.parameters());
    if (CheckpointFile.isOne(file)) {
      Checkpoint.readParameters(file, parameters);
      return;
    }
    List<float[]> values =
        Archive.read(
            file,
            KIND,
            in -> {
              List<float[]> read = new ArrayList<>();
              in.require("parameters", parameters.size());
              for (int p = 0; p < parameters.size(); p++) {
                Parameter parameter = parameters.get(p);
                in.require("parameter " + p, parameter.name());
                requireShape(parameter, in.shape("parameter " + parameter));
                read.add(in.floats("parameter " + parameter, parameter.size()));
              }
              return read;
            });
    try {
      Parameter.setAll(parameters, values, "loaded weights");
    } catch (IllegalArgumentException e) {
      throw new IOException("weights " + file + ": " + e.getMessage(), e);
    }
  }

  private static void requireShape(Parameter parameter, int[] shape) throws IOException {
    if (!Arrays.equals(parameter.shape(), shape)) {
      throw new IOException("expected parameter " + parameter + ", got shape " + Shape.text(shape));
    }
  }
}
