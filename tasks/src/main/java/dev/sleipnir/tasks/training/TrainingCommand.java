package dev.sleipnir.tasks.training;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.tensor.Device;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.EpochResult;
import dev.sleipnir.model.train.PassResult;
import dev.sleipnir.model.train.Trainer;
import dev.sleipnir.model.train.TrainingRun;
import dev.sleipnir.tasks.option.DeviceOption;
import dev.sleipnir.tasks.option.Effect;
import dev.sleipnir.tasks.option.PropagationOption;
import dev.sleipnir.tasks.option.Verbosity;
import dev.sleipnir.tasks.report.Version;
import dev.sleipnir.tasks.watch.Watch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command that trains: epochs with a test after each, progress, a checkpoint that is resumed, a
 * report, and a diagnosis. What is trained is the subclass's, and options of its own.
 */
public abstract class TrainingCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private RunOptions run;

  @Mixin private OptimizerOptions optimizer;

  @Mixin private ScheduleOptions schedule;

  @Mixin private TimeOptions time;

  @Mixin private PropagationOption propagation = new PropagationOption();

  @Mixin private DeviceOption device = new DeviceOption();

  @Mixin private FileOptions files = new FileOptions();

  @Option(
      names = "--watch",
      description =
          "Show the training on a local page while it goes: its address is printed first.")
  private boolean watch;

  @Option(names = "--quiet", description = "Print the result only.")
  private boolean quiet;

  /**
   * A command.
   *
   * @param defaults what it trains with where its options are not given
   */
  protected TrainingCommand(Defaults defaults) {
    run = new RunOptions(defaults.epochs(), defaults.batchSize());
    optimizer = new OptimizerOptions(defaults.learningRate(), defaults.clipNorm());
    schedule = new ScheduleOptions(defaults.schedule(), defaults.cycle());
    time = new TimeOptions(defaults.truncate());
  }

  /** Refuses options of the subclass's own that are out of range, before anything is read. */
  protected abstract void checkOwn();

  /**
   * Loads the data and builds the network.
   *
   * @param saved what is resumed; null for a training from its beginning
   * @return what is trained, and how it is told of
   * @throws IOException if data cannot be had
   */
  protected abstract Training training(@Nullable Checkpoint saved) throws IOException;

  /**
   * Does what is done once with the network that has been trained, with {@code --best} that of the
   * best epoch, before the report is written for the last time: nothing, unless overridden.
   *
   * @param workspace where it is computed
   * @param out where what was found is said
   * @throws IOException if something cannot be read or written
   */
  protected void trained(Workspace workspace, PrintWriter out) throws IOException {}

  /**
   * Says what is to be said last: nothing, unless overridden.
   *
   * @param out where
   */
  protected void end(PrintWriter out) {}

  /** {@return this command} */
  protected final CommandSpec spec() {
    return spec;
  }

  /** {@return {@code --seed}} */
  protected final long seed() {
    return run.seed();
  }

  /** {@return whether to print the result only} */
  protected final boolean isQuiet() {
    return quiet;
  }

  /**
   * A network over time, with the checkpoints and truncation that were asked for.
   *
   * @param network what a step does
   * @return what a sequence does
   */
  protected final Lift lift(NetworkModule network) {
    return time.lift(network);
  }

  @Override
  public final Integer call() throws IOException {
    run.check();
    optimizer.check();
    schedule.check();
    time.check();
    checkOwn();
    device.check();
    files.check();
    Effect.require(spec, "--watch", !files.isDiagnosis(), "no --diagnose", "both");
    try (TrainingFiles held = files.open();
        Device on = device.open()) {
      train(held, on);
    }
    return 0;
  }

  private void train(TrainingFiles held, Device on) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Training what = training(held.saved());
    try (Parallel parallel = Parallel.of(run.threads());
        TerminalProgress progress = new TerminalProgress(quiet)) {
      NetworkModule network = what.training().network().module();
      long stepsOfEpoch = Math.ceilDiv((long) what.training().samples(), run.batchSize());
      Optimizer updates = optimizer.optimizer(network.parameters(), parallel);
      updates.setSchedule(schedule.schedule(run.epochs(), stepsOfEpoch));
      Workspace workspace = new Workspace(parallel, propagation.value(), on);
      Map<String, String> settings = settings(what, on);
      for (String difference : held.resume(description(), settings, updates)) {
        out.println("Resumed though " + difference);
      }
      held.requireModel(what.test(), workspace);
      Trainer trainer =
          optimizer
              .bounded(run.trainer(updates, workspace))
              .listener(
                  new ProgressListener(progress, what.samples(), spec.commandLine().getErr()));
      if (files.isDiagnosis()) {
        out.println(trainer.diagnose(what.training()));
      } else {
        Checkpoint saved = held.saved();
        train(
            what,
            trainer,
            new Checkpoint(
                description(),
                run.seed(),
                saved == null ? 0 : saved.epoch(),
                settings,
                saved == null ? List.of() : saved.history()),
            held,
            workspace,
            new TrainingReport(setup(what), what, workspace));
        if (Verbosity.of(spec)) {
          workspace.propagations().forEach(out::println);
        }
      }
    }
    end(out);
  }

  private void train(
      Training what,
      Trainer trainer,
      Checkpoint start,
      TrainingFiles held,
      Workspace workspace,
      TrainingReport results)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path report = files.report();
    if (report != null && start.epoch() > 0) {
      // At once: what was interrupted may have been saved and not yet reported.
      results.restore(start.history(), report);
      results.write(report);
    }
    List<EpochResult> history;
    try (TrainingLogs logs = files.openLogs();
        @Nullable Watch page = watch(what, workspace)) {
      history =
          held.best(
                  new TrainingRun(
                      (page == null ? trainer : trainer.alsoTell(page)).alsoTell(logs.listener()),
                      what.training(),
                      what.test()))
              .epochs(run.epochs())
              .patience(run.patience())
              .each(
                  (state, trained, tested) -> {
                    results.add(state.epoch(), trained, tested);
                    out.println(line(what, state.epoch(), trained, tested));
                    held.save(state, trainer.optimizer());
                    logs.add(what, state, trained, tested, results);
                    if (page != null) {
                      page.epoch(state.history().getLast());
                    }
                    if (report != null) {
                      // After every epoch: what a long training has shown is not lost with it.
                      results.write(report);
                    }
                  })
              .from(start);
    }
    if (start.epoch() >= run.epochs()) {
      say(
          String.format(
              Locale.ROOT,
              "The checkpoint has %d epochs already; --epochs asks for %d.",
              start.epoch(),
              run.epochs()));
    } else if (history.size() < run.epochs()) {
      say(
          "Stopped"
              + (history.size() == start.epoch() ? " after epoch " + start.epoch() : "")
              + ": no better test "
              + (Double.isNaN(history.getLast().testMetric()) ? "loss" : what.test().metric())
              + " in "
              + run.patience()
              + " epochs.");
    }
    held.backToBest(trainer.optimizer());
    held.saveModel(what.training().network().module()).ifPresent(model -> say("Model: " + model));
    trained(workspace, out);
    if (report != null && !results.isEmpty()) {
      if (what.findings() != Findings.NONE) {
        results.write(report);
      }
      say("Report: " + report);
    }
  }

  /** The page, where one was asked for, whose looks at the network are counted nowhere else. */
  private @Nullable Watch watch(Training what, Workspace workspace) throws IOException {
    if (!watch) {
      return null;
    }
    Workspace own = new Workspace(workspace.parallel());
    Watch page =
        new Watch(
            what.title() + " on " + what.data(),
            () -> ExampleSpikes.of(what.test(), own, run.seed()).layers());
    PrintWriter out = spec.commandLine().getOut();
    out.println("Watch: " + page.address());
    out.flush();
    return page;
  }

  private String line(Training what, int epoch, PassResult training, PassResult test) {
    return String.format(
        Locale.ROOT,
        "epoch %d/%d: training loss %.4f%s (%.1f %s/s); test loss %.4f%s of %d (%.1f %s/s)",
        epoch,
        run.epochs(),
        training.loss(),
        metric(what, training),
        training.samplesPerSecond(),
        what.samples(),
        test.loss(),
        metric(what, test),
        test.samples(),
        test.samplesPerSecond(),
        what.samples());
  }

  private static String metric(Training what, PassResult result) {
    return Double.isNaN(result.metric())
        ? ""
        : ", " + TerminalProgress.metric(what.training().metric(), result.metric());
  }

  private void say(String line) {
    if (!quiet) {
      spec.commandLine().getOut().println(line);
    }
  }

  /** Of checkpoints; all that may differ between two is a setting. */
  private String description() {
    return "sleipnir " + spec.name();
  }

  /** All that decides the result, as options where they are. */
  private Map<String, String> settings(Training what, Device on) {
    Map<String, String> settings = new TreeMap<>(what.settings());
    settings.put("sleipnir", Version.number());
    run.put(settings);
    optimizer.put(settings);
    schedule.put(settings, run.epochs());
    time.put(settings);
    settings.put("--propagation", propagation.value().toString());
    settings.put("--device", device.setting(on));
    return settings;
  }

  private TrainingReport.Setup setup(Training what) {
    return new TrainingReport.Setup(
        commandLine(),
        what.data(),
        what.steps(),
        run.batchSize(),
        run.threads(),
        run.seed(),
        what.training().network().module().toString());
  }

  /** The command that makes this training from its beginning, whole. */
  private String commandLine() {
    List<String> args = new ArrayList<>(spec.commandLine().getParseResult().originalArgs());
    args.removeAll(List.of("--resume", "--force"));
    return "sleipnir " + String.join(" ", args);
  }
}
