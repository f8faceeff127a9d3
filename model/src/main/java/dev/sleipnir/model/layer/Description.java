package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a module is made of: the name of its kind, and numbers, texts, tensors and other modules by
 * name. A module says it with the methods that take a value; its factory takes it with those that
 * return one:
 *
 * <pre>{@code
 * public Description description() {
 *   return new Description("gain").number("most", most).parameter("gain", gain);
 * }
 *
 * static Gain of(Description d) {
 *   return new Gain(d.number("most"), d.tensor("gain"));
 * }
 * }</pre>
 */
public final class Description {
  private static final String SURROGATE = " surrogate";
  private static final String ALPHA = " alpha";

  private final String kind;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Set<String> taken = new LinkedHashSet<>();

  /** Other modules or parts, in order. */
  record Parts(List<Object> all) {}

  /**
   * Begins a description.
   *
   * @param kind what factories are registered by: one name for each kind of module, not empty
   */
  public Description(String kind) {
    if (kind.isEmpty()) {
      throw new IllegalArgumentException("kind: expected a name, got an empty one");
    }
    this.kind = kind;
  }

  /** {@return the name of the kind} */
  public String kind() {
    return kind;
  }

  Map<String, Object> values() {
    return values;
  }

  Description put(String name, Object value) {
    if (values.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException(
          kind + ": expected each name once, got " + name + " twice");
    }
    return this;
  }

  // ---- what is said

  /**
   * Says a number.
   *
   * @param name its name
   * @param value any, kept bit for bit
   * @return this
   */
  public Description number(String name, double value) {
    return put(name, value);
  }

  /**
   * Says whether something is so.
   *
   * @param name its name
   * @param value whether it is
   * @return this
   */
  public Description flag(String name, boolean value) {
    return put(name, value ? 1.0 : 0.0);
  }

  /**
   * Says whole numbers.
   *
   * @param name their name
   * @param numbers any
   * @return this
   */
  public Description wholes(String name, int... numbers) {
    return put(name, numbers.clone());
  }

  /**
   * Says a text.
   *
   * @param name its name
   * @param value any
   * @return this
   */
  public Description text(String name, String value) {
    return put(name, value);
  }

  /**
   * Says a tensor.
   *
   * @param name its name
   * @param value finite values; null leaves it out
   * @return this
   */
  public Description tensor(String name, @Nullable Tensor value) {
    return value == null ? this : put(name, value);
  }

  /**
   * Says the values of a parameter as they are.
   *
   * @param name its name
   * @param value finite values; null leaves it out
   * @return this
   */
  public Description parameter(String name, @Nullable Parameter value) {
    return value == null ? this : put(name, value.value());
  }

  /**
   * Says a function: its text with the values that were set, and the surrogate of its spikes.
   *
   * @param name its name
   * @param function any
   * @return this
   */
  public Description function(String name, TensorFunction function) {
    return text(name, function.text())
        .text(name + SURROGATE, function.surrogate().toString())
        .number(name + ALPHA, function.alpha());
  }

  /**
   * Says another module, or a part that several modules may share: what stands at several places is
   * one thing again when it is read.
   *
   * @param name its name
   * @param value the module or part
   * @return this
   */
  public Description part(String name, Described value) {
    return put(name, new Parts(List.of(value)));
  }

  /**
   * Says other modules.
   *
   * @param name their name
   * @param all the modules, in order
   * @return this
   */
  public Description parts(String name, List<? extends Described> all) {
    return put(name, new Parts(List.copyOf(all)));
  }

  // ---- what is taken

  private <T> T take(String name, Class<T> type, String what) {
    taken.add(name);
    Object value = values.get(name);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          kind
              + ": expected "
              + what
              + " '"
              + name
              + "', got "
              + (value == null ? "none" : "another"));
    }
    return type.cast(value);
  }

  /**
   * Whether something was said.
   *
   * @param name its name
   * @return whether there is a value of that name
   */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /**
   * Whether a value is a tensor.
   *
   * @param name its name
   * @return whether a tensor of that name was said
   */
  public boolean isTensor(String name) {
    return values.get(name) instanceof Tensor;
  }

  /**
   * Takes a number.
   *
   * @param name its name
   * @return the number
   * @throws IllegalArgumentException if there is none of that name
   */
  public double number(String name) {
    return take(name, Double.class, "a number");
  }

  /**
   * Takes a number that is whole.
   *
   * @param name its name
   * @return the number
   * @throws IllegalArgumentException if there is none of that name, or it is no int
   */
  public int whole(String name) {
    double value = number(name);
    if (value != (int) value) {
      throw new IllegalArgumentException(
          kind + ": expected a whole number '" + name + "', got " + value);
    }
    return (int) value;
  }

  /**
   * Takes whether something is so.
   *
   * @param name its name
   * @return whether it is
   * @throws IllegalArgumentException if nothing of that name was said
   */
  public boolean flag(String name) {
    return number(name) != 0;
  }

  /**
   * Takes whole numbers.
   *
   * @param name their name
   * @return the numbers
   * @throws IllegalArgumentException if there are none of that name
   */
  public int[] wholes(String name) {
    return take(name, int[].class, "whole numbers").clone();
  }

  /**
   * Takes a text.
   *
   * @param name its name
   * @return the text
   * @throws IllegalArgumentException if there is none of that name
   */
  public String text(String name) {
    return take(name, String.class, "a text");
  }

  /**
   * Takes a tensor.
   *
   * @param name its name
   * @return the tensor
   * @throws IllegalArgumentException if there is none of that name
   */
  public Tensor tensor(String name) {
    return take(name, Tensor.class, "a tensor");
  }

  /**
   * Takes a tensor that may have been left out.
   *
   * @param name its name
   * @return the tensor, or null if there is none
   * @throws IllegalArgumentException if something else has that name
   */
  public @Nullable Tensor tensorOrNull(String name) {
    return has(name) ? tensor(name) : null;
  }

  /**
   * Takes a function.
   *
   * @param name its name
   * @return the function
   * @throws IllegalArgumentException if there is none of that name, or its text is not valid
   */
  public TensorFunction function(String name) {
    return TensorFunction.parse(text(name))
        .surrogate(Surrogate.named(text(name + SURROGATE)), (float) number(name + ALPHA));
  }

  /**
   * Takes another module or part.
   *
   * @param name its name
   * @param type what it has to be
   * @param <T> that type
   * @return the module or part that was made for it
   * @throws IllegalArgumentException if there is none of that name and type
   */
  public <T> T part(String name, Class<T> type) {
    List<T> all = parts(name, type);
    if (all.size() != 1) {
      throw new IllegalArgumentException(
          kind + ": expected one part '" + name + "', got " + all.size());
    }
    return all.getFirst();
  }

  /**
   * Takes other modules or parts.
   *
   * @param name their name
   * @param type what they have to be
   * @param <T> that type
   * @return those that were made for them, in order
   * @throws IllegalArgumentException if there are none of that name, or one is of another type
   */
  public <T> List<T> parts(String name, Class<T> type) {
    List<T> all = new ArrayList<>();
    for (Object part : take(name, Parts.class, "parts").all()) {
      if (!type.isInstance(part)) {
        throw new IllegalArgumentException(
            kind + ": expected " + type.getSimpleName() + " for '" + name + "', got " + part);
      }
      all.add(type.cast(part));
    }
    return all;
  }

  /** Checks that a factory has taken everything: what it left would be lost. */
  void requireTaken() {
    Set<String> left = new LinkedHashSet<>(values.keySet());
    left.removeAll(taken);
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          kind + ": expected a factory that takes all that was saved, got one that left " + left);
    }
  }

  @Override
  public String toString() {
    return kind + values.keySet();
  }
}
