package dev.sleipnir.tasks;

import dev.sleipnir.model.neuron.Families;
import dev.sleipnir.network.Neurons;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code sleipnir models}: documents neurons from their equations. */
@Command(
    name = "models",
    sortOptions = false,
    customSynopsis = {
      "sleipnir models --list",
      "       sleipnir models [NAME...] [--out FILE]",
      "       sleipnir models --file FILE.txt [--out FILE]"
    },
    description =
        "Print neuron models as Markdown: parameters, equations and text of all that are built in,"
            + " of some, or of one's own.",
    footer = {
      "",
      "Examples:",
      "  sleipnir models lif lif_adex",
      "  sleipnir models --file mine.txt        (checks the equations, too)"
    })
final class Models extends Reference {
  Models() {
    super(
        "model",
        ModelReference.PREAMBLE,
        Stream.concat(
                Families.all().stream()
                    .map(
                        f -> new Entry(f.name(), f.description(), () -> ModelReference.section(f))),
                Neurons.all().stream()
                    .map(
                        k -> new Entry(k.name(), k.description(), () -> ModelReference.section(k))))
            .toList());
  }
}
