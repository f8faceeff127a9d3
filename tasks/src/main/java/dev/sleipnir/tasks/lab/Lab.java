package dev.sleipnir.tasks.lab;

import dev.sleipnir.kernels.Simd;
import dev.sleipnir.tasks.StandardOutput;
import dev.sleipnir.tasks.plot.Panel;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.report.Failures;
import dev.sleipnir.tasks.report.JsonReport;
import dev.sleipnir.tasks.report.Version;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An experiment that checks its figures against what is known of them. It prints each criterion as
 * it is checked, and leaves a report and a picture behind:
 *
 * <pre>{@code
 * void main(String[] args) throws Exception {
 *   var lab = Lab.start("siegert", args);
 *   int neurons = lab.isFast() ? 1_000 : 10_000;
 *   ...
 *   lab.checkRelative("firing rate [Hz]", measured, theory, 0.03);
 *   lab.plot(new Plot("Noisy LIF", "mean input", "rate [Hz]").line("theory", x, y));
 *   System.exit(lab.finish());
 * }
 * }</pre>
 *
 * <p>Options, from the command line: {@code --fast} asks for a shorter version, {@code --out DIR}
 * names the folder of the report NAME.json and the picture NAME.png, by default {@code labs} in the
 * current folder. Not for use by several threads at once.
 */
public final class Lab {
  private static final MathContext SHOWN = new MathContext(8);

  private final String name;
  private final boolean fast;
  private final Path folder;
  private final PrintStream out;
  private final long start = System.nanoTime();
  private final List<Check> checks = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> plots = new ArrayList<>();

  private record Check(String what, Object measured, String expected, boolean passed) {}

  private record Report(
      String lab,
      boolean fast,
      boolean passed,
      double seconds,
      String sleipnir,
      String jdk,
      int vectorBits,
      int processors,
      List<Check> checks,
      List<String> notes,
      List<String> plots) {}

  private Lab(String name, boolean fast, Path folder, PrintStream out) {
    this.name = name;
    this.fast = fast;
    this.folder = folder;
    this.out = out;
  }

  /**
   * Starts an experiment that prints to standard output.
   *
   * @param name what its report and picture are called
   * @param args the program's arguments
   * @return the experiment
   * @throws IllegalArgumentException if an argument is none of the options, or the folder cannot be
   *     written to
   */
  public static Lab start(String name, String... args) {
    // A lab is a program of its own, whose report reads alike everywhere.
    Locale.setDefault(Locale.ROOT);
    return start(name, StandardOutput.stream(), args);
  }

  static Lab start(String name, PrintStream out, String... args) {
    boolean fast = false;
    Path folder = Path.of("labs");
    for (int a = 0; a < args.length; a++) {
      if (args[a].equals("--fast")) {
        fast = true;
      } else if (args[a].equals("--out") && a + 1 < args.length) {
        folder = Path.of(args[++a]);
      } else {
        throw new IllegalArgumentException(
            name + ": expected --fast or --out DIR, got " + String.join(" ", args));
      }
    }
    requireFolder(name, folder);
    out.println(name + (fast ? " (fast version)" : ""));
    return new Lab(name, fast, folder, out);
  }

  /** Makes the folder now: an experiment that takes minutes is not lost for want of it. */
  private static void requireFolder(String name, Path folder) {
    try {
      Files.createDirectories(folder);
      if (!Files.isWritable(folder)) {
        throw new IOException("permission denied");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          name
              + ": --out: expected a folder to write to, got "
              + folder
              + ": "
              + Failures.reason(e),
          e);
    }
  }

  /** {@return whether the shorter version was asked for: true after {@code --fast}} */
  public boolean isFast() {
    return fast;
  }

  /**
   * Prints a remark and keeps it for the report: how something was measured, a figure without a
   * criterion.
   *
   * @param text one line
   */
  public void note(String text) {
    notes.add(text);
    out.println("      " + text);
  }

  /**
   * A criterion: a figure is near another, relative to its size.
   *
   * @param what the figure, with its unit
   * @param measured its value; NaN never passes
   * @param expected what it should be, not 0
   * @param tolerance largest distance, as a fraction of what is expected
   */
  public void checkRelative(String what, double measured, double expected, double tolerance) {
    check(
        what,
        measured,
        String.format(Locale.ROOT, "%s within %s %%", shown(expected), shown(100 * tolerance)),
        Math.abs(measured - expected) <= tolerance * Math.abs(expected));
  }

  /**
   * A criterion: a figure is near another.
   *
   * @param what the figure, with its unit
   * @param measured its value; NaN never passes
   * @param expected what it should be
   * @param tolerance largest distance, in the figure's unit
   */
  public void checkAbsolute(String what, double measured, double expected, double tolerance) {
    check(
        what,
        measured,
        String.format(Locale.ROOT, "%s +- %s", shown(expected), shown(tolerance)),
        Math.abs(measured - expected) <= tolerance);
  }

  /**
   * A criterion: a figure lies in a range.
   *
   * @param what the figure, with its unit
   * @param measured its value; NaN never passes
   * @param low lowest value that passes; -infinity for none
   * @param high highest value that passes; infinity for none
   */
  public void checkRange(String what, double measured, double low, double high) {
    String expected =
        low == Double.NEGATIVE_INFINITY
            ? "at most " + shown(high)
            : high == Double.POSITIVE_INFINITY
                ? "at least " + shown(low)
                : shown(low) + " to " + shown(high);
    check(what, measured, expected, measured >= low && measured <= high);
  }

  /**
   * A criterion: a finding is the expected one.
   *
   * @param what the finding
   * @param measured it; counts, lists, names
   * @param expected what it should be equal to
   */
  public void checkEqual(String what, Object measured, Object expected) {
    check(what, measured, String.valueOf(expected), measured.equals(expected));
  }

  private void check(String what, Object measured, String expected, boolean passed) {
    Object kept = measured instanceof Number ? measured : String.valueOf(measured);
    checks.add(new Check(what, kept, expected, passed));
    String value = measured instanceof Double number ? shown(number) : String.valueOf(measured);
    out.println(
        String.format(
            Locale.ROOT,
            "%s  %-44s %-14s expected %s",
            passed ? "pass" : "FAIL",
            what,
            value,
            expected));
  }

  private static String shown(double number) {
    if (!Double.isFinite(number)) {
      return String.valueOf(number);
    }
    var rounded = new BigDecimal(number).round(SHOWN).stripTrailingZeros();
    double size = Math.abs(number);
    return size == 0 || (size >= 1e-3 && size < 1e9) ? rounded.toPlainString() : rounded.toString();
  }

  /**
   * Writes the picture NAME.png: panels, one below the other.
   *
   * @param panels from top to bottom, at least one
   * @throws IOException if it cannot be written
   */
  public void plot(Panel... panels) throws IOException {
    plot(1, Arrays.asList(panels));
  }

  /**
   * Writes the picture NAME.png: panels, side by side and row by row.
   *
   * @param columns panels in a row
   * @param panels from left to right and top to bottom, at least one
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if there is no panel or no column
   */
  public void plot(int columns, List<? extends Panel> panels) throws IOException {
    String file = name + ".png";
    Picture.grid(columns, panels).write(folder.resolve(file));
    if (!plots.contains(file)) {
      plots.add(file);
    }
  }

  /**
   * Writes the report NAME.json and prints the verdict.
   *
   * @return the exit status: 0 if every criterion was met and there was one, else 1
   * @throws IOException if the report cannot be written
   */
  public int finish() throws IOException {
    long met = checks.stream().filter(Check::passed).count();
    boolean passed = met == checks.size() && met > 0;
    double seconds = Math.round((System.nanoTime() - start) / 1e8) / 10.;
    JsonReport.write(
        folder.resolve(name + ".json"),
        new Report(
            name,
            fast,
            passed,
            seconds,
            Version.number(),
            Runtime.version().toString(),
            Simd.bits(),
            Runtime.getRuntime().availableProcessors(),
            checks,
            notes,
            plots));
    out.println(
        String.format(
            Locale.ROOT,
            "%s: %d of %d criteria met in %s s",
            name,
            met,
            checks.size(),
            shown(seconds)));
    return passed ? 0 : 1;
  }
}
