package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import java.util.ArrayList;
import java.util.List;

/** The lines of an elementwise update, each thing in its usual place. */
final class UpdateText {
  private UpdateText() {}

  static String of(Update update) {
    boolean optimizes = update.isOptimizer();
    List<String> lines = new ArrayList<>();
    lines.add((optimizes ? "optimizer " : "update ") + update.name());
    Text.addList(lines, "parameters ", update.parameters());
    update.requirements().forEach(condition -> lines.add("require " + Text.of(condition)));
    List<Definition> states = update.states();
    if (optimizes) { // which has the others without saying so
      states = states.subList(1, states.size());
    } else {
      Text.addNames(lines, "scalar ", update.scalars());
      Text.addNames(lines, "input ", update.inputs());
    }
    Text.addList(lines, "state ", states);
    update.lines().forEach(line -> lines.add(Text.of(line)));
    return String.join("\n", lines) + "\n";
  }
}
