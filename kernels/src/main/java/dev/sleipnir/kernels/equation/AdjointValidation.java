package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Names.Kind;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks the lines of a hand-written way back. */
final class AdjointValidation {
  private final Place place;
  private final Names scope;
  private final Types types;
  private final Set<String> states = new HashSet<>();
  private final Set<String> inputs = new HashSet<>();

  /** Takes the scope as it is after the way forward. */
  AdjointValidation(Place place, Names scope) {
    this.place = place;
    this.scope = scope;
    this.types = new Types(place, scope::isCondition, false);
  }

  /** Checks the lines, which need not give gradients at inputs of the second list. */
  void check(
      List<Assignment> lines,
      List<String> outputs,
      List<Definition> withStates,
      List<String> needed,
      List<String> others) {
    for (String output : outputs) {
      scope.put(Equations.GRADIENT + output, Kind.GRADIENT);
    }
    for (Definition state : withStates) {
      scope.put(state.name() + "'", Kind.AFTER);
      scope.put(Equations.GRADIENT + state.name(), Kind.GRADIENT);
      states.add(Equations.GRADIENT + state.name());
    }
    needed.forEach(input -> inputs.add(Equations.GRADIENT + input));
    others.forEach(input -> inputs.add(Equations.GRADIENT + input));
    for (Assignment line : lines) {
      scope.announce(line.name());
    }
    for (Assignment line : lines) {
      place.enter(Text.of(line));
      assignment(line);
    }
    for (String input : needed) {
      String gradient = Equations.GRADIENT + input;
      if (scope.kind(gradient) == null) {
        Position at = lines.getLast().at();
        throw place.expected(at, "an assignment of '" + gradient + "' in the adjoint", "none");
      }
    }
  }

  private void assignment(Assignment line) {
    String name = line.name();
    if (states.contains(name)) {
      types.demandNumber(line.value());
    } else if (inputs.contains(name)) {
      if (scope.kind(name) != null) {
        throw place.expected(line.at(), "a new name", "'" + name + "', which is assigned twice");
      }
      types.demandNumber(line.value());
      scope.put(name, Kind.GRADIENT);
    } else if (name.startsWith(Equations.GRADIENT)) {
      throw place.expected(
          line.at(), "the gradient at a state variable or an input", "'" + name + "'");
    } else {
      scope.demandNew(name, line.at());
      scope.define(name, Kind.INTERMEDIATE, types.isCondition(line.value()), line.at());
    }
  }
}
