package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.network.analysis.Moments;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.report.JsonReport;
import dev.sleipnir.tasks.report.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code sleipnir simulate statistics}: compares with another simulator's. */
@Command(
    name = "statistics",
    sortOptions = false,
    description = {
      "Run networks with several seeds and compare the means of their statistics with those of"
          + " another simulator (format network-statistics/1).",
      "A mean is right if it is within 3 standard errors of the difference, of the larger of both"
          + " standard deviations."
    },
    footer = {"", "Ends with 0 if every mean is right, else 1."})
final class Statistics implements Callable<Integer> {
  private static final String FORMAT = "network-statistics/1";
  private static final double MOST_ERRORS = 3;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE.json", description = "The other's statistics.")
  private Path file = Path.of("");

  @Option(
      names = "--only",
      paramLabel = "PREFIX",
      split = ",",
      description = "Only networks whose name in the file starts so.")
  private List<String> only = List.of();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Seeds 1 to N, at least 2 (${DEFAULT-VALUE}).")
  private int seeds;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description = "Also write the table to a file.")
  private @Nullable Path report;

  Statistics() {}

  private record Row(
      String network,
      String statistic,
      double mean,
      double sd,
      double otherMean,
      double otherSd,
      double standardErrors) {}

  private record Report(String sleipnir, int seeds, List<Row> rows) {}

  @Override
  public Integer call() throws IOException {
    if (seeds < 2) {
      throw Usage.error(spec, "--seeds: expected at least 2, got " + seeds);
    }
    if (report != null) {
      OutputFile.check(report);
    }
    JsonNode networks = read().path("networks");
    PrintWriter out = spec.commandLine().getOut();
    List<Row> rows = new ArrayList<>();
    try (Parallel parallel = threads.parallel()) {
      for (Map.Entry<String, JsonNode> entry : networks.properties()) {
        String name = entry.getKey();
        if (only.isEmpty() || only.stream().anyMatch(name::startsWith)) {
          for (Row row : compare(name, entry.getValue(), parallel)) {
            rows.add(row);
            out.println(
                String.format(
                    Locale.ROOT,
                    "%-22s %-24s %12.5g ± %-10.3g %12.5g ± %-10.3g %5.2f%s",
                    row.network,
                    row.statistic,
                    row.mean,
                    row.sd,
                    row.otherMean,
                    row.otherSd,
                    row.standardErrors,
                    isRight(row) ? "" : "  differs"));
          }
          out.flush();
        }
      }
    }
    if (rows.isEmpty()) {
      throw Usage.error(spec, "--only: no network of " + file + " has such a name");
    }
    long wrong = rows.stream().filter(row -> !isRight(row)).count();
    out.println(
        String.format(
            Locale.ROOT,
            "%d of %d means within %.0f standard errors, %d seeds",
            rows.size() - wrong,
            rows.size(),
            MOST_ERRORS,
            seeds));
    if (report != null) {
      JsonReport.write(report, new Report(Version.number(), seeds, rows));
    }
    return wrong == 0 ? 0 : 1;
  }

  private static boolean isRight(Row row) {
    return row.standardErrors <= MOST_ERRORS;
  }

  private JsonNode read() {
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(file);
    } catch (JacksonException e) {
      throw Usage.error(spec, file + ": " + e.getOriginalMessage());
    }
    if (!json.path("format").asString("").equals(FORMAT)) {
      throw Usage.error(
          spec, file + ": expected format " + FORMAT + ", got " + json.path("format"));
    }
    return json;
  }

  /** Such as brunel_5000_SI_fast: the name, the neurons, the rest of the name. */
  private KnownNetwork known(String name, int neurons) {
    String wanted = name.replace("_" + neurons, "").toUpperCase(Locale.ROOT);
    for (KnownNetwork network : KnownNetwork.values()) {
      if (network.name().equals(wanted)) {
        return network;
      }
    }
    throw Usage.error(
        spec,
        file + ": expected one of " + List.of(KnownNetwork.values()) + ", got '" + wanted + "'");
  }

  private List<Row> compare(String name, JsonNode other, Parallel parallel) {
    JsonNode parameters = other.path("parameters");
    int neurons =
        parameters.path("neurons_exc").intValue() + parameters.path("neurons_inh").intValue();
    KnownNetwork network = known(name, neurons);
    List<Map<String, Double>> runs = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      runs.add(
          Measured.of(
              network,
              neurons,
              seed,
              other.path("transient_ms").doubleValue(),
              other.path("window_ms").doubleValue(),
              parallel));
    }
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : other.path("statistics").properties()) {
      String statistic = entry.getKey();
      double[] values =
          runs.stream().mapToDouble(run -> run.getOrDefault(statistic, Double.NaN)).toArray();
      Moments moments = Moments.of(values);
      double mean = moments.mean();
      double sd = moments.deviation() * Math.sqrt(seeds / (seeds - 1.0));
      double otherMean = entry.getValue().path("mean").doubleValue();
      double otherSd = entry.getValue().path("sd").doubleValue();
      double larger = Math.max(sd, otherSd);
      double error = larger * Math.sqrt(1.0 / seeds + 1.0 / other.path("seeds").doubleValue());
      double difference = Math.abs(mean - otherMean);
      rows.add(
          new Row(
              name,
              statistic,
              mean,
              sd,
              otherMean,
              otherSd,
              difference == 0 ? 0 : difference / error));
    }
    return rows;
  }
}
