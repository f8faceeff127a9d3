package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Names.Kind;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import dev.sleipnir.kernels.equation.Statement.Derivative;
import dev.sleipnir.kernels.equation.Statement.Event;
import dev.sleipnir.kernels.equation.Statement.Refractory;
import dev.sleipnir.kernels.equation.Statement.Reset;
import dev.sleipnir.kernels.equation.Statement.Threshold;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Checks the lines of a step, in their order. */
final class StepValidation {
  private final Equations equations;
  private final Place place;
  private final Names scope;
  private final Types constants;
  private final Types types;
  private final Assignments assignments;

  /** What may be said only once and has been. */
  private final Set<String> said = new HashSet<>();

  private final Set<String> events = new LinkedHashSet<>();

  /** The spike, and intermediate values that are made of it. */
  private final Set<String> ofSpike = new HashSet<>(Set.of(Threshold.SPIKE));

  StepValidation(Equations equations, Place place, Names scope, Types constants) {
    this.equations = equations;
    this.place = place;
    this.scope = scope;
    this.constants = constants;
    this.types =
        new Types(
            place,
            scope::isCondition,
            /* random= */ true,
            name -> scope.kind(name) == Kind.PARAMETER,
            _ -> true);
    this.assignments = new Assignments(place, scope, types);
  }

  void check() {
    for (Statement line : equations.step()) {
      place.enter(Text.of(line));
      switch (line) {
        case Assignment assignment -> assignment(assignment);
        case Derivative derivative -> derivative(derivative);
        case Threshold threshold -> threshold(threshold);
        case Event event -> event(event);
        case Reset reset -> reset(reset);
        case Refractory refractory -> refractory(refractory);
      }
    }
  }

  private void assignment(Assignment assignment) {
    assignments.check(assignment);
    boolean isState = scope.kind(assignment.name()) == Kind.STATE;
    if (!isState && assignment.value().names().stream().anyMatch(ofSpike::contains)) {
      ofSpike.add(assignment.name());
    }
  }

  private void event(Event event) {
    String objection = Words.objection(event.name());
    if (objection != null) {
      throw place.expected(event.at(), "a name", objection);
    }
    if (event.name().equals(Threshold.SPIKE)) {
      throw place.expected(
          event.at(), "another name", "'" + event.name() + "', which is the spike");
    }
    if (!events.add(event.name())) {
      throw place.expected(event.at(), "a new name", "the event '" + event.name() + "' twice");
    }
    types.demandCondition(event.condition());
  }

  private void derivative(Derivative derivative) {
    demandState(derivative.name(), derivative.at());
    once("equation for '" + derivative.name() + "'", derivative.at());
    types.demandNumber(derivative.value());
  }

  private void threshold(Threshold threshold) {
    once("threshold", threshold.at());
    types.demandNumber(threshold.left());
    types.demandNumber(threshold.right());
    if (scope.kind(Threshold.SPIKE) != null) {
      throw place.expected(
          threshold.at(),
          "the name '" + Threshold.SPIKE + "' to be free for the spike",
          scope.describe(Threshold.SPIKE));
    }
    scope.put(Threshold.SPIKE, Kind.SPIKE);
  }

  private void reset(Reset reset) {
    if (!reset.isOfSpike() && !events.contains(reset.event())) {
      throw place.expected(
          reset.at(),
          "one of the events above, " + events,
          "'" + reset.event() + "'" + Nearest.hint(reset.event(), events));
    }
    if (reset.isOfSpike() && scope.kind(Threshold.SPIKE) != Kind.SPIKE) {
      throw place.expected(reset.at(), "a threshold before the reset", "none");
    }
    if (reset.assignments().isEmpty()) {
      throw place.expected(reset.at(), "an assignment", "none");
    }
    Set<String> names = new HashSet<>();
    for (Assignment assignment : reset.assignments()) {
      demandState(assignment.name(), assignment.at());
      if (!names.add(assignment.name())) {
        throw place.expected(
            assignment.at(), "each variable once", "'" + assignment.name() + "' twice");
      }
      types.demandNumber(assignment.value());
      if (!reset.isOfSpike()) {
        demandNoSpike(assignment);
      }
    }
  }

  /** What an event does is computed where only the variables are known. */
  private void demandNoSpike(Assignment assignment) {
    for (String name : assignment.value().names()) {
      if (ofSpike.contains(name)) {
        throw place.expected(
            assignment.at(), "what does not depend on the spike", "'" + name + "'");
      }
    }
  }

  private void refractory(Refractory refractory) {
    once("refractory time", refractory.at());
    if (equations.step().stream().noneMatch(Threshold.class::isInstance)) {
      throw place.expected(refractory.at(), "a threshold, for what is refractory", "none");
    }
    if (refractory.isConditional()) {
      types.demandCondition(refractory.duration());
    } else {
      Units.check(refractory.unit(), place, refractory.at());
      constants.demandNumber(refractory.duration());
    }
    if (refractory.held().equals(Refractory.NOTHING)) {
      return;
    }
    Set<String> names = new HashSet<>();
    for (String name : refractory.held()) {
      demandState(name, refractory.at());
      if (!names.add(name)) {
        throw place.expected(refractory.at(), "each variable once", "'" + name + "' twice");
      }
    }
    if (equations.held(refractory).isEmpty()) {
      throw place.expected(refractory.at(), "'holds' and what is held", "nothing to hold");
    }
  }

  private void demandState(String name, Position at) {
    if (scope.kind(name) != Kind.STATE) {
      throw place.expected(at, "a state variable", scope.describe(name));
    }
  }

  private void once(String what, Position at) {
    if (!said.add(what)) {
      throw place.expected(at, "one " + what, "a second");
    }
  }
}
