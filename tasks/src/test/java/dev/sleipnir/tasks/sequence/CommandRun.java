package dev.sleipnir.tasks.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sleipnir.tasks.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** A command that has run: its exit status and what it wrote. */
record CommandRun(int status, String out, String err) {
  static CommandRun of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    return new CommandRun(status, out.toString(), err.toString());
  }

  /** One that has to succeed. */
  static CommandRun done(String... args) {
    CommandRun run = of(args);
    assertEquals(0, run.status, run.err);
    return run;
  }

  /** The message of one that has to fail, and the status it must fail with. */
  static String refused(int status, String... args) {
    CommandRun run = of(args);
    assertEquals(status, run.status, run.out + run.err);
    assertEquals(1, run.err.lines().count(), run.err);
    return run.err.strip();
  }

  /** The folder of real data of a name; the test is skipped without. */
  static Path realData(String name) {
    String named = System.getenv("SLEIPNIR_DATA");
    assumeTrue(named != null, "SLEIPNIR_DATA is not set: real data not tested");
    Path folder = Path.of(named).resolve(name);
    assumeTrue(Files.isDirectory(folder), "SLEIPNIR_DATA has no " + name + ": not tested");
    return folder;
  }
}
