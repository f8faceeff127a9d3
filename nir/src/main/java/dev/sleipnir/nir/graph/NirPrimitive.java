package dev.sleipnir.nir.graph;

import dev.sleipnir.model.exchange.NDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A primitive node as a file has it: members that its type does not have, or lacks, included.
 *
 * @param type the name of its kind in files
 * @param values its members
 * @param metadata what else the writer kept
 */
public record NirPrimitive(String type, NirValue.Group values, NirValue.Group metadata)
    implements NirNode {

  /**
   * A primitive without metadata.
   *
   * @param type which
   * @param arrays its members by name
   */
  public NirPrimitive(NirType type, Map<String, NDArray> arrays) {
    this(type.text(), numbers(arrays), NirValue.Group.EMPTY);
  }

  private static NirValue.Group numbers(Map<String, NDArray> arrays) {
    SequencedMap<String, NirValue> values = new LinkedHashMap<>();
    arrays.forEach((name, array) -> values.put(name, new NirValue.Numbers(array)));
    return new NirValue.Group(values);
  }

  /**
   * A port of a graph.
   *
   * @param type input or output
   * @param shape its shape, without batch and time
   * @return the port
   */
  public static NirPrimitive port(NirType type, int... shape) {
    return new NirPrimitive(type, Map.of("shape", wholes(shape)));
  }

  /**
   * Whole numbers as files have them.
   *
   * @param values the numbers
   * @return an array of 64-bit numbers
   */
  public static NDArray wholes(int... values) {
    long[] longs = new long[values.length];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = values[i];
    }
    return NDArray.of(longs, values.length);
  }

  /** {@return which primitive it is, or null if there is none of that name} */
  public @Nullable NirType known() {
    return NirType.of(type);
  }

  /**
   * A member.
   *
   * @param name its name
   * @return what it holds, or null if there is none
   */
  public @Nullable NirValue value(String name) {
    return values.members().get(name);
  }

  /**
   * Numbers of a member.
   *
   * @param name its name
   * @return the numbers, or null if there is none, or it holds something else
   */
  public @Nullable NDArray array(String name) {
    return value(name) instanceof NirValue.Numbers numbers ? numbers.array() : null;
  }

  /**
   * Whether a member is a certain word.
   *
   * @param name its name
   * @param word the word
   * @return whether it holds that single string
   */
  public boolean hasWord(String name, String word) {
    return value(name) instanceof NirValue.Text text && text.strings().equals(List.of(word));
  }

  /**
   * Numbers of a member that has been {@linkplain NirCheck checked} to be there.
   *
   * @param name its name
   * @return the numbers
   * @throws IllegalArgumentException if there are none
   */
  public NDArray need(String name) {
    NDArray array = array(name);
    if (array == null) {
      throw new IllegalArgumentException(
          type + ": expected numbers in member '" + name + "', got " + values.members().keySet());
    }
    return array;
  }

  /** This primitive with the members alone that its type has. */
  NirPrimitive withoutExtras() {
    NirType kind = known();
    if (kind == null || kind.memberNames().containsAll(values.members().keySet())) {
      return this;
    }
    SequencedMap<String, NirValue> own = new LinkedHashMap<>(values.members());
    own.keySet().retainAll(kind.memberNames());
    return new NirPrimitive(type, new NirValue.Group(own), metadata);
  }

  /**
   * This primitive with another value of a member.
   *
   * @param name the member's name
   * @param array its value
   * @return the changed primitive
   */
  public NirPrimitive with(String name, NDArray array) {
    SequencedMap<String, NirValue> all = new LinkedHashMap<>(values.members());
    all.put(name, new NirValue.Numbers(array));
    return new NirPrimitive(type, new NirValue.Group(all), metadata);
  }
}
