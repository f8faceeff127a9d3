package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Names.Kind;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks an elementwise function; reports the first thing that is wrong. */
final class FormulaValidation {
  /** What a line may start with: no names. */
  static final List<String> WORDS =
      List.of("function", "parameters", "require", "input", "output", "adjoint");

  private final Place place;
  private final Names scope;
  private final String header;

  FormulaValidation(String name) {
    place = new Place(name);
    scope = new Names(place);
    header = "function " + name;
    place.enterHeading("function ", name);
  }

  void check(
      List<Definition> parameters,
      List<Expression> requirements,
      List<String> inputs,
      List<Assignment> lines,
      List<String> outputs,
      List<Assignment> adjoint) {
    var definitions = new Definitions(place, scope);
    lines.forEach(line -> scope.announce(line.name()));
    definitions.define("parameters ", parameters, Kind.PARAMETER);
    definitions.names("input ", inputs, Kind.INPUT);
    if (inputs.size() > Formula.MOST_INPUTS) {
      throw place.expected(
          Position.NONE, "at most " + Formula.MOST_INPUTS + " inputs", "" + inputs.size());
    }
    definitions.values("parameters ", parameters);
    Cycles.refuse(parameters, place);
    requirements.forEach(definitions::requirement);
    var types = new Types(place, scope::isCondition, /* random= */ true, this::isSameEverywhere);
    var assignments = new Assignments(place, scope, types);
    for (Assignment line : lines) {
      place.enter(Text.of(line));
      refuseChance(line.value());
      assignments.check(line);
    }
    checkOutputs(outputs, types);
    if (!adjoint.isEmpty()) {
      new AdjointValidation(place, scope)
          .check(adjoint, outputs, List.of(), inputs, numbers(parameters));
    }
  }

  /** Spikes are drawn by no chance here: the surrogates that would are refused elsewhere. */
  private void refuseChance(Expression value) {
    for (Expression part : value.parts()) {
      if (part instanceof Expression.Operation operation
          && operation.operator() == Operator.BERNOULLI) {
        throw place.expected(operation.at(), "a value without chance", "'bernoulli'");
      }
    }
  }

  private void checkOutputs(List<String> outputs, Types types) {
    if (outputs.isEmpty()) {
      place.enter(header);
      throw place.expected(Position.NONE, "an output", "none");
    }
    Set<String> distinct = new HashSet<>();
    for (String output : outputs) {
      place.enter("output " + output);
      if (scope.kind(output) != Kind.INTERMEDIATE) {
        throw place.expected(
            Position.NONE, "an output that a line assigns", scope.describe(output));
      }
      types.demandNumber(new Expression.Name(output, Position.NONE));
      if (!distinct.add(output)) {
        throw place.expected(Position.NONE, "each output once", "'" + output + "' twice");
      }
    }
  }

  /** Inputs that were given one number are parameters: the adjoint may still speak of them. */
  private static List<String> numbers(List<Definition> parameters) {
    return parameters.stream().map(Definition::name).toList();
  }

  private boolean isSameEverywhere(String name) {
    return scope.kind(name) == Kind.PARAMETER;
  }
}
