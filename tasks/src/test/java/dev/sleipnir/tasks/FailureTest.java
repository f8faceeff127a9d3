package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What a failing command shows; the failure is a JVM for forks that does not exist. */
class FailureTest {
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(args, new PrintWriter(new StringWriter()), new PrintWriter(err));
  }

  @Test
  void isOneLine() {
    assertEquals(1, run("bench", "triad", "--", "-jvm", "/nonexistent/java", "-v", "SILENT"));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().startsWith("sleipnir: "), err.toString());
  }

  @Test
  void showsTheStackTraceOnlyWhenVerbose() {
    assertEquals(1, run("bench", "-v", "triad", "--", "-jvm", "/nonexistent/java", "-v", "SILENT"));
    assertTrue(err.toString().contains("\tat "), err.toString());
  }
}
