package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A section of Markdown on what is written in the language, as it grows. */
final class MarkdownSection {
  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_|<>\\[\\]]");

  private final StringBuilder text = new StringBuilder();

  /** Lines of mathematics that wait for their block. */
  private final List<String> formulas = new ArrayList<>();

  /** Begins with what all texts have. */
  MarkdownSection(String name, List<Definition> parameters, List<Expression> requirements) {
    text.append("## ").append(escaped(name)).append('\n');
    table("Parameter", "Default", parameters);
    if (!requirements.isEmpty()) {
      prose(
          requirements.stream()
              .map(r -> inline(Latex.of(r)))
              .collect(Collectors.joining(", ", "Required: ", "")));
    }
  }

  /** The section so far. */
  String end() {
    block();
    return text.toString();
  }

  void table(String name, String value, List<Definition> definitions) {
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

  /** Names under a word for one of them or for several; nothing for none. */
  void names(String one, String several, List<String> names) {
    if (!names.isEmpty()) {
      prose((names.size() == 1 ? one : several) + ": " + names(names));
    }
  }

  static String names(List<String> names) {
    return names.stream()
        .map(name -> "`" + name + "` " + inline(LatexNames.of(name)))
        .collect(Collectors.joining(", "));
  }

  /** A paragraph: a sentence without its full stop, or the words before a list or a block. */
  void prose(String line) {
    block();
    text.append('\n').append(line).append(line.endsWith(":") ? "\n" : ".\n");
  }

  /** Adds a line to the block of mathematics, {@code &} where lines are aligned. */
  void formula(String latex) {
    formulas.add(latex);
  }

  private void block() {
    if (!formulas.isEmpty()) {
      text.append("\n```math\n\\begin{aligned}\n")
          .append(String.join(" \\\\\n", formulas))
          .append("\n\\end{aligned}\n```\n");
      formulas.clear();
    }
  }

  static String inline(String latex) {
    return "$" + latex + "$";
  }

  static String escaped(String words) {
    return SPECIAL.matcher(words).replaceAll("\\\\$0");
  }
}
