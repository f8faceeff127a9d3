package dev.sleipnir.kernels.equation;

import static dev.sleipnir.kernels.equation.MarkdownSection.inline;

import dev.sleipnir.kernels.equation.Statement.Assignment;
import dev.sleipnir.kernels.equation.Statement.Derivative;
import dev.sleipnir.kernels.equation.Statement.Event;
import dev.sleipnir.kernels.equation.Statement.Refractory;
import dev.sleipnir.kernels.equation.Statement.Reset;
import dev.sleipnir.kernels.equation.Statement.Threshold;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A neuron's section: tables of names, the step line by line. */
final class NeuronMarkdown {
  private final Equations equations;
  private final Set<String> states = new HashSet<>();
  private final MarkdownSection section;

  private NeuronMarkdown(Equations equations) {
    this.equations = equations;
    equations.states().forEach(state -> states.add(state.name()));
    section =
        new MarkdownSection(equations.name(), equations.parameters(), equations.requirements());
  }

  static String of(Equations equations) {
    return new NeuronMarkdown(equations).section();
  }

  private String section() {
    section.table("State variable", "Initial value", equations.states());
    section.names("Input", "Inputs", equations.inputs());
    section.prose("One step of Δt, line by line (← gives a state variable a new value):");
    equations.step().forEach(this::line);
    section.prose("Output: " + MarkdownSection.names(List.of(equations.output())));
    if (!equations.adjoint().isEmpty()) {
      section.prose(
          "Backward step, written by hand (a bar marks the gradient at a value, a prime a state"
              + " variable after the step):");
      equations.adjoint().forEach(this::line);
    }
    return section.end();
  }

  private void line(Statement statement) {
    switch (statement) {
      case Assignment line -> section.formula(assignment(line, " &"));
      case Derivative line ->
          section.formula(
              String.format(
                  Locale.ROOT,
                  "\\frac{d%s}{dt} &= %s \\qquad \\text{(%s)}",
                  LatexNames.of(line.name()),
                  Latex.of(line.value()),
                  line.integrator().title()));
      case Threshold line ->
          section.prose(
              "Threshold: a spike, " + inline("z = 1") + ", where " + inline(crossing(line)));
      case Event line ->
          section.prose(
              "Event " + named(line.name()) + ": where " + inline(Latex.of(line.condition())));
      case Reset line ->
          section.prose(
              (line.isOfSpike() ? "Reset where " + inline("z = 1") : "On " + named(line.event()))
                  + ": "
                  + line.assignments().stream()
                      .map(assignment -> inline(assignment(assignment, " ")))
                      .collect(Collectors.joining(", ")));
      case Refractory line -> section.prose(refractory(line));
    }
  }

  private static String named(String event) {
    return "`" + event + "`";
  }

  private String assignment(Assignment line, String align) {
    boolean changes =
        states.contains(line.name())
            || (line.name().startsWith(Equations.GRADIENT)
                && states.contains(line.name().substring(Equations.GRADIENT.length())));
    return LatexNames.of(line.name())
        + align
        + (changes ? "\\leftarrow " : "= ")
        + Latex.of(line.value());
  }

  private static String crossing(Threshold line) {
    return Latex.of(line.left()) + (line.orEqual() ? " \\ge " : " \\gt ") + Latex.of(line.right());
  }

  private String refractory(Refractory line) {
    String held =
        equations.held(line).stream()
            .map(name -> inline(LatexNames.of(name)))
            .collect(Collectors.joining(", "));
    String unit = line.unit().isEmpty() ? "" : " " + MarkdownSection.escaped(line.unit());
    return (line.isConditional() ? "Refractory: while " : "Refractory: for ")
        + inline(Latex.of(line.duration()))
        + unit
        + " after a spike, no further spike; held meanwhile: "
        + (held.isEmpty() ? "nothing" : held);
  }
}
