package dev.sleipnir.kernels.equation;

import java.util.HashSet;
import java.util.Set;

/** An elementwise update's section: tables of names, the lines in order. */
final class UpdateMarkdown {
  private UpdateMarkdown() {}

  static String of(Update update) {
    var section = new MarkdownSection(update.name(), update.parameters(), update.requirements());
    boolean optimizes = update.isOptimizer();
    int own = optimizes ? 1 : 0;
    section.table(
        optimizes ? "Kept for each weight" : "State",
        "Initial value",
        update.states().subList(own, update.states().size()));
    section.names("Number", "Numbers", update.scalars());
    section.names("Input", "Inputs", update.inputs());
    section.prose(
        optimizes
            ? "One step of a weight $w$, line by line (← gives it, or what is kept, a new value):"
            : "Each element, line by line (← gives a state a new value):");
    Set<String> states = new HashSet<>();
    update.states().forEach(state -> states.add(state.name()));
    update
        .lines()
        .forEach(
            line ->
                section.formula(
                    LatexNames.of(line.name())
                        + (states.contains(line.name()) ? " &\\leftarrow " : " &= ")
                        + Latex.of(line.value())));
    return section.end();
  }
}
