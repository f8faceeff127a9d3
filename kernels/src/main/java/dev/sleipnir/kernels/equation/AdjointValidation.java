package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Names.Kind;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import java.util.HashSet;
import java.util.Set;

/** Checks the lines of a hand-written backward step. */
final class AdjointValidation {
  private final Equations equations;
  private final Place place;
  private final Names scope;
  private final Types types;
  private final Set<String> states = new HashSet<>();
  private final Set<String> inputs = new HashSet<>();

  /** Takes the scope as it is after the step. */
  AdjointValidation(Equations equations, Place place, Names scope) {
    this.equations = equations;
    this.place = place;
    this.scope = scope;
    this.types = new Types(place, scope::isCondition, false);
  }

  void check() {
    scope.put(Equations.GRADIENT + equations.output(), Kind.GRADIENT);
    for (Definition state : equations.states()) {
      scope.put(state.name() + "'", Kind.AFTER);
      scope.put(Equations.GRADIENT + state.name(), Kind.GRADIENT);
      states.add(Equations.GRADIENT + state.name());
    }
    for (String input : equations.inputs()) {
      inputs.add(Equations.GRADIENT + input);
    }
    for (Assignment line : equations.adjoint()) {
      scope.announce(line.name());
    }
    for (Assignment line : equations.adjoint()) {
      place.enter(Text.of(line));
      assignment(line);
    }
    for (String input : equations.inputs()) {
      String gradient = Equations.GRADIENT + input;
      if (scope.kind(gradient) == null) {
        Position at = equations.adjoint().getLast().at();
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
