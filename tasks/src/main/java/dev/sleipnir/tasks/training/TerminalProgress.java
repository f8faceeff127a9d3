package dev.sleipnir.tasks.training;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;
import org.jspecify.annotations.Nullable;

/**
 * Progress through samples, on standard error: a bar on a terminal, a line every ten seconds where
 * there is none, nothing when quiet. Used from one thread.
 */
public final class TerminalProgress implements AutoCloseable {
  private static final long LINE_EVERY_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int USUAL_COLUMNS = 80;

  private final boolean quiet;
  private final PrintStream err;
  private final int columns;
  private final LongSupplier nanoTime;

  private @Nullable ProgressBar bar;
  private String label = "";
  private String unit = "";
  private String metric = "";
  private long total;
  private long done;
  private String figures = "";
  private long started;
  private long lastLine;
  private boolean running;

  /**
   * Progress on standard error.
   *
   * @param quiet whether to show nothing
   */
  public TerminalProgress(boolean quiet) {
    this(quiet, System.err, terminalColumns(), System::nanoTime);
  }

  TerminalProgress(boolean quiet, PrintStream err, int columns, LongSupplier nanoTime) {
    this.quiet = quiet;
    this.err = err;
    this.columns = columns;
    this.nanoTime = nanoTime;
  }

  /**
   * Starts showing a stretch of work; ends the one before, if any.
   *
   * @param label what it is, such as {@code epoch 3/20}
   * @param total samples in all, at least 1
   * @param metric what the figure beside the loss is called; {@code accuracy} is shown in per cent
   * @throws IllegalArgumentException if total is below 1
   */
  public void start(String label, long total, String metric) {
    start(label, total, "samples", metric);
  }

  /**
   * Starts showing a stretch of work; ends the one before, if any.
   *
   * @param label what it is, such as {@code sweep}
   * @param total how much in all, at least 1
   * @param unit of what, such as {@code trials}
   * @param metric what the figure beside the loss is called; {@code accuracy} is shown in per cent
   * @throws IllegalArgumentException if total is below 1
   */
  public void start(String label, long total, String unit, String metric) {
    if (total < 1) {
      throw new IllegalArgumentException("total: expected at least 1 sample, got " + total);
    }
    close();
    this.label = label;
    this.total = total;
    this.unit = unit;
    this.metric = metric;
    done = 0;
    figures = "";
    started = nanoTime.getAsLong();
    lastLine = started;
    running = true;
    if (!quiet && columns > 0) {
      bar = newBar();
    }
  }

  /**
   * Shows how far the work is.
   *
   * @param done samples done since {@link #start}, in [0, total]
   * @param loss mean loss so far; NaN is not shown
   * @param value the metric so far, an accuracy in [0, 1]; NaN is not shown
   * @throws IllegalStateException if nothing was started
   * @throws IllegalArgumentException if done is outside [0, total]
   */
  public void step(long done, double loss, double value) {
    if (!running) {
      throw new IllegalStateException("progress: expected start before step, got step first");
    }
    if (done < 0 || done > total) {
      throw new IllegalArgumentException("done: expected 0 to " + total + " samples, got " + done);
    }
    this.done = done;
    figures = figures(loss, metric, value);
    if (bar != null) {
      bar.setExtraMessage(figures);
      bar.stepTo(done);
    } else if (!quiet && nanoTime.getAsLong() - lastLine >= LINE_EVERY_NANOS) {
      printLine();
    }
  }

  /** Leaves a bar as it is and goes to the next line, where something else is to be written. */
  void beginLine() {
    if (bar != null) {
      err.println();
    }
  }

  /** Ends the stretch of work, leaving its last state on the screen. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    } else if (running && !quiet) {
      printLine();
    }
    running = false;
  }

  private ProgressBar newBar() {
    // With a consumer of known width the library asks no terminal, and so loads no native code.
    String of = unit;
    return new ProgressBarBuilder()
        .setTaskName(label)
        .setInitialMax(total)
        .setUpdateIntervalMillis(200)
        .setRenderer((state, width) -> render(state, of, width))
        .setConsumer(new ConsoleProgressBarConsumer(err, columns - 1))
        .build();
  }

  /** Called from the library's own thread: looks at nothing but the state it hands over. */
  private static String render(ProgressState state, String unit, int columns) {
    double seconds =
        state.getStartInstant() == null ? 0 : state.getElapsedAfterStart().toNanos() / 1e9;
    var line =
        new ProgressLine(
            state.getTaskName(),
            state.getCurrent(),
            state.getMax(),
            unit,
            seconds,
            state.getExtraMessage());
    // What an earlier, longer text left on the screen is wiped.
    String text = line.bar(columns);
    return text + " ".repeat(columns - text.length());
  }

  private void printLine() {
    lastLine = nanoTime.getAsLong();
    err.println(
        new ProgressLine(label, done, total, unit, (lastLine - started) / 1e9, figures).full());
  }

  private static String figures(double loss, String metric, double value) {
    var text = new StringBuilder();
    if (!Double.isNaN(loss)) {
      text.append(String.format(Locale.ROOT, "loss %.4f", loss));
    }
    if (!Double.isNaN(value)) {
      text.append(text.isEmpty() ? "" : ", ").append(metric(metric, value));
    }
    return text.toString();
  }

  /** A metric as it is shown: an accuracy, 0 to 1, in per cent. */
  static String metric(String name, double value) {
    return name.equals("accuracy")
        ? String.format(Locale.ROOT, "accuracy %.2f %%", 100 * value)
        : String.format(Locale.ROOT, "%s %.4f", name, value);
  }

  /** Width of the terminal behind standard error; 0 if there is none. */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 returns null again where there is no terminal
  private static int terminalColumns() {
    // The launcher knows whether standard error is a terminal, and how wide; Java cannot tell.
    Integer told = Integer.getInteger("sleipnir.terminal.columns");
    if (told != null) {
      return told;
    }
    var console = System.console();
    return console != null && console.isTerminal() ? USUAL_COLUMNS : 0;
  }
}
