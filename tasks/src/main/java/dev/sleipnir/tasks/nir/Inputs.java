package dev.sleipnir.tasks.nir;

import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.Npy;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.nir.NirNetwork;
import dev.sleipnir.tasks.option.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import picocli.CommandLine.Model.CommandSpec;

/** Sequences for a graph, from NumPy's files. */
final class Inputs {
  private Inputs() {}

  /**
   * Reads sequences, each [time, ...] or [time, batch, ...].
   *
   * @param given a file, if the graph has one input, or else each as NAME=FILE
   * @throws picocli.CommandLine.ParameterException if an input is missing or there is none of a
   *     name
   * @throws IOException if one cannot be read, or the shape is not that of the graph's input
   */
  static Map<String, Tensor> read(CommandSpec spec, List<String> given, NirNetwork network)
      throws IOException {
    SequencedMap<String, int[]> shapes = network.inputShapes();
    Map<String, Path> files = new LinkedHashMap<>();
    boolean right = true;
    for (String each : given) {
      Optional<String> named =
          shapes.keySet().stream().filter(input -> each.startsWith(input + "=")).findFirst();
      right &= named.isPresent() || shapes.size() == 1;
      String name = named.orElse(shapes.keySet().iterator().next());
      String file = named.isPresent() ? each.substring(name.length() + 1) : each;
      right &= files.put(name, Path.of(file)) == null;
    }
    if (!right || !files.keySet().equals(shapes.keySet())) {
      throw Usage.error(
          spec,
          "--input: expected one NAME=FILE for each of " + shapes.keySet() + ", got " + given);
    }
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, int[]> each : shapes.entrySet()) {
      Path file = Objects.requireNonNull(files.get(each.getKey()));
      inputs.put(each.getKey(), read(file, each.getValue()));
    }
    int[] first = inputs.values().iterator().next().shape();
    for (Map.Entry<String, Tensor> each : inputs.entrySet()) {
      int[] shape = each.getValue().shape();
      if (shape[0] != first[0] || shape[1] != first[1]) {
        throw new IOException(
            each.getKey()
                + ": expected the same time and batch of every input, got "
                + shape[0]
                + ", "
                + shape[1]
                + " beside "
                + first[0]
                + ", "
                + first[1]);
      }
    }
    return inputs;
  }

  private static Tensor read(Path file, int[] sample) throws IOException {
    NDArray array = Npy.read(file);
    int[] shape = array.shape();
    int[] tail = Arrays.copyOfRange(shape, Math.max(0, shape.length - sample.length), shape.length);
    int extra = shape.length - sample.length;
    if (!Arrays.equals(tail, sample) || extra < 1 || extra > 2 || array.size() == 0) {
      throw new IOException(
          file
              + ": expected [time, batch, ...] or [time, ...] with samples of shape "
              + Arrays.toString(sample)
              + ", got shape "
              + Arrays.toString(shape));
    }
    int batch = extra == 2 ? shape[1] : 1;
    int[] all = new int[sample.length + 2];
    all[0] = shape[0];
    all[1] = batch;
    System.arraycopy(sample, 0, all, 2, sample.length);
    return Tensor.of(array.toFloats(), all);
  }
}
