package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Names.Kind;
import java.util.List;

/** Checks names with a default or initial value, and conditions on parameters. */
final class Definitions {
  private final Place place;
  private final Names scope;

  /** Of expressions in parameters. */
  final Types constants;

  Definitions(Place place, Names scope) {
    this.place = place;
    this.scope = scope;
    constants = new Types(place, scope::isConstantCondition, /* random= */ false);
  }

  void define(String line, List<Definition> definitions, Kind kind) {
    for (Definition definition : definitions) {
      place.enter(line + Text.of(definition));
      scope.define(definition.name(), kind, /* condition= */ false, definition.at());
    }
  }

  /** Names without a value of their own. */
  void names(String line, List<String> names, Kind kind) {
    for (String name : names) {
      place.enter(line + name);
      scope.define(name, kind, /* condition= */ false, Position.NONE);
    }
  }

  void values(String line, List<Definition> definitions) {
    for (Definition definition : definitions) {
      place.enter(line + Text.of(definition));
      Units.check(definition.unit(), place, definition.at());
      constants.demandNumber(definition.value());
    }
  }

  /** What is required may speak of the time step too, where there is one. */
  void requirement(Expression requirement) {
    place.enter("require " + Text.of(requirement));
    new Types(place, this::isRequiredCondition, /* random= */ false).demandCondition(requirement);
  }

  private boolean isRequiredCondition(Expression.Name name) {
    return scope.kind(name.name()) != Kind.TIME_STEP && scope.isConstantCondition(name);
  }
}
