package dev.sleipnir.tasks.sequence;

import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.model.train.ConfusionMatrix;
import dev.sleipnir.tasks.plot.HeatMap;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.report.JsonReport;
import dev.sleipnir.tasks.report.Version;
import dev.sleipnir.tasks.training.Confusion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code sleipnir speakers}: leaves each speaker out of training once. */
@Command(
    name = "speakers",
    sortOptions = false,
    description = {
      "Train 'speech' on the spoken digits once for each speaker, who is left out and tested.",
      "All other options are those of speech: see 'sleipnir speech --help'."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir speakers --quiet",
      "  sleipnir speakers --model lsnn --seed 2 --quiet --report speakers.json"
    })
public final class Speakers implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder that holds the data set, or its parent.")
  private @Nullable Path data;

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description =
          "Write the accuracy of each speaker here, and the confusion matrix of all beside it.")
  private @Nullable Path report;

  @Unmatched private List<String> options = new ArrayList<>();

  /** The command with its defaults. */
  public Speakers() {}

  /**
   * What was found.
   *
   * @param sleipnir version
   * @param jdk version
   * @param command the command line
   * @param accuracy share of all recordings that were answered rightly
   * @param speakers the same of each speaker
   * @param counts how often a word (rows) was taken for each (columns)
   */
  record Report(
      String sleipnir,
      String jdk,
      String command,
      double accuracy,
      Map<String, Double> speakers,
      List<List<Long>> counts) {}

  @Override
  public Integer call() throws IOException {
    if (report != null) {
      OutputFile.check(report);
      OutputFile.check(picture(report));
    }
    PrintWriter out = spec.commandLine().getOut();
    SpokenWords words = SpokenWords.digits(data, null);
    long[][] counts = new long[words.words().size()][words.words().size()];
    Map<String, Double> accuracies = new LinkedHashMap<>();
    for (String speaker : words.speakers()) {
      ConfusionMatrix answers = train(speaker).matrix();
      for (int wanted = 0; wanted < counts.length; wanted++) {
        for (int given = 0; given < counts.length; given++) {
          counts[wanted][given] += answers.count(wanted, given);
        }
      }
      accuracies.put(speaker, answers.accuracy());
      say(out, speaker, answers.accuracy());
    }
    double accuracy = accuracy(counts);
    say(out, "all", accuracy);
    if (report != null) {
      JsonReport.write(
          report,
          new Report(
              Version.number(),
              Runtime.version().toString(),
              commandLine(),
              accuracy,
              accuracies,
              rows(counts)));
      Picture.of(
              HeatMap.confusion(
                  "Words of speakers left out", counts, words.words().toArray(new String[0])))
          .write(picture(report));
    }
    return 0;
  }

  private Confusion train(String speaker) throws IOException {
    List<String> args = new ArrayList<>(options);
    if (data != null) {
      args.addAll(List.of("--data", data.toString()));
    }
    args.addAll(List.of("--speaker", speaker));
    Speech speech = new Speech();
    CommandLine line = new CommandLine(speech).setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(spec.commandLine().getOut()).setErr(spec.commandLine().getErr());
    line.parseArgs(args.toArray(new String[0]));
    speech.call();
    return speech.confusion();
  }

  private static double accuracy(long[][] counts) {
    long right = 0;
    long all = 0;
    for (int wanted = 0; wanted < counts.length; wanted++) {
      right += counts[wanted][wanted];
      for (long count : counts[wanted]) {
        all += count;
      }
    }
    return (double) right / all;
  }

  private static List<List<Long>> rows(long[][] counts) {
    List<List<Long>> rows = new ArrayList<>();
    for (long[] row : counts) {
      List<Long> values = new ArrayList<>();
      for (long count : row) {
        values.add(count);
      }
      rows.add(values);
    }
    return rows;
  }

  private static void say(PrintWriter out, String who, double accuracy) {
    out.println(String.format(Locale.ROOT, "%s: %.2f %%", who, 100 * accuracy));
  }

  private static Path picture(Path report) {
    String name = String.valueOf(report.getFileName());
    String stem = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
    return report.resolveSibling(stem + "-confusion.png");
  }

  private String commandLine() {
    return "sleipnir " + String.join(" ", spec.commandLine().getParseResult().originalArgs());
  }
}
