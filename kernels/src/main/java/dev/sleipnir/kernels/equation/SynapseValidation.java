package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Statement.Derivative;
import dev.sleipnir.kernels.equation.SynapseEquations.Action;
import dev.sleipnir.kernels.equation.SynapseEquations.Change;
import dev.sleipnir.kernels.equation.SynapseEquations.Delivery;
import dev.sleipnir.kernels.equation.SynapseEquations.Neurons;
import dev.sleipnir.kernels.equation.SynapseEquations.Pathway;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks a synapse; reports the first thing that is wrong. */
final class SynapseValidation {
  /** What a line may start with, and the words inside lines: no names. */
  static final List<String> WORDS =
      List.of(
          "synapse",
          "parameters",
          "require",
          "state",
          "on",
          "pre",
          "post",
          "step",
          "after",
          "deliver",
          "into",
          "sum");

  private final Place place;
  private final String header;
  private final Set<String> parameters = new HashSet<>();
  private final Set<String> states = new HashSet<>();
  private final Types constants;
  private final Types types;

  SynapseValidation(String name) {
    place = new Place(name);
    header = "synapse " + name;
    place.enterHeading("synapse ", name);
    constants =
        new Types(
            place, use -> known(use, parameters, "a parameter or a number"), /* random= */ false);
    types = new Types(place, this::known, /* random= */ false, parameters::contains, _ -> true);
  }

  void check(
      List<Definition> definitions,
      List<Expression> requirements,
      List<Definition> variables,
      List<Derivative> between,
      List<Derivative> always,
      List<Pathway> pathways,
      List<Delivery> sums) {
    define("parameters ", definitions, parameters);
    Cycles.refuse(definitions, place);
    for (Expression requirement : requirements) {
      place.enter("require " + Text.of(requirement));
      constants.demandCondition(requirement);
    }
    define("state ", variables, states);
    Set<String> equations = new HashSet<>();
    between.forEach(line -> derivative("", line, equations));
    always.forEach(line -> derivative("on step ", line, equations));
    for (Pathway pathway : pathways) {
      String on = "on " + pathway.side().spelling() + " ";
      pathway.actions().forEach(action -> action(on, action));
    }
    Set<String> summed = new HashSet<>();
    for (Delivery sum : sums) {
      place.enter("sum " + Text.of(sum.value()) + " into " + sum.port());
      if (!summed.add(sum.port())) {
        throw place.expected(sum.at(), "one sum into '" + sum.port() + "'", "a second");
      }
      types.demandNumber(sum.value());
    }
    place.enter(header);
    if (pathways.isEmpty() && sums.isEmpty() && always.isEmpty()) {
      throw place.expected(Position.NONE, "a line that begins with 'on' or 'sum'", "none");
    }
  }

  private void define(String word, List<Definition> definitions, Set<String> into) {
    for (Definition definition : definitions) {
      place.enter(word + Text.of(definition));
      demandNew(definition);
      into.add(definition.name());
    }
    for (Definition definition : definitions) {
      place.enter(word + Text.of(definition));
      Units.check(definition.unit(), place, definition.at());
      constants.demandNumber(definition.value());
    }
  }

  private void demandNew(Definition definition) {
    String name = definition.name();
    String objection = Words.objection(name);
    if (objection == null && WORDS.contains(name)) {
      objection = "'" + name + "', which is a keyword";
    }
    if (objection == null && Neurons.of(name) != null) {
      objection = "'" + name + "' (..._pre and ..._post are of neurons)";
    }
    if (objection != null) {
      throw place.expected(definition.at(), "a name", objection);
    }
    if (parameters.contains(name) || states.contains(name)) {
      throw place.expected(definition.at(), "a new name", "'" + name + "' a second time");
    }
  }

  private void derivative(String on, Derivative line, Set<String> equations) {
    place.enter(on + Text.of(line));
    demandState(line.name(), line.at());
    if (!equations.add(line.name())) {
      throw place.expected(line.at(), "one equation for '" + line.name() + "'", "a second");
    }
    types.demandNumber(line.value());
  }

  private void action(String on, Action action) {
    switch (action) {
      case Change change -> {
        String name =
            change.side() == null
                ? change.name()
                : new Neurons(change.side(), change.name()).toString();
        place.enter(on + name + " = " + Text.of(change.value()));
        if (change.side() == null) {
          demandState(change.name(), change.at());
        }
      }
      case Delivery delivery ->
          place.enter(on + "deliver " + Text.of(delivery.value()) + " into " + delivery.port());
    }
    types.demandNumber(action.value());
  }

  private void demandState(String name, Position at) {
    if (!states.contains(name)) {
      throw place.expected(
          at,
          "a variable of the synapse or of a neuron (..._pre, ..._post)",
          "'" + name + "'" + Nearest.hint(name, new ArrayList<>(states)));
    }
  }

  private boolean known(Expression.Name use) {
    Set<String> names = new HashSet<>(parameters);
    names.addAll(states);
    names.add(Equations.TIME_STEP);
    names.add(SynapseEquations.TIME);
    return Neurons.of(use.name()) == null && known(use, names, "a defined name");
  }

  private boolean known(Expression.Name use, Set<String> names, String expected) {
    if (!names.contains(use.name())) {
      throw place.expected(
          use.at(),
          expected,
          "'" + use.name() + "'" + Nearest.hint(use.name(), new ArrayList<>(names)));
    }
    return false;
  }
}
