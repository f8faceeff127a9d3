package dev.sleipnir.model.exchange;

import dev.sleipnir.model.file.OutputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A group of an HDF5 file that is to be written: datasets and other groups by name. The root of a
 * file is one, too.
 *
 * <pre>{@code
 * var root = new Hdf5Group();
 * Hdf5Dataset times = root.group("spikes").put("times", NDArray.of(seconds, seconds.length));
 * times.attribute("unit", "s");
 * root.write(file);
 * }</pre>
 *
 * <p>Files are of HDF5's first version, which everything that reads HDF5 reads: groups as symbol
 * tables, contiguous data, strings of any length in UTF-8, no compression.
 */
public final class Hdf5Group extends Hdf5Object {
  private final SequencedMap<String, Hdf5Object> members = new LinkedHashMap<>();

  /** A group without members. */
  public Hdf5Group() {}

  /**
   * Adds a group.
   *
   * @param name a name that no other member has
   * @return the group, without members
   * @throws IllegalArgumentException if the name is empty, has a slash or is taken
   */
  public Hdf5Group group(String name) {
    return add(name, new Hdf5Group());
  }

  /**
   * Adds numbers.
   *
   * @param name a name that no other member has
   * @param numbers any array but of {@link DType#BFLOAT16}, which HDF5 does not have; without axes
   *     for one number
   * @return the dataset
   * @throws IllegalArgumentException if the name is empty, has a slash or is taken, or of that type
   */
  public Hdf5Dataset put(String name, NDArray numbers) {
    if (numbers.dtype() == DType.BFLOAT16) {
      throw new IllegalArgumentException(
          name + ": expected a type that is one of HDF5's, got " + numbers.dtype());
    }
    return add(name, new Hdf5Dataset(new Hdf5Value.Numbers(numbers)));
  }

  /**
   * Adds a string.
   *
   * @param name a name that no other member has
   * @param text a string
   * @return the dataset, without axes
   * @throws IllegalArgumentException if the name is empty, has a slash or is taken
   */
  public Hdf5Dataset put(String name, String text) {
    return put(name, List.of(text));
  }

  /**
   * Adds strings.
   *
   * @param name a name that no other member has
   * @param texts the strings, row-major
   * @param shape sizes of the axes; none for one string
   * @return the dataset
   * @throws IllegalArgumentException if the name is empty, has a slash or is taken, or there are
   *     more or fewer strings
   */
  public Hdf5Dataset put(String name, List<String> texts, int... shape) {
    return add(
        name, new Hdf5Dataset(new Hdf5Value.Text(texts, Arrays.stream(shape).boxed().toList())));
  }

  private <T extends Hdf5Object> T add(String name, T member) {
    if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf(0) >= 0) {
      throw new IllegalArgumentException("name: expected one without slashes, got '" + name + "'");
    }
    if (members.putIfAbsent(name, member) != null) {
      throw new IllegalArgumentException(
          "name: expected a new one, got '" + name + "' a second time");
    }
    return member;
  }

  /**
   * Writes a file whose root this group is.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @throws IOException if it cannot be written; the message names the file
   * @throws IllegalArgumentException if an attribute is of more than 64 KiB, or refers to an object
   *     that is not below this group
   */
  public void write(Path file) throws IOException {
    var layout = new Hdf5Layout(this);
    OutputFile.write(file, layout::writeTo);
  }

  SequencedMap<String, Hdf5Object> members() {
    return members;
  }
}
