package dev.sleipnir.tasks;

import dev.sleipnir.kernels.equation.EquationException;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.model.neuron.Families;
import dev.sleipnir.model.neuron.Families.Family;
import dev.sleipnir.tasks.report.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sleipnir models}: documents neurons from their equations. */
@Command(
    name = "models",
    sortOptions = false,
    customSynopsis = {
      "sleipnir models --list",
      "       sleipnir models [NAME...] [--out FILE]",
      "       sleipnir models --file MODEL.txt [--out FILE]"
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
final class Models implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--list", description = "List the models and exit.")
  private boolean list;

  @Option(
      names = "--file",
      paramLabel = "MODEL.txt",
      description = "A model of one's own, as text.")
  private @Nullable Path file;

  @Option(names = "--out", paramLabel = "FILE", description = "Write to a file instead.")
  private @Nullable Path out;

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "Which; all if none is named.")
  private List<String> names = List.of();

  @Override
  public Integer call() throws IOException {
    if (out != null) {
      OutputFile.check(out);
    }
    if (list) {
      Effect.require(spec, "--file", false, "no --list", "--list");
      Effect.require(spec, "--out", false, "no --list", "--list");
      Effect.require(spec, "--list", names.isEmpty(), "no NAME", String.join(" ", names));
      for (Family family : Families.all()) {
        spec.commandLine()
            .getOut()
            .println(String.format(Locale.ROOT, "%-26s%s", family.name(), family.description()));
      }
      return 0;
    }
    if (file == null) {
      write(names.isEmpty() ? ModelReference.all() : ModelReference.of(chosen()));
      return 0;
    }
    if (!names.isEmpty()) {
      throw Usage.error(spec, "expected NAME or --file, got both");
    }
    try {
      write(ModelReference.of(NeuronModel.parse(TextFile.read("--file", file))));
      return 0;
    } catch (EquationException e) {
      // With the line of the text and the caret below it.
      spec.commandLine()
          .getErr()
          .println(Printable.lines("sleipnir models: " + file + ": " + e.getMessage()));
      return 1;
    }
  }

  private List<Family> chosen() {
    return names.stream()
        .map(name -> Families.find(name).orElseThrow(() -> Usage.error(spec, unknown(name))))
        .toList();
  }

  private static String unknown(String name) {
    var known = String.join(", ", Families.all().stream().map(Family::name).toList());
    return "unknown model '" + name + "'; expected one of " + known;
  }

  private void write(String markdown) throws IOException {
    if (out != null) {
      OutputFile.write(out, to -> to.write(markdown.getBytes(StandardCharsets.UTF_8)));
    } else {
      spec.commandLine().getOut().print(markdown);
      spec.commandLine().getOut().flush();
    }
  }
}
