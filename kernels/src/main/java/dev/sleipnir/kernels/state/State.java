package dev.sleipnir.kernels.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of a simulation carry from step to step, by name. A part tells it in one method,
 * for both directions:
 *
 * <pre>{@code
 * void state(State state) {
 *   state.require("neurons", size);
 *   state.carry("v", v);
 *   long drawn = state.number("drawn", random.position(), 0, Long.MAX_VALUE);
 *   state.restore(() -> random = new RandomStream(seed, stream, drawn));
 * }
 * }</pre>
 *
 * <p>Where the state is {@linkplain #of() taken}, this notes the values: arrays themselves, not
 * copies. Where it is {@linkplain #from given back}, it checks those that were noted, and changes
 * nothing until {@link #restore()}, when all parts have been asked. Orders of arrays must depend on
 * neither threads nor vectors.
 */
public final class State {
  private final String part;
  private final SequencedMap<String, Object> values;
  private final @Nullable List<Runnable> changes;

  private State(
      String part, SequencedMap<String, Object> values, @Nullable List<Runnable> changes) {
    this.part = part;
    this.values = values;
    this.changes = changes;
  }

  /**
   * To be told the state.
   *
   * @return without values
   */
  public static State of() {
    return new State("", new LinkedHashMap<>(), null);
  }

  /**
   * To give a state back.
   *
   * @param values by name: a String, Long, float[], int[], long[] or double[] each
   * @return with these values
   */
  public static State from(SequencedMap<String, Object> values) {
    return new State("", values, new ArrayList<>());
  }

  /**
   * The state of a part, whose names are its own.
   *
   * @param name the part's name
   * @return a view of this
   */
  public State part(String name) {
    return new State(part + name + ": ", values, changes);
  }

  /**
   * All that was noted, of all parts.
   *
   * @return by name; not to be changed
   */
  public SequencedMap<String, Object> values() {
    return values;
  }

  /**
   * An array of fixed length, which is carried as it is.
   *
   * @param name its name in this part
   * @param array the array itself
   * @throws IllegalArgumentException if the one that was noted is of another length
   */
  public void carry(String name, float[] array) {
    float[] noted = floats(name, array);
    requireLength(name, array.length, noted.length);
    restore(() -> System.arraycopy(noted, 0, array, 0, noted.length));
  }

  /**
   * An array of fixed length, which is carried as it is.
   *
   * @param name its name in this part
   * @param array the array itself
   * @param least the least that each may be
   * @param most the most that each may be
   * @throws IllegalArgumentException if the one that was noted is of another length or has other
   *     numbers
   */
  public void carry(String name, int[] array, int least, int most) {
    int[] noted = ints(name, array, least, most);
    requireLength(name, array.length, noted.length);
    restore(() -> System.arraycopy(noted, 0, array, 0, noted.length));
  }

  /**
   * An array of fixed length, which is carried as it is.
   *
   * @param name its name in this part
   * @param array the array itself
   * @throws IllegalArgumentException if the one that was noted is of another length
   */
  public void carry(String name, long[] array) {
    long[] noted = longs(name, array);
    requireLength(name, array.length, noted.length);
    restore(() -> System.arraycopy(noted, 0, array, 0, noted.length));
  }

  /**
   * An array of fixed length, which is carried as it is.
   *
   * @param name its name in this part
   * @param array the array itself
   * @throws IllegalArgumentException if the one that was noted is of another length
   */
  public void carry(String name, double[] array) {
    double[] noted = doubles(name, array);
    requireLength(name, array.length, noted.length);
    restore(() -> System.arraycopy(noted, 0, array, 0, noted.length));
  }

  /**
   * Values of any number.
   *
   * @param name their name in this part
   * @param now what they are
   * @return {@code now}, or what was noted
   * @throws IllegalArgumentException if something else was noted
   */
  public float[] floats(String name, float[] now) {
    return noted(name, float[].class, now);
  }

  /**
   * Whole numbers of any number.
   *
   * @param name their name in this part
   * @param now what they are
   * @param least the least that each may be
   * @param most the most that each may be
   * @return {@code now}, or what was noted
   * @throws IllegalArgumentException if something else was noted
   */
  public int[] ints(String name, int[] now, int least, int most) {
    int[] noted = noted(name, int[].class, now);
    for (int k = 0; k < noted.length && isRead(); k++) {
      if (noted[k] < least || noted[k] > most) {
        throw wrong(name, "numbers from " + least + " to " + most, noted[k] + " at " + k);
      }
    }
    return noted;
  }

  /**
   * Whole numbers of any number.
   *
   * @param name their name in this part
   * @param now what they are
   * @return {@code now}, or what was noted
   * @throws IllegalArgumentException if something else was noted
   */
  public long[] longs(String name, long[] now) {
    return noted(name, long[].class, now);
  }

  /**
   * Values of any number.
   *
   * @param name their name in this part
   * @param now what they are
   * @return {@code now}, or what was noted
   * @throws IllegalArgumentException if something else was noted
   */
  public double[] doubles(String name, double[] now) {
    return noted(name, double[].class, now);
  }

  /**
   * A whole number.
   *
   * @param name its name in this part
   * @param now what it is
   * @param least the least it may be
   * @param most the most it may be
   * @return {@code now}, or what was noted
   * @throws IllegalArgumentException if something else was noted
   */
  public long number(String name, long now, long least, long most) {
    long noted = noted(name, Long.class, now);
    if (noted < least || noted > most) {
      throw wrong(name, "a number from " + least + " to " + most, String.valueOf(noted));
    }
    return noted;
  }

  /**
   * Names of any number, each a line.
   *
   * @param name their name in this part
   * @param now what they are
   * @return {@code now}, or what was noted
   * @throws IllegalArgumentException if something else was noted
   */
  public List<String> names(String name, List<String> now) {
    return noted(name, String.class, String.join("\n", now)).lines().toList();
  }

  /**
   * What has to be the same.
   *
   * @param name its name in this part
   * @param number what it is
   * @throws IllegalArgumentException if something else was noted
   */
  public void require(String name, long number) {
    long noted = noted(name, Long.class, number);
    if (noted != number) {
      throw wrong(name, String.valueOf(number), String.valueOf(noted));
    }
  }

  /**
   * What has to be the same.
   *
   * @param name its name in this part
   * @param text what it is
   * @throws IllegalArgumentException if something else was noted; names the first line that differs
   */
  public void require(String name, String text) {
    String[] lines = text.split("\n", -1);
    String[] others = noted(name, String.class, text).split("\n", -1);
    int differs = Arrays.mismatch(lines, others);
    if (differs >= 0) {
      throw wrong(name, line(lines, differs), line(others, differs));
    }
  }

  private static String line(String[] lines, int at) {
    String line = at < lines.length ? lines[at].strip() : "nothing more";
    return line.length() <= 100 ? line : line.substring(0, 100) + "...";
  }

  /**
   * Says what to change once all values of all parts have been found right; nothing happens where
   * the state is only taken.
   *
   * @param change changes the part
   */
  public void restore(Runnable change) {
    if (changes != null) {
      changes.add(change);
    }
  }

  /** Changes all parts, in the order in which they were asked. */
  public void restore() {
    if (changes != null) {
      changes.forEach(Runnable::run);
    }
  }

  /**
   * Whether a state is given back: what was noted may be wrong.
   *
   * @return false where it is taken
   */
  public boolean isRead() {
    return changes != null;
  }

  private <T> T noted(String name, Class<T> type, T now) {
    String full = part + name;
    if (changes == null) {
      if (values.putIfAbsent(full, now) != null) {
        throw new IllegalStateException("state: expected a new name, got '" + full + "' twice");
      }
      return now;
    }
    Object value = values.get(full);
    if (value == null) {
      throw wrong(name, "a value", "none");
    }
    if (!type.isInstance(value)) {
      throw wrong(name, type.getSimpleName(), value.getClass().getSimpleName());
    }
    return type.cast(value);
  }

  private void requireLength(String name, int expected, int length) {
    if (length != expected) {
      throw wrong(name, expected + " values", String.valueOf(length));
    }
  }

  private IllegalArgumentException wrong(String name, String expected, String got) {
    return new IllegalArgumentException(part + name + ": expected " + expected + ", got " + got);
  }
}
