package dev.sleipnir.model.exchange;

import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.tensor.Parameter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The parameters of a network by the names of state dictionaries: the way to the module, then the
 * name of the array. What stands at several places has a name for each.
 */
final class NamedParameters {
  private final Map<String, Parameter> all = new LinkedHashMap<>();

  private NamedParameters() {}

  /**
   * The names in a network.
   *
   * @return an unmodifiable map, in the order of the modules
   * @throws IllegalArgumentException if two arrays of one module have the same name
   */
  static Map<String, Parameter> of(NetworkModule network) {
    Objects.requireNonNull(network, "network: expected one, got null");
    NamedParameters named = new NamedParameters();
    named.collect("", network);
    return Collections.unmodifiableMap(named.all);
  }

  private void collect(String prefix, NetworkModule module) {
    Set<Parameter> ofChildren = Collections.newSetFromMap(new IdentityHashMap<>());
    for (NetworkModule child : module.children().values()) {
      ofChildren.addAll(child.parameters());
    }
    for (Parameter parameter : module.parameters()) {
      if (!ofChildren.contains(parameter)) {
        add(prefix, module, parameter);
      }
    }
    module.children().forEach((name, child) -> collect(prefix + name + ".", child));
  }

  private void add(String prefix, NetworkModule module, Parameter parameter) {
    Parameter before = all.put(prefix + parameter.name(), parameter);
    if (before != null && before != parameter) {
      throw new IllegalArgumentException(
          "expected a module whose arrays have different names, got two "
              + parameter.name()
              + " of "
              + module
              + "; if it has other modules inside, it overrides children()");
    }
  }
}
