package dev.sleipnir.tasks.verify;

import dev.sleipnir.kernels.Simd;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.report.JsonReport;
import dev.sleipnir.tasks.report.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

/** {@code sleipnir verify}: runs reference cases and compares. */
@Command(
    name = "verify",
    sortOptions = false,
    description = {
      "Run reference cases (format golden/1) and compare every value and gradient they list.",
      "A case is a file TARGET/VARIANT-SEED.json; folders are searched at any depth. A line for"
          + " each target tells how many passed and the largest error; a case that did not pass"
          + " tells what differed first.",
      "A folder with a file case.json is a case, too: a network of another program with its weights"
          + " as .pt, .safetensors and .npz, an input and its output; or, with batches, a training.",
      "Files of format network-golden/1 are networks of populations: every spike has to be in its"
          + " step, and courses of variables within the tolerance."
    },
    footer = {
      "",
      "Ends with 0 if every case passed, 1 if one failed or is unsupported, 2 if asked for wrongly.",
      "",
      "Examples:",
      "  sleipnir verify golden",
      "  sleipnir verify golden --only lif.,lsnn.recurrent/default --report verify.json",
      "  sleipnir verify interop --threads 1,2,3"
    })
public final class Verify implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description = "Folder of cases, or a single case file.")
  private List<Path> places = List.of();

  @Option(
      names = "--only",
      paramLabel = "PREFIX",
      split = ",",
      description = "Run only cases whose name, TARGET/VARIANT-SEED, starts so.")
  private List<String> only = List.of();

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      description =
          "Run networks and trainings of folders on so many threads, on each number given in turn"
              + " (default: those of the machine). Results have to be the same.")
  private List<Integer> threads = List.of();

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description = "Also write verdict and errors of every case to a file.")
  private @Nullable Path report;

  Verify() {}

  /** The whole report. */
  private record Report(
      String sleipnir,
      String date,
      String jdk,
      int vectorBits,
      long passed,
      long failed,
      long unsupported,
      List<TargetSummary> targets) {}

  @Override
  public Integer call() throws IOException {
    if (report != null) {
      OutputFile.check(report);
    }
    for (int number : threads) {
      Usage.threads(spec, number);
    }
    List<TargetSummary> targets = run(files(), threads.isEmpty() ? ofMachine() : threads);
    PrintWriter out = spec.commandLine().getOut();
    for (TargetSummary target : targets) {
      out.println(target.line());
      for (CaseResult result : target.cases()) {
        if (result.verdict() == Verdict.FAILED) {
          out.println("  failed " + result.name() + ": " + result.message());
        }
      }
      target.cases().stream()
          .filter(result -> result.verdict() == Verdict.UNSUPPORTED)
          .map(CaseResult::message)
          .distinct()
          .forEach(message -> out.println("  unsupported: " + message));
    }
    long passed = targets.stream().mapToLong(TargetSummary::passed).sum();
    long failed = targets.stream().mapToLong(TargetSummary::failed).sum();
    long unsupported = targets.stream().mapToLong(TargetSummary::unsupported).sum();
    out.println(TargetSummary.counts(passed, failed, unsupported));
    if (report != null) {
      JsonReport.write(
          report,
          new Report(
              Version.number(),
              Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
              Runtime.version().toString(),
              Simd.bits(),
              passed,
              failed,
              unsupported,
              targets));
    }
    return failed + unsupported == 0 ? 0 : 1;
  }

  private static List<Integer> ofMachine() {
    return List.of(Parallel.common().threads());
  }

  /** Runs the cases in these files, and sums up by target, in alphabetical order. */
  static List<TargetSummary> run(Iterable<Path> files) {
    return run(files, ofMachine());
  }

  /** As {@link #run(Iterable)}, folders on each of these numbers of threads. */
  static List<TargetSummary> run(Iterable<Path> files, List<Integer> threads) {
    var byTarget = new TreeMap<String, List<CaseResult>>();
    Map<String, Path> seen = new HashMap<>();
    for (Path file : files) {
      Path first = seen.putIfAbsent(CaseResult.name(file), file);
      CaseResult result =
          first == null
              ? CaseResult.of(file, threads)
              : CaseResult.unread(file, "expected each case once, got it in " + first + ", too");
      byTarget.computeIfAbsent(result.target(), target -> new ArrayList<>()).add(result);
    }
    return byTarget.entrySet().stream()
        .map(entry -> TargetSummary.of(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** The case files in a folder, at any depth; a file is itself one. */
  static List<Path> files(Path place) throws IOException {
    try (Stream<Path> found = Files.walk(place)) {
      return found
          .filter(Files::isRegularFile)
          .filter(file -> file.equals(place) || isCase(String.valueOf(file.getFileName())))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** A manifest lists the cases beside it; statistics are of networks that are run elsewhere. */
  private static final Set<String> NO_CASES = Set.of("manifest.json", "statistics.json");

  private static boolean isCase(String name) {
    return name.endsWith(".json") && !name.startsWith(".") && !NO_CASES.contains(name);
  }

  private Iterable<Path> files() throws IOException {
    var files = new TreeSet<Path>();
    for (Path place : places) {
      if (!Files.exists(place)) {
        throw Usage.error(
            spec, place + ": expected a folder of cases or a case file, got nothing there");
      }
      if (Files.isRegularFile(place)) {
        requireJson(place);
      } else if (!Files.isDirectory(place)) {
        throw Usage.error(spec, place + ": expected a folder of cases or a case file, got neither");
      }
      // The same folder by two names is one.
      List<Path> found = files(place.toRealPath());
      if (found.isEmpty()) {
        throw Usage.error(
            spec, place + ": expected case files (TARGET/VARIANT-SEED.json), found none");
      }
      found.stream().map(file -> file.toAbsolutePath().normalize()).forEach(files::add);
    }
    for (String prefix : only) {
      if (files.stream().noneMatch(file -> CaseResult.name(file).startsWith(prefix))) {
        throw Usage.error(
            spec, "--only " + prefix + ": no case of " + files.size() + " has such a name");
      }
    }
    if (!only.isEmpty()) {
      files.removeIf(file -> only.stream().noneMatch(CaseResult.name(file)::startsWith));
    }
    return files;
  }

  /** A file asked for by name has to be JSON; one that was found counts as failed if it is not. */
  private void requireJson(Path file) {
    try {
      CaseFile.read(file);
    } catch (JacksonException e) {
      throw Usage.error(spec, file + ": " + CaseResult.reason(e));
    } catch (MalformedCase | StackOverflowError | OutOfMemoryError e) {
      // Counts as failed when it is run.
      return;
    }
  }
}
