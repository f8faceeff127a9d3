package dev.sleipnir.model.exchange;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** Arrays on their way into the parameters of a network. */
final class NetworkArrays {
  /** Of each kind of what does not fit, so many are listed by name. */
  private static final int LISTED = 20;

  /** Whole numbers up to it are exact in single precision. */
  private static final long MOST_EXACT = 1L << 24;

  private final Map<String, Parameter> network;

  NetworkArrays(NetworkModule network) {
    this.network = NamedParameters.of(network);
  }

  /** A parameter's values as state dictionaries have them. */
  static NDArray array(Parameter parameter) {
    NDArray array = NDArray.of(parameter.data(), parameter.shape());
    return parameter.isCount() ? array.as(DType.INT64) : array;
  }

  /**
   * Sets the network's values, all or none.
   *
   * @param strictly whether the names have to be the same
   * @return the names that are not
   * @throws IllegalArgumentException if anything does not fit
   * @throws IOException if an array cannot be read
   */
  StateDict.Loaded load(ArraySource source, boolean strictly) throws IOException {
    Set<String> missing = new LinkedHashSet<>(network.keySet());
    missing.removeAll(source.names());
    missing.removeIf(name -> isElsewhere(name, source));
    Set<String> unexpected = new LinkedHashSet<>(source.names());
    unexpected.removeAll(network.keySet());
    requireFit(source, strictly ? missing : Set.of(), strictly ? unexpected : Set.of());
    IdentityHashMap<Parameter, String> named = new IdentityHashMap<>();
    List<Parameter> parameters = new ArrayList<>();
    List<float[]> values = new ArrayList<>();
    for (String name : source.names()) {
      Parameter parameter = network.get(name);
      if (parameter == null) {
        continue;
      }
      float[] read = values(name, source.read(name));
      String before = named.put(parameter, name);
      if (before == null) {
        parameters.add(parameter);
        values.add(read);
      } else if (!Arrays.equals(values.get(parameters.indexOf(parameter)), read)) {
        throw new IllegalArgumentException(
            "expected the same values of "
                + before
                + " and "
                + name
                + ", which are one, got others");
      }
    }
    Parameter.setAll(parameters, values, "a state dictionary");
    return new StateDict.Loaded(missing, unexpected);
  }

  /** Whether what stands at several places is there under another of its names. */
  private boolean isElsewhere(String name, ArraySource source) {
    Parameter parameter = network.get(name);
    return source.names().stream().anyMatch(other -> network.get(other) == parameter);
  }

  private void requireFit(ArraySource source, Set<String> missing, Set<String> unexpected) {
    List<String> shapes = new ArrayList<>();
    for (String name : source.names()) {
      Parameter parameter = network.get(name);
      if (parameter != null && !source.head(name).hasShape(parameter.shape())) {
        shapes.add(
            name
                + ": expected "
                + Shape.text(parameter.shape())
                + ", got "
                + Shape.text(source.head(name).shape()));
      }
    }
    StringJoiner wrong = new StringJoiner("; ");
    add(wrong, "missing", missing.stream().map(n -> n + " " + Shape.text(shape(n))).toList());
    add(
        wrong,
        "unexpected",
        unexpected.stream().map(n -> n + " " + Shape.text(source.head(n).shape())).toList());
    add(wrong, "other shapes", shapes);
    if (wrong.length() > 0) {
      throw new IllegalArgumentException("expected the arrays of the network, got: " + wrong);
    }
  }

  private int[] shape(String name) {
    return ArrayNames.known(network, name).shape();
  }

  private static void add(StringJoiner to, String what, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    String all = String.join(", ", names.subList(0, Math.min(LISTED, names.size())));
    int more = names.size() - LISTED;
    to.add(what + ": " + all + (more > 0 ? " and " + more + " more" : ""));
  }

  /** The values of an array as a parameter takes them. */
  private static float[] values(String name, NDArray array) {
    if (!array.dtype().isFloating()) {
      for (long value : array.toLongs()) {
        if (Math.abs(value) > MOST_EXACT) {
          throw new IllegalArgumentException(
              name + ": expected whole numbers up to 2^24, got " + value);
        }
      }
    }
    float[] values = array.toFloats();
    int at = Reductions.firstNonFinite(values, 0, values.length);
    if (at >= 0) {
      throw new IllegalArgumentException(
          name
              + ": expected finite numbers, got "
              + array.toDoubles()[at]
              + " at "
              + Shape.place(at, array.shape()));
    }
    return values;
  }
}
