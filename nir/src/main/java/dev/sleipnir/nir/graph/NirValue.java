package dev.sleipnir.nir.graph;

import dev.sleipnir.model.exchange.NDArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** What a node's member holds: numbers, strings, or a group of more members. */
public sealed interface NirValue {
  /**
   * Numbers.
   *
   * @param array the numbers with their type and shape; a scalar has no axes
   */
  record Numbers(NDArray array) implements NirValue {}

  /**
   * Strings.
   *
   * @param strings the strings, row-major
   * @param shape sizes of the axes; none for a single string
   */
  record Text(List<String> strings, List<Integer> shape) implements NirValue {
    /**
     * Checks the shape.
     *
     * @throws IllegalArgumentException if it has another number of strings
     */
    public Text {
      strings = List.copyOf(strings);
      shape = List.copyOf(shape);
      long size = 1;
      for (int axis : shape) {
        size *= axis;
      }
      if (size != strings.size()) {
        throw new IllegalArgumentException(
            "text: expected " + size + " strings of shape " + shape + ", got " + strings.size());
      }
    }

    /**
     * A single string.
     *
     * @param string the string
     */
    public Text(String string) {
      this(List.of(string), List.of());
    }
  }

  /**
   * Members by name.
   *
   * @param members the members, in the order they are written
   */
  record Group(SequencedMap<String, NirValue> members) implements NirValue {
    /** A group without members. */
    public static final Group EMPTY = new Group(new LinkedHashMap<>());

    /** Copies the map. */
    public Group {
      members = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(members));
    }

    /**
     * Members by name.
     *
     * @param members the members
     * @return a group of them
     */
    public static Group of(Map<String, ? extends NirValue> members) {
      return new Group(new LinkedHashMap<>(members));
    }
  }
}
