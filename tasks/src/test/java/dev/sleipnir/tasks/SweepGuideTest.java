package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.tasks.sweep.Axis;
import dev.sleipnir.tasks.sweep.SearchSpace;
import dev.sleipnir.tasks.sweep.Sweep;
import dev.sleipnir.tasks.sweep.SweepTable;
import dev.sleipnir.tasks.sweep.TrialResult;
import dev.sleipnir.tasks.sweep.TrialRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to sweeps: its code is this test, token for token. */
class SweepGuideTest {
  @TempDir private Path folder;

  @Test
  void oneOfOnesOwn() throws IOException {
    // guide begins
    var space =
        new SearchSpace(List.of(Axis.grid("width=16,32"), Axis.range("rate=1e-4..1e-1:log")), 3, 1);
    TrialRunner runner =
        (trial, own) -> {
          var figures = new LinkedHashMap<String, Double>();
          figures.put("testLoss", Math.abs(trial.number("rate") - 0.01) / trial.number("width"));
          return figures;
        };
    SweepTable table = new Sweep("example", space, folder, runner).parallel(2).run();
    TrialResult best = table.ranked("testLoss").getFirst();
    table.write(folder, table.objective());
    // guide ends
    assertEquals("32", best.trial().settings().get("width"));
    assertTrue(Files.size(folder.resolve("table.png")) > 0);
  }

  @Test
  void theGuideHasTheseLines() throws IOException {
    assertEquals(ComparedLines.ofTest(SweepGuideTest.class), ComparedLines.ofPage("sweeps.md"));
  }
}
