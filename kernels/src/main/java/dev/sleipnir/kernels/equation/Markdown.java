package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import dev.sleipnir.kernels.equation.Statement.Derivative;
import dev.sleipnir.kernels.equation.Statement.Refractory;
import dev.sleipnir.kernels.equation.Statement.Reset;
import dev.sleipnir.kernels.equation.Statement.Threshold;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Equations as a section of documentation: tables of names, the step as LaTeX mathematics. */
public final class Markdown {
  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_|<>\\[\\]]");

  private final Equations equations;
  private final Set<String> states = new HashSet<>();
  private final StringBuilder text = new StringBuilder();

  /** Lines of mathematics that wait for their block. */
  private final List<String> formulas = new ArrayList<>();

  private Markdown(Equations equations) {
    this.equations = equations;
    equations.states().forEach(state -> states.add(state.name()));
  }

  /**
   * A model's documentation.
   *
   * @param equations the model
   * @return a section of Markdown under a heading of the second level, its formulas in {@code math}
   *     blocks and between dollar signs
   */
  public static String of(Equations equations) {
    return new Markdown(equations).section();
  }

  private String section() {
    text.append("## ").append(escaped(equations.name())).append('\n');
    table("Parameter", "Default", equations.parameters());
    if (!equations.requirements().isEmpty()) {
      prose(
          equations.requirements().stream()
              .map(r -> "$" + Latex.of(r) + "$")
              .collect(Collectors.joining(", ", "Required: ", "")));
    }
    table("State variable", "Initial value", equations.states());
    prose((equations.inputs().size() == 1 ? "Input: " : "Inputs: ") + names(equations.inputs()));
    prose("One step of Δt seconds, line by line (← gives a state variable a new value):");
    equations.step().forEach(this::line);
    block();
    prose("Output: " + names(List.of(equations.output())));
    if (!equations.adjoint().isEmpty()) {
      prose(
          "Backward step, written by hand (a bar marks the gradient at a value, a prime a state"
              + " variable after the step):");
      equations.adjoint().forEach(this::line);
      block();
    }
    return text.toString();
  }

  private void table(String name, String value, List<Definition> definitions) {
    if (definitions.isEmpty()) {
      return;
    }
    text.append(
        String.format(
            Locale.ROOT,
            "\n| %s | Symbol | %s | Unit |\n| --- | --- | --- | --- |\n",
            name,
            value));
    for (Definition definition : definitions) {
      text.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | `%s` | %s |\n",
              definition.name(),
              inline(LatexNames.of(definition.name())),
              Text.of(definition.value()),
              escaped(definition.unit())));
    }
  }

  private static String names(List<String> names) {
    return names.stream()
        .map(name -> "`" + name + "` " + inline(LatexNames.of(name)))
        .collect(Collectors.joining(", "));
  }

  private void line(Statement statement) {
    switch (statement) {
      case Assignment line -> formulas.add(assignment(line, " &"));
      case Derivative line ->
          formulas.add(
              String.format(
                  Locale.ROOT,
                  "\\frac{d%s}{dt} &= %s \\qquad \\text{(%s)}",
                  LatexNames.of(line.name()),
                  Latex.of(line.value()),
                  line.integrator().title()));
      case Threshold line ->
          prose("Threshold: a spike, " + inline("z = 1") + ", where " + inline(crossing(line)));
      case Reset line ->
          prose(
              "Reset where "
                  + inline("z = 1")
                  + ": "
                  + line.assignments().stream()
                      .map(assignment -> inline(assignment(assignment, " ")))
                      .collect(Collectors.joining(", ")));
      case Refractory line -> prose(refractory(line));
    }
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
    return Latex.of(line.left()) + " \\gt " + Latex.of(line.right());
  }

  private String refractory(Refractory line) {
    String held =
        equations.held(line).stream()
            .map(name -> inline(LatexNames.of(name)))
            .collect(Collectors.joining(", "));
    String unit = line.unit().isEmpty() ? "" : " " + escaped(line.unit());
    return "Refractory: for "
        + inline(Latex.of(line.duration()))
        + unit
        + " after a spike, no further spike; held meanwhile: "
        + held;
  }

  private static String inline(String latex) {
    return "$" + latex + "$";
  }

  private void prose(String line) {
    block();
    text.append('\n').append(line).append(line.endsWith(":") ? "\n" : ".\n");
  }

  private void block() {
    if (!formulas.isEmpty()) {
      text.append("\n```math\n\\begin{aligned}\n")
          .append(String.join(" \\\\\n", formulas))
          .append("\n\\end{aligned}\n```\n");
      formulas.clear();
    }
  }

  private static String escaped(String words) {
    return SPECIAL.matcher(words).replaceAll("\\\\$0");
  }
}
