package dev.sleipnir.tasks;

import dev.sleipnir.tasks.option.Effect;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.report.Failures;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code sleipnir lab}: runs the classic experiments of docs/labs, which the jar holds. */
@Command(
    name = "lab",
    sortOptions = false,
    customSynopsis = {
      "sleipnir lab --list",
      "       sleipnir lab NAME [--fast] [--out DIR]",
      "       sleipnir lab --all [--fast] [--out DIR]"
    },
    description =
        "Repeat a classic experiment: print its figures with pass or fail against what is known of"
            + " it, and write a report (NAME.json) and plots (NAME.png). The exit status is 1 if"
            + " a criterion is not met.",
    footer = {
      "",
      "Each is a program of one file in docs/labs, to read, copy and change:",
      "  sleipnir run docs/labs/siegert.java --fast"
    })
final class Labs implements Callable<Integer> {
  private static final String SUFFIX = ".java";

  @Spec private CommandSpec spec;

  @Option(names = "--list", description = "List the experiments and exit.")
  private boolean list;

  @Option(names = "--all", description = "Run every one, then print a summary.")
  private boolean all;

  @Option(names = "--fast", description = "Shorter versions, some minutes for all.")
  private boolean fast;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "labs",
      description = "Where reports and plots go; labs by default.")
  private Path out = Path.of("labs");

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which; - may stand for _.")
  private @Nullable String name;

  /**
   * One experiment.
   *
   * @param name its file without .java
   * @param source its program
   */
  record Entry(String name, String source) {
    /** The first comment line. */
    String description() {
      return source
          .lines()
          .filter(line -> line.startsWith("//"))
          .findFirst()
          .orElse("//")
          .substring(2)
          .strip();
    }
  }

  /** All experiments, by name. */
  static List<Entry> entries() throws IOException {
    URI folder;
    try {
      folder = Objects.requireNonNull(Labs.class.getResource("labs/"), "labs/").toURI();
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    if (folder.getScheme().equals("jar")) {
      try (var jar = FileSystems.newFileSystem(folder, Map.of())) {
        return entries(jar.provider().getPath(folder));
      }
    }
    return entries(Path.of(folder));
  }

  private static List<Entry> entries(Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String fileName = String.valueOf(file.getFileName());
        if (fileName.endsWith(SUFFIX)) {
          String stem = fileName.substring(0, fileName.length() - SUFFIX.length());
          entries.add(new Entry(stem, Files.readString(file)));
        }
      }
    }
    return entries;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Entry> entries = entries();
    if (list) {
      for (String option : List.of("--all", "--fast", "--out")) {
        Effect.require(spec, option, false, "no --list", "--list");
      }
      Effect.require(spec, "--list", name == null, "no NAME", String.valueOf(name));
      for (Entry entry : entries) {
        print(String.format(Locale.ROOT, "%-20s %s", entry.name(), entry.description()));
      }
      return 0;
    }
    if (all == (name != null)) {
      throw Usage.error(
          spec, "expected NAME or --all, got " + (all ? "both" : "neither") + known(entries));
    }
    Entry one = all ? null : chosen(entries);
    requireFolder();
    return one == null ? runAll(entries) : run(one);
  }

  /** Before anything runs: all that is found goes there. */
  private void requireFolder() throws IOException {
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new IOException("--out: expected a folder, got " + out + ": " + Failures.reason(e), e);
    }
    if (!Files.isWritable(out)) {
      throw new IOException("--out: expected a folder to write to, got permission denied: " + out);
    }
  }

  private Entry chosen(List<Entry> entries) {
    String wanted = String.valueOf(name).replace('-', '_');
    Optional<Entry> entry = entries.stream().filter(e -> e.name().equals(wanted)).findFirst();
    return entry.orElseThrow(
        () -> Usage.error(spec, "unknown experiment '" + name + "'" + known(entries)));
  }

  private static String known(List<Entry> entries) {
    return "; names are " + String.join(", ", entries.stream().map(Entry::name).toList());
  }

  private int run(Entry entry) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("sleipnir-lab");
    Path file = folder.resolve(entry.name() + SUFFIX);
    try {
      Files.writeString(file, entry.source(), StandardCharsets.UTF_8);
      List<String> args = new ArrayList<>(List.of("--out", out.toString()));
      if (fast) {
        args.add("--fast");
      }
      return Script.run(file, args);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private int runAll(List<Entry> entries) throws IOException, InterruptedException {
    List<String> summary = new ArrayList<>();
    int failed = 0;
    for (Entry entry : entries) {
      Path report = out.resolve(entry.name() + ".json");
      // One of an earlier run would stand for a run that broke off.
      Files.deleteIfExists(report);
      int status = run(entry);
      summary.add(line(entry.name(), status, report));
      failed += status == 0 ? 0 : 1;
      print("");
    }
    summary.forEach(this::print);
    print(
        String.format(
            Locale.ROOT, "%d of %d experiments passed", entries.size() - failed, entries.size()));
    return failed == 0 ? 0 : 1;
  }

  private static String line(String name, int status, Path report) {
    String verdict = status == 0 ? "pass" : "FAIL";
    try {
      JsonNode read = JsonMapper.shared().readTree(report);
      int met = 0;
      for (JsonNode check : read.path("checks")) {
        met += check.path("passed").asBoolean() ? 1 : 0;
      }
      return String.format(
          Locale.ROOT,
          "%-4s  %-20s %3d of %3d criteria met %7.1f s",
          verdict,
          name,
          met,
          read.path("checks").size(),
          read.path("seconds").asDouble());
    } catch (JacksonException e) {
      return String.format(
          Locale.ROOT, "%-4s  %-20s broke off with exit status %d", verdict, name, status);
    }
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
  }
}
