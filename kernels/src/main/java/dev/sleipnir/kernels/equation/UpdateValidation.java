package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Names.Kind;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import java.util.List;

/** Checks an elementwise update; reports the first thing that is wrong. */
final class UpdateValidation {
  /** What a line may start with: no names. */
  static final List<String> WORDS =
      List.of("update", "optimizer", "parameters", "require", "scalar", "input", "state");

  private final Place place;
  private final Names scope;
  private final String header;

  UpdateValidation(String name) {
    place = new Place(name);
    scope = new Names(place);
    header = "update " + name;
    place.enterHeading("update ", name);
  }

  void check(
      List<Definition> parameters,
      List<Expression> requirements,
      List<String> scalars,
      List<String> inputs,
      List<Definition> states,
      List<Assignment> lines) {
    var definitions = new Definitions(place, scope);
    lines.forEach(line -> scope.announce(line.name()));
    definitions.define("parameters ", parameters, Kind.PARAMETER);
    definitions.names("scalar ", scalars, Kind.SCALAR);
    definitions.names("input ", inputs, Kind.INPUT);
    definitions.define("state ", states, Kind.STATE);
    definitions.values("parameters ", parameters);
    Cycles.refuse(parameters, place);
    requirements.forEach(definitions::requirement);
    definitions.values("state ", states);
    var types = new Types(place, scope::isCondition, /* random= */ false, this::isSameEverywhere);
    var assignments = new Assignments(place, scope, types);
    for (Assignment line : lines) {
      place.enter(Text.of(line));
      assignments.check(line);
    }
    place.enter(header);
    if (lines.stream().noneMatch(line -> scope.kind(line.name()) == Kind.STATE)) {
      throw place.expected(Position.NONE, "a line that updates a state", "none");
    }
  }

  private boolean isSameEverywhere(String name) {
    Kind kind = scope.kind(name);
    return kind == Kind.PARAMETER || kind == Kind.SCALAR;
  }
}
