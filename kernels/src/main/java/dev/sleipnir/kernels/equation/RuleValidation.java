package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.RuleEquations.Bounds;
import dev.sleipnir.kernels.equation.RuleEquations.Change;
import dev.sleipnir.kernels.equation.RuleEquations.Delivery;
import dev.sleipnir.kernels.equation.RuleEquations.Kind;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.RuleEquations.Signal;
import dev.sleipnir.kernels.equation.RuleEquations.Trace;
import dev.sleipnir.kernels.equation.RuleEquations.Variable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
          "signal",
          "trace",
          "synapse",
          "of",
          "pre",
          "post",
          "step",
          "when",
          "decay",
          "jump",
          "set",
          "follow",
          "on",
          "deliver",
          "into",
          "bounds");

  private final Place place;
  private final String header;
  private final Set<String> parameters = new HashSet<>();
  private final Set<String> all = new HashSet<>();

  /** What a synapse has. */
  private final Set<String> own = new HashSet<>();

  /** Parameters, and what a neuron of each side has. */
  private final Map<Side, Set<String>> ofSide = new EnumMap<>(Side.class);

  private final Types constants;
  private final Types types;

  RuleValidation(String name) {
    place = new Place(name);
    header = "rule " + name;
    constants = new Types(place, use -> known(use, parameters, "a parameter or a number"), false);
    types = new Types(place, use -> known(use, all, "a defined name"), false);
    for (Side side : Side.values()) {
      ofSide.put(side, new HashSet<>(Set.of(Equations.TIME_STEP)));
    }
    place.enterHeading("rule ", name);
  }

  void check(
      List<Definition> definitions,
      List<Expression> requirements,
      List<Signal> signals,
      List<Trace> traces,
      List<Variable> variables,
      List<Change> onPre,
      List<Change> onPost,
      List<Change> onStep,
      List<Delivery> deliveries,
      @Nullable Bounds bounds) {
    parameters(definitions);
    for (Expression requirement : requirements) {
      place.enter("require " + Text.of(requirement));
      constants.demandCondition(requirement);
    }
    signals.forEach(this::signal);
    traces.forEach(this::define);
    traces.forEach(this::trace);
    own.add(RuleEquations.WEIGHT);
    variables.forEach(this::variable);
    all.addAll(own);
    all.add(Equations.TIME_STEP);
    assignments("on pre ", onPre);
    assignments("on post ", onPost);
    assignments("on step ", onStep);
    deliveries.forEach(this::delivery);
    place.enter(header);
    if (onPre.isEmpty() && onPost.isEmpty() && onStep.isEmpty() && deliveries.isEmpty()) {
      throw place.expected(
          Position.NONE, "a line 'on pre', 'on post', 'on step' or 'deliver'", "none");
    }
    if (bounds != null) {
      place.enter("bounds " + Text.of(bounds.low()) + ", " + Text.of(bounds.high()));
      constants.demandNumber(bounds.low());
      constants.demandNumber(bounds.high());
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
    Cycles.refuse(definitions, place);
  }

  private void signal(Signal signal) {
    place.enter("signal " + signal.name());
    define(signal.name(), signal.at());
    for (Side side : Side.values()) {
      if (signal.side() == null || signal.side() == side) {
        ofSide(side).add(signal.name());
      }
    }
  }

  private void define(Trace trace) {
    place.enter("trace " + trace.name());
    define(trace.name(), trace.at());
    ofSide(trace.side()).add(trace.name());
  }

  private void trace(Trace trace) {
    place.enter("trace " + trace.name());
    constants.demandNumber(trace.decay());
    if (trace.kind() == Kind.FOLLOW) {
      ofNeuron(trace.side()).demandNumber(trace.value());
      demandPlain(trace.value());
    } else {
      constants.demandNumber(trace.value());
    }
  }

  private void variable(Variable variable) {
    place.enter("synapse " + variable.name());
    define(variable.name(), variable.at());
    own.add(variable.name());
    constants.demandNumber(variable.initial());
    if (variable.decay() != null) {
      constants.demandNumber(variable.decay());
    }
    if (variable.rest() != null) {
      constants.demandNumber(variable.rest());
    }
  }

  private void delivery(Delivery delivery) {
    place.enter("deliver " + Text.of(delivery.value()) + " into " + delivery.port());
    types.demandNumber(delivery.value());
    demandPlain(delivery.value());
    String objection = objection(delivery.port());
    if (objection != null) {
      throw place.expected(delivery.at(), "the name of an input", objection);
    }
  }

  private Set<String> ofSide(Side side) {
    return Objects.requireNonNull(ofSide.get(side));
  }

  /** Expressions about one neuron. */
  private Types ofNeuron(Side side) {
    Set<String> names = new HashSet<>(ofSide(side));
    names.addAll(parameters);
    String expected =
        "a parameter, a signal, or a trace of a " + side.spelling() + "-synaptic neuron";
    return new Types(place, use -> known(use, names, expected), false);
  }

  private void assignments(String event, List<Change> assignments) {
    Set<String> assigned = new HashSet<>();
    for (Change assignment : assignments) {
      assignment(event, assignment);
      if (!assigned.add(assignment.name()) && assignment.when() == null) {
        throw place.expected(
            assignment.at(), "one line '" + event + assignment.name() + "'", "a second");
      }
    }
  }

  private void assignment(String event, Change assignment) {
    place.enter(event + assignment.name() + " = " + Text.of(assignment.value()));
    if (!own.contains(assignment.name())) {
      throw place.expected(
          assignment.at(),
          "'w', which is the weight, or a variable of the synapse",
          "'" + assignment.name() + "'" + Nearest.hint(assignment.name(), new ArrayList<>(own)));
    }
    if (assignment.when() != null) {
      ofNeuron(Side.POST).demandCondition(assignment.when());
      demandPlain(assignment.when());
    }
    types.demandNumber(assignment.value());
    demandPlain(assignment.value());
  }

  /** A weight's change is not differentiated: what only matters there has no place. */
  private void demandPlain(Expression value) {
    for (Expression part : value.parts()) {
      if (part instanceof Expression.Operation operation
          && (operation.operator() == Operator.SPIKE || operation.operator() == Operator.DETACH)) {
        throw place.expected(
            operation.at(),
            "a function that plasticity rules have",
            "'" + operation.operator().spelling() + "'");
      }
    }
  }

  private void define(String name, Position at) {
    String objection = objection(name);
    if (objection != null) {
      throw place.expected(at, "a name", objection);
    }
    if (!all.add(name)) {
      throw place.expected(at, "a new name", "'" + name + "' a second time");
    }
  }

  /** What hinders a user from giving the name to something; null if nothing does. */
  private static @Nullable String objection(String name) {
    String objection = Words.objection(name);
    if (objection == null && WORDS.contains(name)) {
      objection = "'" + name + "', which is a word of rules";
    }
    if (objection == null && name.equals(RuleEquations.WEIGHT)) {
      objection = "'" + name + "', which is the weight";
    }
    return objection;
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
