package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.RuleEquations.Change;
import dev.sleipnir.kernels.equation.RuleEquations.Delivery;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.RuleEquations.Signal;
import dev.sleipnir.kernels.equation.RuleEquations.Trace;
import dev.sleipnir.kernels.equation.RuleEquations.Variable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of a rule, each thing in its usual place. */
final class RuleText {
  private RuleText() {}

  static String of(RuleEquations rule) {
    List<String> lines = new ArrayList<>();
    lines.add("rule " + rule.name());
    Text.addList(lines, "parameters ", rule.parameters());
    rule.requirements().forEach(condition -> lines.add("require " + Text.of(condition)));
    rule.signals().forEach(signal -> lines.add(of(signal)));
    rule.traces().forEach(trace -> lines.add(of(trace)));
    rule.variables().forEach(variable -> lines.add(of(variable)));
    rule.forEachAtArrival(
        line -> lines.add("on pre " + of(line)), delivery -> lines.add(of(delivery)));
    rule.onPost().forEach(line -> lines.add("on post " + of(line)));
    rule.onStep().forEach(line -> lines.add("on step " + of(line)));
    RuleEquations.Bounds bounds = rule.bounds();
    if (bounds != null) {
      lines.add("bounds " + Text.of(bounds.low()) + ", " + Text.of(bounds.high()));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String of(Signal signal) {
    return "signal " + signal.name() + of(signal.side());
  }

  private static String of(@Nullable Side side) {
    return side == null ? "" : " of " + side.spelling();
  }

  private static String of(Trace trace) {
    return "trace "
        + trace.name()
        + of(trace.side())
        + " decay "
        + Text.of(trace.decay())
        + " "
        + trace.kind().spelling()
        + " "
        + Text.of(trace.value());
  }

  private static String of(Variable variable) {
    return "synapse "
        + variable.name()
        + " = "
        + Text.of(variable.initial())
        + part(" decay ", variable.decay())
        + part(" follow ", variable.rest());
  }

  private static String part(String word, @Nullable Expression value) {
    return value == null ? "" : word + Text.of(value);
  }

  private static String of(Delivery delivery) {
    return "deliver " + Text.of(delivery.value()) + " into " + delivery.port();
  }

  private static String of(Change line) {
    String when = line.when() == null ? "" : "when " + Text.of(line.when()) + ", ";
    return when + line.name() + " = " + Text.of(line.value());
  }
}
