package dev.sleipnir.tasks;

import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.report.JsonReport;
import dev.sleipnir.tasks.report.Version;
import dev.sleipnir.tasks.soak.PlasticitySteps;
import dev.sleipnir.tasks.soak.SessionSteps;
import dev.sleipnir.tasks.soak.SoakRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sleipnir soak}: kills work at random moments, lets it go on, and compares its results. */
@Command(
    name = "soak",
    sortOptions = false,
    description = {
      "Run a training, a session, plasticity and a simulation in turns, each in a process of its"
          + " own; kill it at a random moment, let the next go on from what it left, and compare"
          + " the bytes of every result with those of a run that was not disturbed.",
      "Ends with status 1 if one differs; it is kept in --out then."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir soak --kills 100",
      "  sleipnir soak --minutes 60 --kills 100000 --report soak.json"
    },
    subcommands = {SessionSteps.class, PlasticitySteps.class})
final class Soak implements Callable<Integer> {
  private static final double SECONDS_PER_MINUTE = 60;

  @Spec private CommandSpec spec;

  @Option(
      names = "--minutes",
      paramLabel = "TIME",
      defaultValue = "30",
      description = "Begin nothing after so long (${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "100",
      description = "Kill so often at most (${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--length",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "How much work a run is, 1 for some seconds (${DEFAULT-VALUE}).")
  private double length;

  @Option(
      names = "--work",
      paramLabel = "NAME",
      split = ",",
      description = "Which: training, simulation, session, plasticity (all).")
  private List<String> works = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "What the moments are drawn from (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "An empty or new folder for files (a temporary one).")
  private @Nullable Path folder;

  @Option(names = "--report", paramLabel = "FILE.json", description = "Write the figures here.")
  private @Nullable Path report;

  private record Report(String sleipnir, long seed, double seconds, List<SoakRun.Figures> works) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!(minutes > 0 && minutes <= 1e5)) {
      throw Usage.error(spec, "--minutes: expected above 0 and up to 1e5, got " + minutes);
    }
    if (kills < 0) {
      throw Usage.error(spec, "--kills: expected at least 0, got " + kills);
    }
    if (!(length > 0 && length <= 1000)) {
      throw Usage.error(spec, "--length: expected above 0 and up to 1000, got " + length);
    }
    if (report != null) {
      OutputFile.check(report);
    }
    for (String work : works) {
      if (!SoakRun.works().contains(work)) {
        throw Usage.error(spec, "--work: expected one of " + SoakRun.works() + ", got " + work);
      }
    }
    Path given = folder;
    Path place = given == null ? Files.createTempDirectory("sleipnir-soak") : empty(given);
    PrintWriter out = spec.commandLine().getOut();
    long began = System.nanoTime();
    var run =
        new SoakRun(
            args -> Script.process(Start.class, args),
            place,
            works.isEmpty() ? SoakRun.works() : works,
            length,
            new SplittableRandom(seed),
            out);
    List<SoakRun.Figures> figures = run.run(SECONDS_PER_MINUTE * minutes, kills);
    double seconds = (System.nanoTime() - began) * 1e-9;
    print(out, figures);
    if (report != null) {
      JsonReport.write(report, new Report(Version.number(), seed, seconds, figures));
    }
    boolean equal = figures.stream().allMatch(work -> work.equal() == work.runs());
    if (given == null && equal) {
      delete(place);
    }
    return equal ? 0 : 1;
  }

  private Path empty(Path given) throws IOException {
    Files.createDirectories(given);
    try (Stream<Path> files = Files.list(given)) {
      if (files.findAny().isPresent()) {
        throw Usage.error(spec, "--out: expected an empty folder, got " + given);
      }
    }
    return given;
  }

  private static void delete(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void print(PrintWriter out, List<SoakRun.Figures> figures) {
    out.println("work        kills  resumed  runs  equal");
    int killed = 0;
    int runs = 0;
    int equal = 0;
    for (SoakRun.Figures work : figures) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-11s %5d  %7d  %4d  %5d",
              work.work(),
              work.kills(),
              work.resumed(),
              work.runs(),
              work.equal()));
      killed += work.kills();
      runs += work.runs();
      equal += work.equal();
    }
    out.println(killed + " kills; " + equal + " of " + runs + " results equal");
    out.flush();
  }
}
