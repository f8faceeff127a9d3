package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Parameter;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;

/**
 * What has been copied of a network so far. A layer that stands at two places of it is copied once,
 * and stands at both places of the copy.
 */
public final class Copies {
  private final IdentityHashMap<Object, Object> copies = new IdentityHashMap<>();

  /** Nothing yet. */
  public Copies() {}

  /**
   * The copy of a module.
   *
   * @param module a module
   * @return its copy, the same one each time
   */
  public NetworkModule of(NetworkModule module) {
    Object known = copies.get(module);
    if (known != null) {
      return (NetworkModule) known;
    }
    NetworkModule copy = module.copy(this);
    copies.put(module, copy);
    return copy;
  }

  /**
   * Lets something else stand in the place of a module, wherever it is in what is copied from now
   * on: so a network is changed in places.
   *
   * @param module a module
   * @param other what its copy is
   */
  public void replace(NetworkModule module, NetworkModule other) {
    copies.put(module, other);
  }

  /**
   * The copies of some modules.
   *
   * @param modules modules
   * @return the copies, in order
   */
  public NetworkModule[] of(List<NetworkModule> modules) {
    NetworkModule[] all = new NetworkModule[modules.size()];
    for (int m = 0; m < all.length; m++) {
      all[m] = of(modules.get(m));
    }
    return all;
  }

  /**
   * The copy of something that several modules may share, weights for instance.
   *
   * @param original the thing, compared by identity
   * @param copy makes the copy, the first time
   * @param <T> what it is
   * @return the copy, the same one each time
   */
  @SuppressWarnings("unchecked") // what was put there was a T
  public <T> T shared(T original, Supplier<T> copy) {
    Object known = copies.get(original);
    if (known == null) {
      known = copy.get();
      copies.put(original, known);
    }
    return (T) known;
  }

  /**
   * Gives parameters the values of others.
   *
   * @param from the others
   * @param to as many, of the same shapes
   */
  public static void values(List<Parameter> from, List<Parameter> to) {
    for (int p = 0; p < to.size(); p++) {
      float[] values = from.get(p).data();
      System.arraycopy(values, 0, to.get(p).data(), 0, values.length);
      to.get(p).edited("a copy");
    }
  }
}
