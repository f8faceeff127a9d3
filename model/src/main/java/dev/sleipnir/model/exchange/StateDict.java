package dev.sleipnir.model.exchange;

import dev.sleipnir.model.file.InputFile;
import dev.sleipnir.model.file.ReadLimit;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.tensor.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Arrays by name, as PyTorch keeps those of a network: {@code 0.weight}, {@code 0.bias}, {@code
 * 2.recurrent_weights}: the position in the container, then the array. Layouts are PyTorch's, too:
 * {@link dev.sleipnir.model.layer.Linear} has [outputs, inputs], {@link
 * dev.sleipnir.model.layer.Conv2d} [outputs, inputs, height, width], recurrent cells [hidden,
 * inputs] and [hidden, hidden].
 *
 * <pre>{@code
 * StateDict.load(network, Path.of("trained.pt"));              // or .safetensors, .npz
 * StateDict.read(Path.of("trained.pt"))
 *     .replacePrefix("conv1", "0")                              // named modules there, positions here
 *     .replacePrefix("fc", "4")
 *     .load(network);
 * StateDict.save(network, Path.of("ours.safetensors"));
 * }</pre>
 *
 * <p>Values are immutable; what changes something returns another. Numbers of 16 and 64 bits are
 * rounded to the single precision of networks; whole numbers go into parameters where they are
 * exact in it. Nothing that is not finite gets into a network.
 */
public final class StateDict {
  private final Map<String, NDArray> arrays;

  private StateDict(Map<String, NDArray> arrays) {
    this.arrays = Collections.unmodifiableMap(arrays);
  }

  /**
   * What did not match when a network was loaded leniently.
   *
   * @param missing names that the network has and the arrays have not; they kept their values
   * @param unexpected names that the arrays have and the network has not; they were left out
   */
  public record Loaded(Set<String> missing, Set<String> unexpected) {
    /** Copies the sets, in order. */
    public Loaded {
      missing = Collections.unmodifiableSet(new LinkedHashSet<>(missing));
      unexpected = Collections.unmodifiableSet(new LinkedHashSet<>(unexpected));
    }
  }

  /**
   * A dictionary of these arrays.
   *
   * @param arrays by name, in order
   * @return the dictionary
   */
  public static StateDict of(Map<String, NDArray> arrays) {
    return new StateDict(new LinkedHashMap<>(arrays));
  }

  /**
   * The parameters of a network as they are now, in single precision, running statistics and the
   * like among them; what is counted, such as batches, in whole numbers. A layer at two places of
   * the network is there under two names.
   *
   * @param network the network
   * @return their values, copied
   * @throws IllegalArgumentException if two arrays of one module have the same name
   */
  public static StateDict of(NetworkModule network) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    NamedParameters.of(network)
        .forEach((name, parameter) -> arrays.put(name, NetworkArrays.array(parameter)));
    return new StateDict(arrays);
  }

  /**
   * The parameters of a network themselves, under the names they have in a dictionary.
   *
   * @param network the network
   * @return an unmodifiable map, in the order of the modules
   * @throws IllegalArgumentException if two arrays of one module have the same name
   */
  public static Map<String, Parameter> parameters(NetworkModule network) {
    return NamedParameters.of(network);
  }

  /**
   * Reads all arrays of a file in any {@link ArrayFormat}, known by its content. They may take half
   * of the heap. Of what {@code torch.save} wrote these are the tensors of a dictionary, of a
   * dictionary in it by both names with a dot, and so on; no code of a file is run.
   *
   * @param file the file
   * @return its arrays, in its order
   * @throws IOException if it is not whole and undamaged, of no such format, or too large; the
   *     message names the file, what was expected and what came
   */
  public static StateDict read(Path file) throws IOException {
    return InputFile.read(
        "arrays",
        file,
        () -> {
          try (ArraySource source = ArrayFormat.open(file)) {
            requireMemory(source);
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            for (String name : source.names()) {
              arrays.put(name, source.read(name));
            }
            return new StateDict(arrays);
          }
        });
  }

  private static void requireMemory(ArraySource source) throws IOException {
    long most = ReadLimit.ofHeap(2);
    long bytes = 0;
    for (String name : source.names()) {
      bytes += source.head(name).bytes();
    }
    if (bytes > most) {
      throw new IOException(
          "expected arrays of at most " + most + " bytes, half of the heap, got " + bytes);
    }
  }

  /**
   * Reads the arrays of a network from a file in any {@link ArrayFormat}, known by its content.
   * Each name of the network has to be there with its shape, and no other name. If anything does
   * not fit, nothing changes. Only as much memory is taken as the network needs.
   *
   * @param network the network
   * @param file the file
   * @throws IOException if the file is not whole and undamaged, of no such format, or does not fit:
   *     the message names the file and lists what is missing, what is unexpected, and the shapes
   *     that differ
   */
  public static void load(NetworkModule network, Path file) throws IOException {
    InputFile.read(
        "arrays",
        file,
        () -> {
          try (ArraySource source = ArrayFormat.open(file)) {
            return new NetworkArrays(network).load(source, true);
          } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
          }
        });
  }

  /**
   * Writes the parameters of a network.
   *
   * @param network the network
   * @param file where; replaced if it exists, untouched if writing fails; its ending says in which
   *     format, as {@link ArrayFormat#of} has it
   * @throws IOException if they cannot be written; the message names the file
   */
  public static void save(NetworkModule network, Path file) throws IOException {
    of(network).write(file);
  }

  /**
   * Sets the parameters of a network. Each name of the network has to be there with its shape, and
   * no other name. If anything does not fit, nothing changes.
   *
   * @param network the network
   * @throws IllegalArgumentException if the arrays do not fit; the message lists what is missing,
   *     what is unexpected, and the shapes that differ
   */
  public void load(NetworkModule network) {
    load(network, true);
  }

  /**
   * Sets those parameters of a network that are there, and leaves the others and what the network
   * has not. Shapes have to be the same all the same. If one is not, nothing changes.
   *
   * @param network the network
   * @return what did not match
   * @throws IllegalArgumentException if shapes differ, or values are not finite
   */
  public Loaded loadLeniently(NetworkModule network) {
    return load(network, false);
  }

  private Loaded load(NetworkModule network, boolean strictly) {
    try {
      return new NetworkArrays(network).load(new InMemory(arrays), strictly);
    } catch (IOException e) {
      throw new IllegalStateException(e); // nothing is read
    }
  }

  /** {@return the arrays by name, in order; unmodifiable} */
  public Map<String, NDArray> arrays() {
    return arrays;
  }

  /**
   * One of the arrays.
   *
   * @param name its name
   * @return the array
   * @throws IllegalArgumentException if there is none of that name
   */
  public NDArray get(String name) {
    return ArrayNames.known(arrays, name);
  }

  /**
   * The same arrays under other names: those that match a pattern as a whole are called by a
   * replacement, as {@link String#replaceAll} has it. Others keep theirs.
   *
   * @param pattern a regular expression, such as {@code "features\\.(\\d+)\\.(.*)"}
   * @param replacement such as {@code "$1.$2"}
   * @return the arrays by their new names
   * @throws IllegalArgumentException if two arrays would have one name, the pattern is none, or the
   *     replacement has groups that the pattern has not
   */
  public StateDict rename(String pattern, String replacement) {
    Pattern whole = compiled(pattern);
    return renamed(
        name -> {
          var match = whole.matcher(name);
          try {
            return match.matches() ? match.replaceFirst(replacement) : name;
          } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                "rename: expected groups of the pattern in '" + replacement + "', got another", e);
          }
        });
  }

  /**
   * The same arrays, those of a module under that of another: {@code replacePrefix("conv1", "0")}
   * makes {@code 0.weight} of {@code conv1.weight}.
   *
   * @param prefix names, up to a dot
   * @param replacement other names; empty for none
   * @return the arrays by their new names
   * @throws IllegalArgumentException if two arrays would have one name
   */
  public StateDict replacePrefix(String prefix, String replacement) {
    String with = prefix.isEmpty() ? "" : prefix + ".";
    String other = replacement.isEmpty() ? "" : replacement + ".";
    return renamed(name -> name.startsWith(with) ? other + name.substring(with.length()) : name);
  }

  private static Pattern compiled(String pattern) {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "expected a regular expression, got '" + pattern + "': " + e.getDescription(), e);
    }
  }

  private StateDict renamed(UnaryOperator<String> naming) {
    Map<String, NDArray> renamed = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          String other = naming.apply(name);
          if (renamed.put(other, array) != null) {
            throw new IllegalArgumentException(
                "expected different names, got '" + other + "' twice, once for '" + name + "'");
          }
        });
    return new StateDict(renamed);
  }

  /**
   * The arrays whose names match a pattern as a whole.
   *
   * @param pattern a regular expression, such as {@code "model\\..*"}
   * @return these only
   * @throws IllegalArgumentException if the pattern is none
   */
  public StateDict only(String pattern) {
    Pattern whole = compiled(pattern);
    Map<String, NDArray> some = new LinkedHashMap<>(arrays);
    some.keySet().removeIf(name -> !whole.matcher(name).matches());
    return new StateDict(some);
  }

  /**
   * The same with another array, or one more.
   *
   * @param name its name
   * @param array the array
   * @return the arrays with it
   */
  public StateDict with(String name, NDArray array) {
    Map<String, NDArray> all = new LinkedHashMap<>(arrays);
    all.put(name, array);
    return new StateDict(all);
  }

  /**
   * The same values with floating-point numbers of another type, rounded to the nearest; whole
   * numbers stay.
   *
   * @param type a floating-point type
   * @return the converted arrays
   * @throws IllegalArgumentException if the type is not a floating-point one
   */
  public StateDict as(DType type) {
    if (!type.isFloating()) {
      throw new IllegalArgumentException("as: expected a floating-point type, got " + type);
    }
    Map<String, NDArray> converted = new LinkedHashMap<>(arrays);
    converted.replaceAll((_, array) -> array.dtype().isFloating() ? array.as(type) : array);
    return new StateDict(converted);
  }

  /**
   * Writes the arrays: {@code safetensors}, NumPy and {@code torch.load} read them.
   *
   * @param file where; replaced if it exists, untouched if writing fails; its ending says in which
   *     format, as {@link ArrayFormat#of} has it
   * @throws IOException if they cannot be written, or the format has no such names or types; the
   *     message names the file
   */
  public void write(Path file) throws IOException {
    write(file, ArrayFormat.of(file));
  }

  /**
   * Writes the arrays in a format.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @param format which
   * @throws IOException if they cannot be written, or the format has no such names or types; the
   *     message names the file
   */
  public void write(Path file, ArrayFormat format) throws IOException {
    format.write(file, arrays);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StateDict dictionary && arrays.equals(dictionary.arrays);
  }

  @Override
  public int hashCode() {
    return arrays.hashCode();
  }

  /** Names with types and shapes. */
  @Override
  public String toString() {
    return arrays.toString();
  }
}
