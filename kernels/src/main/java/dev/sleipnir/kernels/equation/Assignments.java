package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Names.Kind;
import dev.sleipnir.kernels.equation.Statement.Assignment;

/** Checks lines that assign: a state variable, or a new intermediate value once. */
final class Assignments {
  private final Place place;
  private final Names scope;
  private final Types types;

  Assignments(Place place, Names scope, Types types) {
    this.place = place;
    this.scope = scope;
    this.types = types;
  }

  void check(Assignment assignment) {
    String name = assignment.name();
    Kind kind = scope.kind(name);
    if (kind == Kind.STATE) {
      types.demandNumber(assignment.value());
      return;
    }
    if (kind != null && kind != Kind.INTERMEDIATE) {
      throw place.expected(assignment.at(), "a new name or a state variable", scope.describe(name));
    }
    scope.demandNew(name, assignment.at());
    boolean condition = types.isCondition(assignment.value());
    scope.define(name, Kind.INTERMEDIATE, condition, assignment.at());
  }
}
