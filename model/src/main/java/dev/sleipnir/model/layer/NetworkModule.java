package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Parameter;
import java.util.List;
import java.util.Map;

/**
 * A part of a network. A {@link Layer} has no state between time steps, a {@link StatefulLayer}
 * has. Modules themselves hold parameters only, so that one model serves many callers at once.
 */
public sealed interface NetworkModule extends Described permits Layer, StatefulLayer {
  /**
   * {@return what is learned, and what is {@linkplain Parameter#kept kept} beside it: the
   * parameters, in a fixed order}
   */
  default List<Parameter> parameters() {
    return List.of();
  }

  /**
   * The modules inside this one, by the names that state dictionaries give them: in containers, the
   * positions from 0. A module of one's own that has other modules overrides this, so that their
   * parameters are told apart: {@code conv1.weight}, {@code conv2.weight}.
   *
   * @return in a fixed order; empty unless overridden
   */
  default Map<String, NetworkModule> children() {
    return Map.of();
  }

  /**
   * A copy of this network with parameters of its own, of the same values. Layers that stand at two
   * places of it do so in the copy. States fit both.
   *
   * @return the copy
   * @throws UnsupportedOperationException if a module of one's own has parameters and does not say
   *     how it is copied; the message names it
   */
  default NetworkModule copy() {
    return new Copies().of(this);
  }

  /**
   * What this module is made of, so that a file can hold it. A module of one's own that is to be in
   * files of models overrides this, and is read with a factory of its own: see {@link ModuleKinds}.
   *
   * @return its kind and values
   * @throws UnsupportedOperationException unless overridden
   */
  @Override
  default Description description() {
    throw new UnsupportedOperationException(
        "description: expected a module that overrides description(), got " + this);
  }

  /**
   * How this module is copied. A module of one's own that has parameters, or other modules,
   * overrides this.
   *
   * @param copies the copies of other modules
   * @return a copy; this module itself if it has no parameters
   * @throws UnsupportedOperationException if it has parameters, unless overridden
   */
  default NetworkModule copy(Copies copies) {
    if (parameters().isEmpty()) {
      return this;
    }
    throw new UnsupportedOperationException(
        "copy: expected a module that overrides copy(Copies), got " + this);
  }

  /**
   * Whether the module reads its input once and may then work in its storage. A container lends an
   * intermediate result only to such a module.
   *
   * @return false unless overridden
   */
  default boolean worksInPlace() {
    return false;
  }
}
