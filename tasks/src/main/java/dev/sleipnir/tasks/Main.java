package dev.sleipnir.tasks;

import dev.sleipnir.kernels.Simd;
import dev.sleipnir.tasks.cartpole.CartPoleTraining;
import dev.sleipnir.tasks.correlation.Correlation;
import dev.sleipnir.tasks.events.Edges;
import dev.sleipnir.tasks.events.EventsCommand;
import dev.sleipnir.tasks.events.NMnist;
import dev.sleipnir.tasks.events.Surfaces;
import dev.sleipnir.tasks.images.Autoencode;
import dev.sleipnir.tasks.images.Cifar10;
import dev.sleipnir.tasks.images.ConvertCommand;
import dev.sleipnir.tasks.images.FashionMnist;
import dev.sleipnir.tasks.images.Mnist;
import dev.sleipnir.tasks.memory.Memory;
import dev.sleipnir.tasks.nir.NirCommand;
import dev.sleipnir.tasks.option.Verbosity;
import dev.sleipnir.tasks.report.Failures;
import dev.sleipnir.tasks.report.Version;
import dev.sleipnir.tasks.sequence.Braille;
import dev.sleipnir.tasks.sequence.Ecg;
import dev.sleipnir.tasks.sequence.Speakers;
import dev.sleipnir.tasks.sequence.Speech;
import dev.sleipnir.tasks.simulate.Simulate;
import dev.sleipnir.tasks.sweep.SweepCommand;
import dev.sleipnir.tasks.verify.Verify;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code sleipnir} command. */
@Command(
    name = "sleipnir",
    description = "Spiking neural networks on the JVM.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Verbosity {
  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description =
          "Say more: which way spikes took through each connection; the stack trace of an error.")
  private boolean verbose;

  /** In the order of the help. */
  static final List<Class<?>> COMMANDS =
      List.of(
          Mnist.class,
          Cifar10.class,
          FashionMnist.class,
          Autoencode.class,
          Memory.class,
          Correlation.class,
          CartPoleTraining.class,
          Braille.class,
          Ecg.class,
          Speech.class,
          Speakers.class,
          NMnist.class,
          Edges.class,
          Surfaces.class,
          Doctor.class,
          Bench.class,
          ConvertCommand.class,
          SweepCommand.class,
          Verify.class,
          Simulate.class,
          EventsCommand.class,
          NirCommand.class,
          Models.class,
          Rules.class,
          Run.class,
          Shell.class,
          Soak.class,
          Labs.class);

  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  private Main() {}

  /**
   * Runs a command and ends the JVM with its exit status.
   *
   * @param args command, options, arguments
   */
  public static void main(String[] args) {
    Parent.endWithIt();
    // Output is read by programs: what libraries below us format is alike everywhere, too.
    Locale.setDefault(Locale.ROOT);
    // What the libraries log is a line, as all messages here are.
    if (System.getProperty(LOG_FORMAT) == null) {
      System.setProperty(LOG_FORMAT, "sleipnir: %5$s%6$s%n");
    }
    PrintStream out = StandardOutput.stream();
    // What others print, JMH's report for one, is lost no less.
    System.setOut(out);
    System.exit(run(args, out));
  }

  private static int run(String[] args, PrintStream out) {
    try {
      int status =
          run(
              args,
              new PrintWriter(out, true, StandardOutput.encoding()),
              new PrintWriter(System.err, true, encoding("stderr.encoding")));
      out.flush();
      return status;
    } catch (OutputLost e) {
      return e.report(System.err);
    }
  }

  /**
   * Runs a command.
   *
   * @param args command, options, arguments
   * @param out results go here
   * @param err errors go here, one line each
   * @return 0 done, 1 failed, 2 asked for wrongly
   */
  public static int run(String[] args, PrintWriter out, PrintWriter err) {
    try {
      Simd.require();
    } catch (IllegalStateException e) {
      err.println("sleipnir: " + e.getMessage());
      return 1;
    }
    var main = new Main();
    var line = new CommandLine(main);
    commands(args).forEach(line::addSubcommand);
    line.setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, given) -> UsageErrors.report(e))
        .setExecutionExceptionHandler((e, command, parsed) -> main.fail(e, err));
    // What follows the file is the program's, options too.
    CommandLine run = line.getSubcommands().get("run");
    if (run != null) {
      run.setStopAtPositional(true);
    }
    if (args.length == 0) {
      line.usage(err);
      return 2;
    }
    // What follows run's file is the program's, whatever it looks like.
    line.setExpandAtFiles(!args[0].equals("run"));
    try {
      if (line.isExpandAtFiles()) {
        ArgumentFiles.check(args);
      }
      return line.execute(args);
    } catch (IOException e) {
      err.println("sleipnir: " + Failures.reason(e));
      return 2;
    } catch (StackOverflowError e) {
      err.println("sleipnir: what was given is nested too deeply");
      return 1;
    } catch (OutOfMemoryError e) {
      err.println(
          "sleipnir: out of memory: "
              + e.getMessage()
              + " (heap limit "
              + Runtime.getRuntime().maxMemory() / (1024 * 1024)
              + " MiB; SLEIPNIR_JAVA_OPTS=-Xmx... sets another)");
      return 1;
    }
  }

  /**
   * The command that the arguments begin with, or all: to build all of them takes longer than many
   * a command does.
   */
  private static List<Class<?>> commands(String[] args) {
    if (args.length > 0) {
      if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
        return List.of();
      }
      for (Class<?> command : COMMANDS) {
        Command description = command.getAnnotation(Command.class);
        if (description != null && description.name().equals(args[0])) {
          // A sweep runs another.
          return command == SweepCommand.class ? COMMANDS : List.of(command);
        }
      }
    }
    return COMMANDS;
  }

  @Override
  public boolean isVerbose() {
    return verbose;
  }

  private int fail(Exception e, PrintWriter err) {
    err.println("sleipnir: " + Failures.reason(e));
    if (verbose) {
      e.printStackTrace(err);
    }
    return 1;
  }

  private static Charset encoding(String property) {
    return Charset.forName(System.getProperty(property), Charset.defaultCharset());
  }
}
