package dev.sleipnir.kernels.equation;

import static dev.sleipnir.kernels.equation.MarkdownSection.inline;

import dev.sleipnir.kernels.equation.RuleEquations.Change;
import dev.sleipnir.kernels.equation.RuleEquations.Delivery;
import dev.sleipnir.kernels.equation.RuleEquations.Kind;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.RuleEquations.Signal;
import dev.sleipnir.kernels.equation.RuleEquations.Trace;
import dev.sleipnir.kernels.equation.RuleEquations.Variable;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A plasticity rule's section: what neurons and synapses have, and what happens to it when. */
final class RuleMarkdown {
  private final RuleEquations rule;
  private final MarkdownSection section;

  private RuleMarkdown(RuleEquations rule) {
    this.rule = rule;
    section = new MarkdownSection(rule.name(), rule.parameters(), rule.requirements());
  }

  static String of(RuleEquations rule) {
    return new RuleMarkdown(rule).section();
  }

  private String section() {
    signals("Given at every step, one for all synapses", null);
    for (Side side : Side.values()) {
      signals("Given at every step to each " + neuron(side), side);
      block("Each " + neuron(side) + " has:", rule.traces(side), this::of);
    }
    block("Each synapse has, beside its weight $w$:", rule.variables(), this::of);
    if (!rule.onPre().isEmpty() || !rule.deliveries().isEmpty()) {
      section.prose("When a pre-synaptic spike arrives:");
      rule.forEachAtArrival(
          line -> section.formula(of(line)), delivery -> section.formula(of(delivery)));
    }
    block("When the post-synaptic neuron spikes:", rule.onPost(), RuleMarkdown::of);
    block("At every step of Δt:", rule.onStep(), RuleMarkdown::of);
    RuleEquations.Bounds bounds = rule.bounds();
    if (bounds != null) {
      String low = Latex.of(bounds.low());
      String high = Latex.of(bounds.high());
      section.prose("Bounds: " + inline(low + " \\le w \\le " + high));
    }
    return section.end();
  }

  private static String neuron(Side side) {
    return side.spelling() + "-synaptic neuron";
  }

  private void signals(String words, @Nullable Side side) {
    List<Signal> signals = rule.signals(side);
    if (!signals.isEmpty()) {
      section.prose(
          words + ": " + MarkdownSection.names(signals.stream().map(Signal::name).toList()));
    }
  }

  private <T> void block(String words, List<T> lines, Function<T, String> latex) {
    if (!lines.isEmpty()) {
      section.prose(words);
      lines.forEach(line -> section.formula(latex.apply(line)));
    }
  }

  private String of(Trace trace) {
    boolean follows = trace.kind() == Kind.FOLLOW;
    String decay = decay(trace.name(), trace.decay(), follows ? trace.value() : null);
    return switch (trace.kind()) {
      case FOLLOW -> decay;
      case JUMP -> decay + atSpikes(trace, raised(trace.name(), trace.value()));
      case SET -> decay + atSpikes(trace, Latex.of(trace.value()));
    };
  }

  private static String atSpikes(Trace trace, String value) {
    return " \\qquad \\text{at its spikes } "
        + LatexNames.of(trace.name())
        + " \\leftarrow "
        + value;
  }

  private String of(Variable variable) {
    String symbol = LatexNames.of(variable.name());
    String initial = Latex.of(variable.initial());
    return variable.decay() == null
        ? symbol + " &= " + initial + " \\quad \\text{at first}"
        : decay(variable.name(), variable.decay(), variable.rest())
            + (" \\qquad \\text{at first } " + symbol + " = " + initial);
  }

  /** dx/dt = -rate x, or rate (rest - x). */
  private static String decay(String name, Expression rate, @Nullable Expression rest) {
    Expression itself = new Expression.Name(name, Position.NONE);
    Expression change =
        rest == null
            ? operation(Operator.MULTIPLY, operation(Operator.NEGATE, rate), itself)
            : operation(Operator.MULTIPLY, rate, operation(Operator.SUBTRACT, rest, itself));
    return "\\frac{d" + LatexNames.of(name) + "}{dt} &= " + Latex.of(change);
  }

  private static Expression operation(Operator operator, Expression... operands) {
    return new Expression.Operation(operator, List.of(operands), Position.NONE);
  }

  private static String raised(String name, Expression by) {
    return Latex.of(operation(Operator.ADD, new Expression.Name(name, Position.NONE), by));
  }

  private static String of(Delivery delivery) {
    return LatexNames.of(delivery.port())
        + " &\\leftarrow "
        + raised(delivery.port(), delivery.value())
        + " \\qquad \\text{(delivered)}";
  }

  private static String of(Change line) {
    String when = line.when() == null ? "" : " \\qquad \\text{where } " + Latex.of(line.when());
    return LatexNames.of(line.name()) + " &\\leftarrow " + Latex.of(line.value()) + when;
  }
}
