package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Names.Kind;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import dev.sleipnir.kernels.equation.Statement.Event;
import dev.sleipnir.kernels.equation.Statement.Refractory;
import dev.sleipnir.kernels.equation.Statement.Threshold;
import java.util.List;

/** Checks equations, from text or not; reports the first thing that is wrong. */
final class Validation {
  private final Equations equations;
  private final Place place;
  private final Names scope;
  private final Definitions definitions;

  private Validation(Equations equations) {
    this.equations = equations;
    this.place = new Place(equations.name());
    this.scope = new Names(place);
    scope.put(Equations.TIME_STEP, Kind.TIME_STEP);
    this.definitions = new Definitions(place, scope);
  }

  static void check(Equations equations) {
    new Validation(equations).check();
  }

  private void check() {
    place.enterHeading("model ", equations.name());
    announce();
    definitions.define("parameters ", equations.parameters(), Kind.PARAMETER);
    definitions.define("state ", equations.states(), Kind.STATE);
    for (String input : equations.inputs()) {
      place.enter("input " + input);
      scope.define(input, Kind.INPUT, false, Position.NONE);
    }
    definitions.values("parameters ", equations.parameters());
    Cycles.refuse(equations.parameters(), place);
    equations.requirements().forEach(definitions::requirement);
    definitions.values("state ", equations.states());
    new StepValidation(equations, place, scope, definitions.constants).check();
    output();
    if (!equations.adjoint().isEmpty()) {
      new AdjointValidation(place, scope)
          .check(
              equations.adjoint(),
              List.of(equations.output()),
              equations.states(),
              equations.inputs(),
              List.of());
    }
  }

  private void announce() {
    for (Statement line : equations.step()) {
      if (line instanceof Assignment assignment) {
        scope.announce(assignment.name());
      } else if (line instanceof Threshold) {
        scope.announce(Threshold.SPIKE);
      } else if (line instanceof Event event) {
        scope.reserve(event.name(), "an event");
      } else if (line instanceof Refractory) {
        scope.reserve(Refractory.COUNTER, "the refractory steps left");
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
