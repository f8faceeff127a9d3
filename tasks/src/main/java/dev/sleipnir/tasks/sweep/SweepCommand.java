package dev.sleipnir.tasks.sweep;

import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.training.TerminalProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sleipnir sweep}: any task over a grid or a random search of its options. */
@Command(
    name = "sweep",
    sortOptions = false,
    showDefaultValues = true,
    customSynopsis = {
      "sleipnir sweep TASK --grid NAME=A,B,C... --out DIR [OPTIONS] [-- OPTIONS OF THE TASK]",
      "       sleipnir sweep TASK --random N NAME=LOW..HIGH[:log]... --out DIR [OPTIONS] [-- ...]"
    },
    description = {
      "Run a task over a grid or a random search of its options, several trials at once; then write",
      "a table (table.csv, table.json, table.md) and a plot (table.png) of what each reached. With a"
          + " grid and a random search, each point of the grid has the same draws.",
    },
    footer = {
      "",
      "Exit status: 1 if a trial failed; the table says why, and the others ran.",
      "",
      "Examples:",
      "  sleipnir sweep mnist --grid learning-rate=1e-4,5e-4,2e-3 seed=1,2,3 --out sweeps/rate",
      "  sleipnir sweep mnist --random 20 learning-rate=1e-5..1e-2:log --out sweeps/random -- --epochs 3",
      "  sleipnir sweep mnist --grid seed=1,2,3 --out sweeps/seeds --resume     (goes on)"
    })
public final class SweepCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "TASK",
      showDefaultValue = Visibility.NEVER,
      description = "A command that writes a report.")
  private String task = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "OPTION",
      description = "Options of every trial, behind --.")
  private List<String> given = List.of();

  @Option(
      names = "--grid",
      arity = "1..*",
      paramLabel = "NAME=A,B,C",
      description = "Values of an option, all of which are tried with all others.")
  private List<String> grid = List.of();

  @Option(
      names = "--random",
      arity = "2..*",
      paramLabel = "N NAME=LOW..HIGH[:log]",
      hideParamSyntax = true,
      description =
          "Draw N values of each of these options, uniformly, or, with :log, their logarithms;"
              + " whole numbers if both ends are.")
  private List<String> random = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      showDefaultValue = Visibility.NEVER,
      description = "Where results go.")
  private Path out = Path.of("");

  @Option(
      names = "--parallel",
      paramLabel = "K",
      showDefaultValue = Visibility.NEVER,
      description = "Trials at once. Default: one for each core, and for each trial its threads.")
  private int parallel = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--resume",
      description =
          "Go on with the sweep in DIR, if it is the same: trials that have a result are not run"
              + " again, those that failed are.")
  private boolean resume;

  @Option(
      names = "--objective",
      paramLabel = "NAME",
      description =
          "Rank by this figure; more is better, unless its name ends in loss or error. Default: the"
              + " test's metric, or its loss.")
  private @Nullable String objective;

  @Option(names = "--sweep-seed", paramLabel = "N", description = "What --random draws from.")
  private long seed = 1;

  @Option(names = "--quiet", description = "Print the result only.")
  private boolean quiet;

  /** The command, to be filled. */
  public SweepCommand() {}

  @Override
  public Integer call() throws IOException {
    Usage.atLeast(spec, "--parallel", parallel, 1);
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / parallel);
    SearchSpace space;
    CommandTrial trial;
    List<Trial> trials;
    try {
      space = space();
      trials = space.trials();
      trial = new CommandTrial(command(), factory(), given, threads);
      trial.check(trials);
    } catch (IllegalArgumentException e) {
      throw Usage.error(spec, String.valueOf(e.getMessage()));
    } catch (CommandLine.ParameterException e) {
      throw Usage.error(spec, String.valueOf(e.getMessage()));
    }
    boolean there = Files.exists(SweepFolder.plan(out));
    if (there && !resume) {
      throw Usage.error(
          spec,
          "--out: expected a new folder, got "
              + out
              + ", where a sweep is; --resume goes on with it");
    }
    if (resume && !there) {
      throw Usage.error(spec, "--resume: expected a sweep in " + out + ", found none");
    }
    String described = String.join(" ", described());
    SweepTable table;
    try (TerminalProgress progress = new TerminalProgress(quiet)) {
      progress.start("sweep", trials.size(), "trials", "");
      int[] done = {0};
      table =
          new Sweep(described, space, out, trial)
              .parallel(Math.min(parallel, trials.size()))
              .each(result -> progress.step(++done[0], Double.NaN, Double.NaN))
              .run();
    }
    return report(table, trial);
  }

  private int report(SweepTable table, CommandTrial trial) throws IOException {
    PrintWriter said = spec.commandLine().getOut();
    List<String> figures = table.figures();
    if (objective != null && !figures.contains(objective) && !figures.isEmpty()) {
      throw Usage.error(
          spec,
          "--objective: expected one of " + String.join(", ", figures) + ", got " + objective);
    }
    Optional<String> by = Optional.ofNullable(objective).or(table::objective);
    table.write(out, figures.isEmpty() ? Optional.empty() : by);
    for (TrialResult failed : table.failures()) {
      spec.commandLine()
          .getErr()
          .println(
              "Trial "
                  + failed.trial().number()
                  + " ("
                  + failed.trial()
                  + ") failed: "
                  + failed.error());
    }
    by.map(table::ranked)
        .filter(ranked -> !ranked.isEmpty())
        .ifPresent(
            ranked -> {
              TrialResult best = ranked.getFirst();
              said.println(
                  "Best of "
                      + ranked.size()
                      + ": trial "
                      + best.trial().number()
                      + " ("
                      + best.trial()
                      + ") with "
                      + by.get()
                      + " "
                      + best.figures().get(by.get()));
              said.println("Again: " + trial.line(best.trial()));
            });
    said.println("Table: " + out.resolve("table.md"));
    return table.failures().isEmpty() ? 0 : 1;
  }

  private SearchSpace space() {
    List<Axis> axes = new ArrayList<>();
    grid.forEach(text -> axes.add(Axis.grid(text)));
    int draws = 1;
    if (!random.isEmpty()) {
      try {
        draws = Integer.parseInt(random.getFirst());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "--random: expected a number of draws first, got '" + random.getFirst() + "'", e);
      }
      random.subList(1, random.size()).forEach(text -> axes.add(Axis.range(text)));
    }
    if (axes.isEmpty()) {
      throw new IllegalArgumentException("expected --grid or --random, got neither");
    }
    return new SearchSpace(axes, draws, seed);
  }

  private List<String> described() {
    List<String> words = new ArrayList<>(List.of("sleipnir", task));
    words.addAll(given);
    return words;
  }

  private CommandLine.IFactory factory() {
    return spec.root().commandLine().getFactory();
  }

  private CommandSpec command() {
    CommandLine found = spec.root().subcommands().get(task);
    if (found == null) {
      throw Usage.error(
          spec,
          "unknown task '"
              + task
              + "'; expected one of "
              + String.join(
                  ", ",
                  spec.root().subcommands().entrySet().stream()
                      .filter(
                          c -> c.getValue().getCommandSpec().optionsMap().containsKey("--report"))
                      .map(c -> c.getKey())
                      .sorted()
                      .toList()));
    }
    return found.getCommandSpec();
  }
}
