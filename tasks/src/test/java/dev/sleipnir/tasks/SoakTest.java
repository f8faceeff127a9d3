package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SoakTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  @Test
  void whatIsKilledFourTimesLeavesTheSameBytes() throws Exception {
    Path report = folder.resolve("soak.json");
    int status =
        run(
            "soak",
            "--kills=4",
            "--length=0.05",
            "--work=session,training",
            "--out=" + folder.resolve("files"),
            "--report=" + report);
    assertEquals(0, status, out.toString() + err);
    JsonNode works = JsonMapper.shared().readTree(report).get("works");
    int kills = 0;
    int runs = 0;
    for (JsonNode work : works) {
      kills += work.get("kills").intValue();
      runs += work.get("runs").intValue();
      assertEquals(work.get("runs"), work.get("equal"), works::toString);
    }
    assertEquals(4, kills, works::toString);
    assertTrue(runs >= 1, works::toString);
    assertTrue(out.toString().contains("4 kills; " + runs + " of " + runs), out.toString());
  }

  @Test
  void stepsThatAreBrokenOffGoOn() throws Exception {
    for (String kind : List.of("session", "plasticity")) {
      Path whole = folder.resolve(kind + "-whole");
      Path parts = folder.resolve(kind + "-parts");
      assertEquals(0, run("soak", kind, "--steps=60", "--every=25", "--out=" + whole));
      assertEquals(0, run("soak", kind, "--steps=20", "--every=7", "--out=" + parts));
      assertEquals(0, run("soak", kind, "--steps=60", "--every=60", "--out=" + parts));
      try (var files = Files.list(parts)) {
        assertEquals(List.of(parts.resolve("step-000000060")), files.toList());
      }
      Path last = whole.resolve("step-000000060");
      assertEquals(-1, Files.mismatch(last, parts.resolve("step-000000060")));
      assertEquals(0, run("soak", kind, "--steps=59", "--every=60", "--out=" + whole + "-other"));
      Path other = folder.resolve(kind + "-whole-other").resolve("step-000000059");
      assertTrue(Files.mismatch(last, other) >= 0, "a step more is another state");
    }
  }

  @Test
  void whatIsWrongIsRefused() throws Exception {
    assertEquals(2, run("soak", "--minutes=0"));
    assertEquals(2, run("soak", "--kills=-1"));
    assertEquals(2, run("soak", "--length=0"));
    assertEquals(2, run("soak", "--work=sessions"));
    Files.createFile(folder.resolve("there"));
    assertEquals(2, run("soak", "--out=" + folder));
    assertTrue(err.toString().contains("--out: expected an empty folder"), err.toString());
  }
}
