package dev.sleipnir.kernels.neuron.equation;

import dev.sleipnir.kernels.neuron.equation.Equations.Definition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds defaults that depend on themselves. */
final class Cycles {
  private final Map<String, Definition> definitions = new LinkedHashMap<>();
  private final Set<String> done = new HashSet<>();
  private final List<String> path = new ArrayList<>();

  private Cycles(List<Definition> parameters) {
    parameters.forEach(parameter -> definitions.put(parameter.name(), parameter));
  }

  /** The names of the first cycle, its first name once more at the end; empty if there is none. */
  static List<String> find(List<Definition> parameters) {
    var cycles = new Cycles(parameters);
    for (Definition parameter : parameters) {
      List<String> cycle = cycles.visit(parameter);
      if (!cycle.isEmpty()) {
        return cycle;
      }
    }
    return List.of();
  }

  private List<String> visit(Definition parameter) {
    int known = path.indexOf(parameter.name());
    if (known >= 0) {
      var cycle = new ArrayList<>(path.subList(known, path.size()));
      cycle.add(parameter.name());
      return cycle;
    }
    if (done.contains(parameter.name())) {
      return List.of();
    }
    path.add(parameter.name());
    List<String> cycle = visit(parameter.value());
    path.removeLast();
    done.add(parameter.name());
    return cycle;
  }

  private List<String> visit(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> List.of();
      case Expression.Name name -> {
        Definition parameter = definitions.get(name.name());
        yield parameter == null ? List.of() : visit(parameter);
      }
      case Expression.Operation operation -> {
        for (Expression operand : operation.operands()) {
          List<String> cycle = visit(operand);
          if (!cycle.isEmpty()) {
            yield cycle;
          }
        }
        yield List.of();
      }
    };
  }
}
