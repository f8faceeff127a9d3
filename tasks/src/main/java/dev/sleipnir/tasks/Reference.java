package dev.sleipnir.tasks;

import dev.sleipnir.kernels.equation.EquationException;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.tasks.option.Effect;
import dev.sleipnir.tasks.option.TextFile;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.report.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that documents from equations what is built in, or a text of one's own. */
abstract class Reference implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--list", description = "List the ${COMMAND-NAME} and exit.")
  private boolean list;

  @Option(
      names = "--file",
      paramLabel = "FILE.txt",
      description = "One of one's own, as text: model, rule, optimizer or update.")
  private @Nullable Path file;

  @Option(names = "--out", paramLabel = "FILE", description = "Write to a file instead.")
  private @Nullable Path out;

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "Which; all if none is named.")
  private List<String> names = List.of();

  private final String kind;
  private final String preamble;
  private final List<Entry> entries;

  /** One that is built in. */
  record Entry(String name, String description, Section section) {}

  /** What is written about an entry, when it is. */
  @FunctionalInterface
  interface Section {
    String markdown();
  }

  /**
   * A command.
   *
   * @param kind what it documents one of
   * @param preamble the heading of all, and what is said of them together
   * @param entries what is built in
   */
  Reference(String kind, String preamble, List<Entry> entries) {
    this.kind = kind;
    this.preamble = preamble;
    this.entries = entries;
  }

  /** All that is built in, with a heading and an index. */
  final String all() {
    StringBuilder index = new StringBuilder(preamble);
    for (Entry e : entries) {
      index.append(
          String.format(Locale.ROOT, "- [%s](#%s): %s\n", e.name(), e.name(), e.description()));
    }
    return index + "\n" + sections(entries.stream());
  }

  @Override
  public Integer call() throws IOException {
    if (out != null) {
      OutputFile.check(out);
    }
    if (list) {
      Effect.require(spec, "--file", false, "no --list", "--list");
      Effect.require(spec, "--out", false, "no --list", "--list");
      Effect.require(spec, "--list", names.isEmpty(), "no NAME", String.join(" ", names));
      for (Entry entry : entries) {
        spec.commandLine()
            .getOut()
            .println(String.format(Locale.ROOT, "%-26s%s", entry.name(), entry.description()));
      }
      return 0;
    }
    if (file == null) {
      write(names.isEmpty() ? all() : chosen());
      return 0;
    }
    if (!names.isEmpty()) {
      throw Usage.error(spec, "expected NAME or --file, got both");
    }
    try {
      write(OwnText.markdown(TextFile.read("--file", file)));
      return 0;
    } catch (EquationException e) {
      // With the line of the text and the caret below it.
      spec.commandLine()
          .getErr()
          .println(Printable.lines(spec.qualifiedName() + ": " + file + ": " + e.getMessage()));
      return 1;
    }
  }

  private String chosen() {
    return sections(names.stream().map(this::entry));
  }

  private static String sections(Stream<Entry> of) {
    return of.map(entry -> entry.section().markdown()).collect(Collectors.joining("\n"));
  }

  private Entry entry(String name) {
    return entries.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Usage.error(spec, unknown(name)));
  }

  private String unknown(String name) {
    String known = String.join(", ", entries.stream().map(Entry::name).toList());
    return "unknown " + kind + " '" + name + "'; expected one of " + known;
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
