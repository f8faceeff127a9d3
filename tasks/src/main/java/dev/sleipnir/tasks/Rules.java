package dev.sleipnir.tasks;

import dev.sleipnir.plasticity.LearningRules;
import picocli.CommandLine.Command;

/** {@code sleipnir rules}: documents plasticity rules from their equations. */
@Command(
    name = "rules",
    sortOptions = false,
    customSynopsis = {
      "sleipnir rules --list",
      "       sleipnir rules [NAME...] [--out FILE]",
      "       sleipnir rules --file FILE.txt [--out FILE]"
    },
    description =
        "Print plasticity rules as Markdown: parameters, equations and text of all that are built"
            + " in, of some, or of one's own.",
    footer = {
      "",
      "Examples:",
      "  sleipnir rules stdp_additive stdp_triplet",
      "  sleipnir rules --file mine.txt         (checks the equations, too)"
    })
final class Rules extends Reference {
  Rules() {
    super(
        "rule",
        RuleReference.PREAMBLE,
        LearningRules.all().stream()
            .map(r -> new Entry(r.name(), r.description(), () -> RuleReference.section(r)))
            .toList());
  }
}
