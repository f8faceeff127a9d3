package dev.sleipnir.tasks.sweep;

import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.plot.Plot;
import dev.sleipnir.tasks.report.JsonReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Sweep} found: a row for each trial, settings first, then figures.
 *
 * @param task what was run
 * @param axes what was varied
 * @param results of all trials, by their numbers
 */
public record SweepTable(String task, List<Axis> axes, List<TrialResult> results) {
  /** Copies the lists. */
  public SweepTable {
    axes = List.copyOf(axes);
    results = List.copyOf(results);
  }

  /** {@return the names of all figures, in the order in which trials have them} */
  public List<String> figures() {
    Set<String> names = new LinkedHashSet<>();
    results.forEach(result -> names.addAll(result.figures().keySet()));
    return List.copyOf(names);
  }

  /**
   * Whether less of a figure is better.
   *
   * @param figure its name
   * @return true of names that end in {@code loss} or {@code error}
   */
  public static boolean isLessBetter(String figure) {
    String name = figure.toLowerCase(Locale.ROOT);
    return name.endsWith("loss") || name.endsWith("error");
  }

  /**
   * The figure that trials are ranked by, unless another is asked for: the first of the test of
   * which more is better, else the first of the test, else the first.
   *
   * @return its name; empty if there is no figure
   */
  public Optional<String> objective() {
    List<String> names = figures();
    List<String> tested = names.stream().filter(name -> name.startsWith("test")).toList();
    return tested.stream()
        .filter(name -> !isLessBetter(name))
        .findFirst()
        .or(() -> tested.stream().findFirst())
        .or(() -> names.stream().findFirst());
  }

  /**
   * The trials, best first.
   *
   * @param objective the name of the figure they are ranked by
   * @return those that have it, equal ones by their numbers
   */
  public List<TrialResult> ranked(String objective) {
    Comparator<TrialResult> rising = Comparator.comparingDouble(of(objective)::apply);
    return results.stream()
        .filter(result -> result.figures().containsKey(objective))
        .sorted(isLessBetter(objective) ? rising : rising.reversed())
        .toList();
  }

  private static Function<TrialResult, Double> of(String figure) {
    return result -> result.figures().getOrDefault(figure, Double.NaN);
  }

  /** {@return the trials that failed} */
  public List<TrialResult> failures() {
    return results.stream().filter(TrialResult::isFailure).toList();
  }

  private record Report(
      String task, @Nullable String objective, List<Map<String, @Nullable Object>> trials) {}

  /**
   * Writes {@code table.csv} and {@code table.json}, by the trials' numbers, {@code table.md}, best
   * first, and the plot {@code table.png}, where there is a figure. They have no times: the same
   * trials give the same files.
   *
   * @param folder where to; what is there is replaced
   * @param objective the name of the figure that trials are ranked by
   * @throws IOException if they cannot be written
   */
  public void write(Path folder, Optional<String> objective) throws IOException {
    text(folder.resolve("table.csv"), csv());
    JsonReport.write(
        folder.resolve("table.json"),
        new Report(task, objective.orElse(null), results.stream().map(this::row).toList()));
    text(folder.resolve("table.md"), markdown(objective));
    if (objective.isPresent()) {
      picture(objective.get()).write(folder.resolve("table.png"));
    }
  }

  private static void text(Path file, String text) throws IOException {
    OutputFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private Map<String, @Nullable Object> row(TrialResult result) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("trial", result.trial().number());
    row.putAll(result.trial().settings());
    row.putAll(result.figures());
    row.put("error", result.error());
    return row;
  }

  private List<String> columns() {
    List<String> columns = new ArrayList<>(List.of("trial"));
    axes.forEach(axis -> columns.add(axis.name()));
    columns.addAll(figures());
    columns.add("error");
    return columns;
  }

  private List<String> cells(TrialResult result) {
    Map<String, @Nullable Object> row = row(result);
    return columns().stream()
        .map(column -> row.get(column) == null ? "" : cell(row.get(column)))
        .toList();
  }

  /** Counts without a fraction. */
  private static String cell(@Nullable Object value) {
    return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e9
        ? String.valueOf(number.longValue())
        : String.valueOf(value);
  }

  private String csv() {
    StringBuilder text = new StringBuilder(line(columns()));
    results.forEach(result -> text.append(line(cells(result))));
    return text.toString();
  }

  private static String line(List<String> cells) {
    return String.join(",", cells.stream().map(SweepTable::quoted).toList()) + "\n";
  }

  /** RFC 4180. */
  private static String quoted(String cell) {
    return cell.matches("(?s).*[,\"\\n\\r].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
  }

  private String markdown(Optional<String> objective) {
    List<TrialResult> order = new ArrayList<>(objective.map(this::ranked).orElse(List.of()));
    results.stream().filter(result -> !order.contains(result)).forEach(order::add);
    StringBuilder text = new StringBuilder("# " + task + "\n\n");
    objective.ifPresent(
        figure ->
            text.append(results.size())
                .append(" trials by ")
                .append(figure)
                .append(isLessBetter(figure) ? ", least first.\n\n" : ", most first.\n\n"));
    text.append(markdown(columns()));
    text.append("|").append(" --- |".repeat(columns().size())).append('\n');
    order.forEach(result -> text.append(markdown(cells(result))));
    return text.toString();
  }

  private static String markdown(List<String> cells) {
    return "| "
        + String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList())
        + " |\n";
  }

  /**
   * Draws a figure against each setting.
   *
   * @param objective its name
   * @return a panel for each axis: a point for each trial, and, over a grid, a line through means
   */
  public Picture picture(String objective) {
    List<TrialResult> shown = ranked(objective);
    List<Plot> panels = axes.stream().map(axis -> panel(axis, objective, shown)).toList();
    return Picture.grid(Math.min(2, panels.size()), panels);
  }

  private static Plot panel(Axis axis, String objective, List<TrialResult> shown) {
    Plot plot = new Plot("", axis.name(), objective);
    List<String> names = axis instanceof Axis.Grid grid ? grid.values() : List.of();
    boolean numbers = names.stream().allMatch(SweepTable::isNumber);
    if (!numbers) {
      plot.xNames(names);
    }
    double[] x = new double[shown.size()];
    double[] y = new double[shown.size()];
    TreeMap<Double, List<Double>> each = new TreeMap<>();
    for (int n = 0; n < x.length; n++) {
      String value = String.valueOf(shown.get(n).trial().settings().get(axis.name()));
      x[n] = numbers ? Double.parseDouble(value) : names.indexOf(value);
      y[n] = of(objective).apply(shown.get(n));
      each.computeIfAbsent(x[n], k -> new ArrayList<>()).add(y[n]);
    }
    if (axis.isLogarithmic() || (numbers && isSpreadByRatio(names))) {
      plot.logX();
    }
    if (numbers && shown.stream().allMatch(r -> isWhole(axis, r))) {
      plot.wholeX();
    }
    plot.points("trial", x, y);
    if (axis instanceof Axis.Grid && each.size() < x.length) {
      plot.line(
          "mean",
          each.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
          each.values().stream()
              .mapToDouble(ys -> ys.stream().mapToDouble(v -> v).average().orElse(Double.NaN))
              .toArray());
    }
    return plot;
  }

  private static boolean isWhole(Axis axis, TrialResult result) {
    return String.valueOf(result.trial().settings().get(axis.name())).matches("[+-]?\\d+");
  }

  private static boolean isNumber(String value) {
    try {
      return Double.isFinite(Double.parseDouble(value));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Values such as 0.001, 0.01, 0.1 would lie on one another on a linear axis. */
  private static boolean isSpreadByRatio(List<String> values) {
    double[] sorted = values.stream().mapToDouble(Double::parseDouble).sorted().toArray();
    return sorted.length > 2 && sorted[0] > 0 && sorted[sorted.length - 1] >= 30 * sorted[0];
  }
}
