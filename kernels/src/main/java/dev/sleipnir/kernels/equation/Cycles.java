package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/** Finds defaults that depend on themselves. */
final class Cycles {
  private final Map<String, Definition> definitions = new HashMap<>();
  private final Set<String> done = new HashSet<>();

  /** The parameters that depend on one another, the first asked for first; what is left of each. */
  private final SequencedMap<String, Iterator<String>> path = new LinkedHashMap<>();

  private Cycles(List<Definition> parameters) {
    parameters.forEach(parameter -> definitions.put(parameter.name(), parameter));
  }

  /** No default may depend on itself. */
  static void refuse(List<Definition> parameters, Place place) {
    var cycles = new Cycles(parameters);
    for (Definition parameter : parameters) {
      List<String> cycle = cycles.visit(parameter);
      if (!cycle.isEmpty()) {
        Definition first = Objects.requireNonNull(cycles.definitions.get(cycle.getFirst()));
        place.enter("parameters " + Text.of(first));
        throw place.expected(
            first.at(),
            "defaults that do not depend on themselves",
            "the cycle " + String.join(" -> ", cycle));
      }
    }
  }

  /** The names of a cycle, its first name once more at the end; empty if there is none. */
  private List<String> visit(Definition root) {
    enter(root.name());
    while (!path.isEmpty()) {
      Map.Entry<String, Iterator<String>> last = path.lastEntry();
      if (!last.getValue().hasNext()) {
        done.add(last.getKey());
        path.remove(last.getKey());
        continue;
      }
      String name = last.getValue().next();
      if (path.containsKey(name)) {
        return cycle(name);
      }
      enter(name);
    }
    return List.of();
  }

  private void enter(String name) {
    Definition definition = definitions.get(name);
    if (definition != null && !done.contains(name)) {
      path.put(name, definition.value().names().iterator());
    }
  }

  private List<String> cycle(String first) {
    List<String> names = new ArrayList<>(path.keySet());
    List<String> cycle = new ArrayList<>(names.subList(names.indexOf(first), names.size()));
    cycle.add(first);
    return cycle;
  }
}
