package dev.sleipnir.tasks.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.tasks.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SimulateTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(args, new PrintWriter(out), new PrintWriter(err));
  }

  @ParameterizedTest
  @EnumSource
  void everyNetworkRuns(KnownNetwork network) {
    assertEquals(
        0,
        run("simulate", network.name(), "--neurons", "400", "--seconds", "0.01"),
        err.toString());
    assertTrue(out.toString().contains(": 400 neurons, "), out.toString());
  }

  @Test
  void brunelHasRegimes() {
    assertEquals(
        0, run("simulate", "brunel", "--regime", "sr", "--neurons", "100", "--seconds", "0.01"));
    assertTrue(out.toString().contains("brunel_sr: 100 neurons"), out.toString());
  }

  @Test
  void reportsAreTheSameForAnyThreads() throws Exception {
    JsonNode[] reports = new JsonNode[2];
    for (int k = 0; k < 2; k++) {
      Path file = folder.resolve(k + ".json");
      String threads = Integer.toString(k + 1);
      assertEquals(
          0,
          run(
              "simulate",
              "cuba",
              "--seconds",
              "0.02",
              "--seed",
              "5",
              "--threads",
              threads,
              "--report",
              file.toString()));
      reports[k] = JsonMapper.shared().readTree(file);
    }
    assertTrue(
        reports[0].get("populations").get("i").get("rate").doubleValue() > 0,
        reports[0].toString());
    for (String key : new String[] {"synapses", "populations"}) {
      assertEquals(reports[0].get(key), reports[1].get(key));
    }
  }

  @Test
  void spikesAndRatesAreDrawn() throws Exception {
    for (String seconds : new String[] {"0.0001", "0.02", "0.6"}) {
      Path file = folder.resolve(seconds + ".svg");
      assertEquals(
          0,
          run(
              "simulate",
              "cuba",
              "--neurons",
              "300",
              "--seconds",
              seconds,
              "--plot",
              "" + file,
              "--watch",
              "--quiet"),
          err.toString());
      String picture = Files.readString(file);
      assertTrue(picture.contains("cuba, seed 1; from below: e, i"), picture);
    }
    assertTrue(out.toString().contains("Watch: http://127.0.0.1:"), out.toString());
  }

  /** An assembly whose synapses got stronger is silent, and wakes by a quarter of it. */
  @Test
  void memoriesAreRecalled() throws Exception {
    Path report = folder.resolve("recall.json");
    Path plot = folder.resolve("recall.svg");
    String command = "simulate vogels --recall --neurons 600 --seconds 6 --threads 1";
    String files = " --report " + report + " --plot " + plot;
    assertEquals(0, run((command + files).split(" ")), err.toString());
    JsonNode recall = JsonMapper.shared().readTree(report).get("recall");
    assertEquals(48, recall.get("neurons").intValue());
    assertEquals(12, recall.get("stimulated").intValue());
    assertTrue(rate(recall, "with", "assembly") > 3 * rate(recall, "with", "others"), "" + recall);
    assertTrue(
        rate(recall, "without", "assembly") < 2 * rate(recall, "without", "others"), "" + recall);
    assertTrue(Files.readString(plot).contains("With the memory"));
    assertTrue(out.toString().contains("while 12 neurons are stimulated"), out.toString());
  }

  private static double rate(JsonNode recall, String when, String who) {
    return recall.get(when).get(who).doubleValue();
  }

  @Test
  void statisticsAreCompared() throws Exception {
    Path file = folder.resolve("statistics.json");
    Files.writeString(
        file,
        """
        {"format": "network-statistics/1", "networks": {"cuba_400": {
          "parameters": {"neurons_exc": 320, "neurons_inh": 80}, "seeds": 5,
          "transient_ms": 5, "window_ms": 505,
          "statistics": {"rate_all": {"mean": 30, "sd": 300}, "corr_mean": {"mean": 9, "sd": 1}}}}}
        """);
    assertEquals(1, run("simulate", "statistics", file.toString(), "--seeds", "2"), err.toString());
    String table = out.toString();
    assertTrue(table.contains("corr_mean") && table.contains("differs"), table);
    assertTrue(table.endsWith("1 of 2 means within 3 standard errors, 2 seeds\n"), table);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "simulate; expected a network, got none",
        "simulate cubo; cubo",
        "simulate cuba --seconds -1; --seconds: expected a time above 0 and up to 1e6, got -1.0",
        "simulate cuba --neurons 9; --neurons: expected at least 10, got 9",
        "simulate cuba --scale 0; --scale: expected a number that leaves 10 to 1e8 of 4000 neurons,"
            + " got 0.0",
        "simulate cuba --regime sr; --regime: expected brunel beside it, got CUBA",
        "simulate cuba --recall --seconds 2; --recall: expected vogels beside it, got CUBA",
        "simulate vogels --recall; --recall: expected --seconds of at least 2 beside it, got 1.0",
        "simulate cuba --threads 0; --threads: expected a number from 1 to 1024, got 0",
        "simulate cuba --plot x.pdf; --plot: x.pdf: expected a name that ends in .png or .svg",
        "simulate cuba --snapshot-every 3; --snapshot-every: expected --snapshot FILE",
        "simulate cuba --snapshot x --snapshot-every -1; --snapshot-every: expected at least 0",
        "simulate cuba --force; --force: expected --snapshot FILE and no --resume beside it",
        "simulate statistics nowhere.json; nowhere.json",
        "simulate statistics nowhere.json --seeds 1; --seeds: expected at least 2, got 1",
      })
  void badInputIsRefused(String command, String message) {
    assertEquals(2, run(command.split(" ")), out.toString());
    assertTrue(err.toString().contains(message), err.toString());
  }
}
