package dev.sleipnir.kernels.neuron.equation;

import dev.sleipnir.kernels.neuron.equation.Equations.Definition;
import dev.sleipnir.kernels.neuron.equation.RuleEquations.Bounds;
import dev.sleipnir.kernels.neuron.equation.RuleEquations.Trace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a plasticity rule; reports the first thing that is wrong. */
final class RuleValidation {
  /** What a line may start with, and the words inside lines: no names. */
  static final List<String> WORDS =
      List.of(
          "rule",
          "parameters",
          "require",
          "trace",
          "of",
          "pre",
          "post",
          "decay",
          "jump",
          "on",
          "bounds");

  private final Place place;
  private final Set<String> parameters = new HashSet<>();
  private final Set<String> all = new HashSet<>();
  private final Types constants;
  private final Types types;

  private RuleValidation(String name) {
    place = new Place(name);
    constants = new Types(place, use -> known(use, parameters, "a parameter or a number"), false);
    types = new Types(place, use -> known(use, all, "a defined name"), false);
  }

  static void check(
      String name,
      List<Definition> parameters,
      List<Expression> requirements,
      List<Trace> traces,
      @Nullable Expression onPre,
      @Nullable Expression onPost,
      @Nullable Bounds bounds) {
    var validation = new RuleValidation(name);
    validation.name(name);
    validation.parameters(parameters);
    for (Expression requirement : requirements) {
      validation.place.enter("require " + Text.of(requirement));
      validation.constants.demandCondition(requirement);
    }
    validation.traces(traces);
    validation.all.add(RuleEquations.WEIGHT);
    validation.all.add(Equations.TIME_STEP);
    validation.change("pre", onPre);
    validation.change("post", onPost);
    validation.place.enter("rule " + name);
    if (onPre == null && onPost == null) {
      throw validation.place.expected(Position.NONE, "a line 'on pre' or 'on post'", "none");
    }
    if (bounds != null) {
      validation.place.enter("bounds " + Text.of(bounds.low()) + ", " + Text.of(bounds.high()));
      validation.constants.demandNumber(bounds.low());
      validation.constants.demandNumber(bounds.high());
    }
  }

  private void name(String name) {
    place.enter("rule " + name);
    if (!Words.isName(name)) {
      throw place.expected(
          Position.NONE, "a name (a letter, then letters, digits or _)", "'" + name + "'");
    }
  }

  private void parameters(List<Definition> definitions) {
    for (Definition definition : definitions) {
      place.enter("parameters " + Text.of(definition));
      define(definition.name(), definition.at());
      parameters.add(definition.name());
    }
    for (Definition definition : definitions) {
      place.enter("parameters " + Text.of(definition));
      Units.check(definition.unit(), place, definition.at());
      constants.demandNumber(definition.value());
    }
    List<String> cycle = Cycles.find(definitions);
    for (Definition definition : definitions) {
      if (!cycle.isEmpty() && definition.name().equals(cycle.getFirst())) {
        place.enter("parameters " + Text.of(definition));
        throw place.expected(
            definition.at(),
            "defaults that do not depend on themselves",
            "the cycle " + String.join(" -> ", cycle));
      }
    }
  }

  private void traces(List<Trace> traces) {
    for (Trace trace : traces) {
      place.enter("trace " + trace.name());
      define(trace.name(), trace.at());
      constants.demandNumber(trace.decay());
      constants.demandNumber(trace.jump());
    }
  }

  private void change(String side, @Nullable Expression value) {
    if (value != null) {
      place.enter("on " + side + " w = " + Text.of(value));
      types.demandNumber(value);
      demandPlain(value);
    }
  }

  /** A weight's change is not differentiated: what only matters there has no place. */
  private void demandPlain(Expression value) {
    if (value instanceof Expression.Operation operation) {
      if (operation.operator() == Operator.SPIKE || operation.operator() == Operator.DETACH) {
        throw place.expected(
            operation.at(),
            "a function that plasticity rules have",
            "'" + operation.operator().spelling() + "'");
      }
      operation.operands().forEach(this::demandPlain);
    }
  }

  private void define(String name, Position at) {
    String objection = Words.objection(name);
    if (objection == null && WORDS.contains(name)) {
      objection = "'" + name + "', which is a word of rules";
    }
    if (objection == null && name.equals(RuleEquations.WEIGHT)) {
      objection = "'" + name + "', which is the weight";
    }
    if (objection != null) {
      throw place.expected(at, "a name", objection);
    }
    if (!all.add(name)) {
      throw place.expected(at, "a new name", "'" + name + "' a second time");
    }
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
