package dev.sleipnir.tasks.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs each work to its end once, and then in turns, each process killed at a random moment and the
 * next going on, until time is up or there were enough kills. What was begun is ended then. Every
 * result is compared with the undisturbed one, byte by byte.
 */
public final class SoakRun {
  private static final String UNDISTURBED = "undisturbed";
  private static final String PARTS = "parts";

  private final Function<List<String>, ProcessBuilder> sleipnir;
  private final Path folder;
  private final RandomGenerator random;
  private final PrintWriter out;
  private final List<Turn> turns = new ArrayList<>();

  private volatile @Nullable Process running;

  /**
   * What became of a work.
   *
   * @param work its name
   * @param seconds how long it takes undisturbed
   * @param kills processes that were killed
   * @param resumed those of them that had left something to go on from
   * @param runs how often it came to its end
   * @param equal how many of these left the bytes of the undisturbed run
   */
  public record Figures(String work, double seconds, int kills, int resumed, int runs, int equal) {}

  /** A work, and how far it is. */
  private static final class Turn {
    private final Work work;
    private double seconds;

    /** How long it takes at most when nothing else is in its way: what kills are drawn from. */
    private double shortest;

    private int kills;
    private int resumed;
    private int runs;
    private int equal;
    private boolean begun;

    Turn(Work work) {
      this.work = work;
    }

    Figures figures() {
      return new Figures(work.name(), seconds, kills, resumed, runs, equal);
    }
  }

  /**
   * A run.
   *
   * @param sleipnir makes a process of a command's arguments, not yet started
   * @param folder for files; what differs stays there
   * @param works which, by name
   * @param length how long each work is: about as many times two seconds
   * @param random when processes are killed
   * @param out is told each result
   */
  public SoakRun(
      Function<List<String>, ProcessBuilder> sleipnir,
      Path folder,
      List<String> works,
      double length,
      RandomGenerator random,
      PrintWriter out) {
    this.sleipnir = sleipnir;
    this.folder = folder;
    this.random = random;
    this.out = out;
    Work.all(length).stream()
        .filter(work -> works.contains(work.name()))
        .forEach(work -> turns.add(new Turn(work)));
  }

  /** {@return the names of all works, in the order in which they take turns} */
  public static List<String> works() {
    return Work.all(1).stream().map(Work::name).toList();
  }

  /**
   * Runs.
   *
   * @param seconds for how long at most, from here on
   * @param kills how many at most
   * @return what became of each work
   * @throws IOException if a process ends with an error; the message has what it said
   * @throws InterruptedException if this thread is interrupted; no process is left
   */
  public List<Figures> run(double seconds, int kills) throws IOException, InterruptedException {
    long until = System.nanoTime() + (long) (1e9 * seconds);
    Thread hook = new Thread(this::endProcess);
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      for (Turn turn : turns) {
        undisturbed(turn);
      }
      int done = 0;
      for (int t = 0; done < kills && System.nanoTime() - until < 0; t++) {
        done += takeTurn(turns.get(t % turns.size()));
      }
      for (Turn turn : turns) {
        if (turn.begun) {
          finish(turn, start(turn, PARTS));
        }
      }
      return turns.stream().map(Turn::figures).toList();
    } finally {
      endProcess();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // The JVM ends: the hook does what it is for.
      }
    }
  }

  private void endProcess() {
    Process process = running;
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private Path place(Turn turn, String which) {
    return folder.resolve(turn.work.name()).resolve(which);
  }

  private void undisturbed(Turn turn) throws IOException, InterruptedException {
    empty(place(turn, UNDISTURBED));
    empty(place(turn, PARTS));
    long began = System.nanoTime();
    require(turn, start(turn, UNDISTURBED));
    turn.seconds = (System.nanoTime() - began) * 1e-9;
    turn.shortest = turn.seconds;
    say(turn, String.format(Locale.ROOT, "%.1f s undisturbed", turn.seconds));
  }

  private Process start(Turn turn, String which) throws IOException {
    Path at = place(turn, which);
    Process process =
        sleipnir
            .apply(turn.work.arguments(at))
            .redirectErrorStream(true)
            .redirectOutput(output(turn).toFile())
            .start();
    running = process;
    return process;
  }

  private Path output(Turn turn) {
    return folder.resolve(turn.work.name()).resolve("output.txt");
  }

  /** Kills, or sees the end if that comes first: 1 or 0 kills. */
  private int takeTurn(Turn turn) throws IOException, InterruptedException {
    turn.begun = true;
    boolean whole = !Work.hasBegun(place(turn, PARTS));
    long began = System.nanoTime();
    Process process = start(turn, PARTS);
    long nanos = (long) (1e9 * turn.shortest * random.nextDouble());
    if (process.waitFor(nanos, TimeUnit.NANOSECONDS)) {
      if (whole) {
        turn.shortest = Math.min(turn.shortest, (System.nanoTime() - began) * 1e-9);
      }
      finish(turn, process);
      return 0;
    }
    process.destroyForcibly().waitFor();
    turn.kills++;
    if (Work.hasBegun(place(turn, PARTS))) {
      turn.resumed++;
    }
    return 1;
  }

  private void finish(Turn turn, Process process) throws IOException, InterruptedException {
    require(turn, process);
    turn.runs++;
    turn.begun = false;
    Path parts = place(turn, PARTS);
    if (turn.work.isSame(place(turn, UNDISTURBED), parts)) {
      turn.equal++;
      say(turn, turn.kills + " kills, " + turn.equal + " of " + turn.runs + " results equal");
      empty(parts);
    } else {
      Path kept = parts.resolveSibling("other-" + turn.runs);
      Files.move(parts, kept);
      Files.createDirectories(parts);
      say(turn, "ANOTHER RESULT, kept in " + kept);
    }
  }

  private void require(Turn turn, Process process) throws IOException, InterruptedException {
    if (process.waitFor() != 0) {
      throw new IOException(
          turn.work.name() + ": exit status " + process.exitValue() + ": " + said(turn));
    }
  }

  private String said(Turn turn) throws IOException {
    return Files.readString(output(turn)).strip();
  }

  private void say(Turn turn, String what) {
    out.println(turn.work.name() + ": " + what);
    out.flush();
  }

  private static void empty(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }
}
