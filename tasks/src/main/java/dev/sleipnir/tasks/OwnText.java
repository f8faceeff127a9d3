package dev.sleipnir.tasks;

import dev.sleipnir.kernels.equation.Markdown;
import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleParser;
import dev.sleipnir.kernels.equation.Text;
import dev.sleipnir.kernels.equation.Update;
import dev.sleipnir.kernels.equation.UpdateParser;
import dev.sleipnir.kernels.neuron.NeuronModel;

/** A text of one's own as Markdown; its first word says what it is. */
final class OwnText {
  private OwnText() {}

  static String markdown(String text) {
    return switch (firstWord(text)) {
      case "rule" -> {
        RuleEquations rule = RuleParser.parse(text);
        yield Markdown.of(rule) + details(Text.of(rule));
      }
      case "optimizer" -> of(UpdateParser.parseOptimizer(text));
      case "update" -> of(UpdateParser.parse(text));
      default -> ModelReference.of(NeuronModel.parse(text));
    };
  }

  private static String of(Update update) {
    return Markdown.of(update) + details(Text.of(update));
  }

  /** The first word that stands in no comment. */
  private static String firstWord(String text) {
    return text.lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("")
        .split("\\s", 2)[0];
  }

  /** A text, folded away. */
  static String details(String text) {
    return "\n<details><summary>As text</summary>\n\n```text\n" + text + "```\n\n</details>\n";
  }
}
