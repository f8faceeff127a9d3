package dev.sleipnir.tasks.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {
  @TempDir Path folder;

  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(Axis.grid("kind=a,\"b\",c"), Axis.range("rate=1e-4..1e-1:log")), 3, 7);

  private static SequencedMap<String, Double> score(Trial trial, Path own) {
    assertTrue(Files.isDirectory(own));
    if ("c".equals(trial.settings().get("kind"))) {
      throw new IllegalArgumentException("no c, and\nno more");
    }
    SequencedMap<String, Double> figures = new LinkedHashMap<>();
    figures.put("trainLoss", trial.number("rate"));
    figures.put("testLoss", 2 * trial.number("rate"));
    figures.put("testHits", -Math.abs(trial.number("rate") - 0.01));
    figures.put("never", Double.NaN);
    return figures;
  }

  private static double figure(TrialResult result, String name) {
    return Objects.requireNonNull(result.figures().get(name), name);
  }

  private static Map<String, String> tables(Path of) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : List.of("table.csv", "table.json", "table.md")) {
      texts.put(name, Files.readString(of.resolve(name)));
    }
    return texts;
  }

  @Test
  void anInterruptedSweepGoesOnToTheSameTable() throws IOException {
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    SweepTable table = new Sweep("score", SPACE, whole, SweepTest::score).run();
    table.write(whole, table.objective());
    Set<Integer> ran = ConcurrentHashMap.newKeySet();
    assertThrows(
        CancellationException.class,
        () ->
            new Sweep(
                    "score",
                    SPACE,
                    parts,
                    (trial, own) -> {
                      if (trial.number() == 5) {
                        throw new CancellationException("killed");
                      }
                      ran.add(trial.number());
                      return score(trial, own);
                    })
                .run());
    assertEquals(Set.of(1, 2, 3, 4), ran);
    Set<Integer> again = ConcurrentHashMap.newKeySet();
    SweepTable resumed =
        new Sweep(
                "score",
                SPACE,
                parts,
                (trial, own) -> {
                  again.add(trial.number());
                  return score(trial, own);
                })
            .parallel(3)
            .run();
    assertEquals(Set.of(5, 6, 7, 8, 9), again);
    resumed.write(parts, resumed.objective());
    assertEquals(tables(whole), tables(parts));
    assertEquals(-1, Files.mismatch(whole.resolve("table.png"), parts.resolve("table.png")));
    assertEquals(Optional.of("testHits"), table.objective());
    assertEquals(3, table.failures().size());
    assertEquals("no c, and no more", table.failures().getFirst().error());
    List<TrialResult> ranked = table.ranked("testLoss");
    assertEquals(6, ranked.size());
    assertTrue(figure(ranked.getFirst(), "testLoss") <= figure(ranked.get(1), "testLoss"));
    String csv = Objects.requireNonNull(tables(whole).get("table.csv"));
    assertEquals(10, csv.lines().count());
    assertTrue(csv.contains("\"\"\"b\"\"\""), csv);
    assertFalse(csv.contains("never"));
    IOException other =
        assertThrows(
            IOException.class, () -> new Sweep("another", SPACE, parts, SweepTest::score).run());
    String message = String.valueOf(other.getMessage());
    assertTrue(message.contains("got another instead of score"), message);
    assertThrows(
        IOException.class,
        () ->
            new Sweep("score", SearchSpace.grid(Axis.grid("kind=a")), parts, SweepTest::score)
                .run());
  }

  @Test
  void noTrialRunsAfterTheSweep() {
    for (int n = 0; n < 20; n++) {
      AtomicInteger running = new AtomicInteger();
      CountDownLatch begun = new CountDownLatch(1);
      Sweep sweep =
          new Sweep(
                  "score",
                  SPACE,
                  folder.resolve("over" + n),
                  (trial, own) -> {
                    if (trial.number() == 1) {
                      begun.await();
                      throw new CancellationException("killed");
                    }
                    running.incrementAndGet();
                    begun.countDown();
                    try {
                      Thread.sleep(20); // the sweep's end interrupts it, or comes after it
                    } finally {
                      running.decrementAndGet();
                    }
                    return score(trial, own);
                  })
              .parallel(3);
      assertThrows(CancellationException.class, sweep::run);
      assertEquals(0, running.get());
    }
  }

  @Test
  void pointsAreThoseOfTheSeed() {
    List<Trial> trials = SPACE.trials();
    assertEquals(9, trials.size());
    assertEquals(trials, SPACE.trials());
    assertNotEquals(trials, new SearchSpace(SPACE.axes(), 3, 8).trials());
    // Every point of the grid has the same draws.
    assertEquals(trials.get(0).number("rate"), trials.get(3).number("rate"));
    for (Trial trial : trials) {
      assertTrue(trial.number("rate") >= 1e-4 && trial.number("rate") <= 1e-1, trial.toString());
    }
    boolean[] seen = new boolean[4];
    for (Trial trial : new SearchSpace(List.of(Axis.range("n=2..5")), 60, 1).trials()) {
      seen[(int) trial.number("n") - 2] = true;
      assertTrue(String.valueOf(trial.settings().get("n")).matches("[2-5]"), trial.toString());
    }
    for (boolean each : seen) {
      assertTrue(each);
    }
    assertEquals(
        List.of("kind=x n=1", "kind=x n=2", "kind=y n=1", "kind=y n=2"),
        SearchSpace.grid(Axis.grid("--kind=x,y"), Axis.grid("n=1,2")).trials().stream()
            .map(Trial::toString)
            .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rate", "=1", "rate=", "rate=1..", "rate=2..1", "rate=0..1:log", "rate=a..b"})
  void whatIsNoRangeIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Axis.range(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"seed", "=1", "seed=", "seed=1,,2", "seed=1,1"})
  void whatIsNoGridIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Axis.grid(text));
  }

  @Test
  void whatIsNoSpaceIsRefused() {
    assertThrows(IllegalArgumentException.class, SearchSpace::grid);
    assertThrows(
        IllegalArgumentException.class, () -> SearchSpace.grid(Axis.grid("a=1"), Axis.grid("a=2")));
    assertThrows(
        IllegalArgumentException.class, () -> new SearchSpace(List.of(Axis.grid("a=1")), 2, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SearchSpace(List.of(Axis.range("a=0..1")), 100_001, 1));
  }
}
