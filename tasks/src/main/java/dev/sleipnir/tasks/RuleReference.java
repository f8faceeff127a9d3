package dev.sleipnir.tasks;

import dev.sleipnir.kernels.equation.Text;
import dev.sleipnir.plasticity.LearningRules;
import java.util.Locale;

/** What there is to know of plasticity rules, as Markdown: all of it from their equations. */
final class RuleReference {
  static final String PREAMBLE =
      """
      # Learning rules

      <!-- Generated from the equations: ./sleipnir rules --out docs/guide/learning-rules.md -->

      Every plasticity rule that is built in, as its equations have it: this page is generated from the
      text that is compiled. [Plasticity](plasticity.md) tells which rule to take when, what the notation
      means and what the options after *With* are; `jump` EULER scales what a spike adds to a trace by Δt
      and the trace's rate. w is the weight of a synapse; ← gives it, or what neurons and synapses have
      beside it, a new value.

      """;

  private RuleReference() {}

  /** A section on a rule. */
  static String section(LearningRules.Entry entry) {
    String markdown = entry.rule().markdown();
    return String.format(
            Locale.ROOT, "## %s\n\n`%s`: %s.\n", entry.name(), entry.java(), entry.description())
        + markdown.substring(markdown.indexOf('\n') + 1)
        + OwnText.details(Text.of(entry.rule().model().equations()));
  }
}
