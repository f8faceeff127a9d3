package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Statement.Assignment;
import java.util.List;

/** An elementwise function's section: tables of names, the lines in order. */
final class FormulaMarkdown {
  private FormulaMarkdown() {}

  static String of(Formula formula) {
    var section = new MarkdownSection(formula.name(), formula.parameters(), formula.requirements());
    section.names("Input", "Inputs", formula.inputs());
    section.names("Output", "Outputs", formula.outputs());
    section.prose("Each element, line by line:");
    formulas(section, formula.lines());
    if (!formula.adjoint().isEmpty()) {
      section.prose("The way back, written by hand (a bar marks the gradient at a value):");
      formulas(section, formula.adjoint());
    }
    return section.end();
  }

  private static void formulas(MarkdownSection section, List<Assignment> lines) {
    for (Assignment line : lines) {
      section.formula(LatexNames.of(line.name()) + " &= " + Latex.of(line.value()));
    }
  }
}
