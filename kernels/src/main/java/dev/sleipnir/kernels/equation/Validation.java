package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Scope.Kind;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import dev.sleipnir.kernels.equation.Statement.Refractory;
import dev.sleipnir.kernels.equation.Statement.Threshold;
import java.util.List;

/** Checks equations, from text or not; reports the first thing that is wrong. */
final class Validation {
  private final Equations equations;
  private final Place place;
  private final Scope scope;
  private final Types constants;

  private Validation(Equations equations) {
    this.equations = equations;
    this.place = new Place(equations.name());
    this.scope = new Scope(place);
    this.constants = new Types(place, scope::isConstantCondition, false);
  }

  static void check(Equations equations) {
    new Validation(equations).check();
  }

  private void check() {
    place.enter("model " + equations.name());
    if (!Words.isName(equations.name())) {
      throw place.expected(
          Position.NONE,
          "a name (a letter, then letters, digits or _)",
          "'" + equations.name() + "'");
    }
    if (equations.inputs().isEmpty()) {
      throw place.expected(Position.NONE, "at least one input", "none");
    }
    announce();
    define("parameters ", equations.parameters(), Kind.PARAMETER);
    define("state ", equations.states(), Kind.STATE);
    for (String input : equations.inputs()) {
      place.enter("input " + input);
      scope.define(input, Kind.INPUT, false, Position.NONE);
    }
    values("parameters ", equations.parameters());
    cycle();
    for (Expression requirement : equations.requirements()) {
      place.enter("require " + Text.of(requirement));
      new Types(place, this::isRequiredCondition, false).demandCondition(requirement);
    }
    values("state ", equations.states());
    new StepValidation(equations, place, scope, constants).check();
    output();
    if (!equations.adjoint().isEmpty()) {
      new AdjointValidation(equations, place, scope).check();
    }
  }

  /** What is required may speak of the time step too. */
  private boolean isRequiredCondition(Expression.Name name) {
    return !name.name().equals(Equations.TIME_STEP) && scope.isConstantCondition(name);
  }

  private void announce() {
    for (Statement line : equations.step()) {
      if (line instanceof Assignment assignment) {
        scope.announce(assignment.name());
      } else if (line instanceof Threshold) {
        scope.announce(Threshold.SPIKE);
      } else if (line instanceof Refractory) {
        scope.reserve(Refractory.COUNTER, "the refractory steps left");
      }
    }
  }

  private void define(String line, List<Definition> definitions, Kind kind) {
    for (Definition definition : definitions) {
      place.enter(line + Text.of(definition));
      scope.define(definition.name(), kind, false, definition.at());
    }
  }

  private void values(String line, List<Definition> definitions) {
    for (Definition definition : definitions) {
      place.enter(line + Text.of(definition));
      Units.check(definition.unit(), place, definition.at());
      constants.demandNumber(definition.value());
    }
  }

  private void cycle() {
    List<String> cycle = Cycles.find(equations.parameters());
    for (Definition parameter : equations.parameters()) {
      if (!cycle.isEmpty() && parameter.name().equals(cycle.getFirst())) {
        place.enter("parameters " + Text.of(parameter));
        throw place.expected(
            parameter.at(),
            "defaults that do not depend on themselves",
            "the cycle " + String.join(" -> ", cycle));
      }
    }
  }

  private void output() {
    String output = equations.output();
    place.enter("output " + output);
    Kind kind = scope.kind(output);
    if (kind == null) {
      throw place.expected(Position.NONE, "a defined name", scope.describe(output));
    }
    if (kind != Kind.INTERMEDIATE && kind != Kind.STATE && kind != Kind.SPIKE) {
      throw place.expected(Position.NONE, "a value of the step", scope.describe(output));
    }
    if (scope.isCondition(new Expression.Name(output, Position.NONE))) {
      throw place.expected(Position.NONE, "a number", "the condition '" + output + "'");
    }
  }
}
