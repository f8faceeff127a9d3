package dev.sleipnir.model.exchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A group or a dataset of an HDF5 file that is to be written, and what is said of it. */
public abstract sealed class Hdf5Object permits Hdf5Group, Hdf5Dataset {
  private final SequencedMap<String, Hdf5Value> attributes = new LinkedHashMap<>();

  Hdf5Object() {}

  /**
   * Says something of this in a string.
   *
   * @param name what is said; none that was said before
   * @param text a string
   * @return this
   * @throws IllegalArgumentException if the name is empty or was given before
   */
  public final Hdf5Object attribute(String name, String text) {
    return attribute(name, new Hdf5Value.Text(List.of(text), List.of()));
  }

  /**
   * Says something of this in several strings, an array of one axis.
   *
   * @param name what is said; none that was said before
   * @param texts the strings
   * @return this
   * @throws IllegalArgumentException if the name is empty or was given before
   */
  public final Hdf5Object attribute(String name, List<String> texts) {
    return attribute(name, new Hdf5Value.Text(texts, List.of(texts.size())));
  }

  /**
   * Says something of this in numbers.
   *
   * @param name what is said; none that was said before
   * @param numbers an array, without axes for one number; less than 64 KiB of them
   * @return this
   * @throws IllegalArgumentException if the name is empty or was given before
   */
  public final Hdf5Object attribute(String name, NDArray numbers) {
    return attribute(name, new Hdf5Value.Numbers(numbers));
  }

  /**
   * Says that another object of the file belongs to this.
   *
   * @param name what is said; none that was said before
   * @param other a group or dataset that is, when the file is written, under the same root
   * @return this
   * @throws IllegalArgumentException if the name is empty or was given before
   */
  public final Hdf5Object attribute(String name, Hdf5Object other) {
    return attribute(name, new Hdf5Value.Reference(other));
  }

  private Hdf5Object attribute(String name, Hdf5Value value) {
    if (name.isEmpty() || name.indexOf(0) >= 0) {
      throw new IllegalArgumentException("attribute: expected a name, got '" + name + "'");
    }
    if (attributes.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException(
          "attribute: expected a new name, got '" + name + "' a second time");
    }
    return this;
  }

  SequencedMap<String, Hdf5Value> attributes() {
    return attributes;
  }
}
