package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The formula of the guide against the times that are stated as measured. */
class PopulationsPerformanceGuideTest {
  private static final Path GUIDE = Path.of("../docs/guide/populations-performance.md");
  private static final Path PERFORMANCE = Path.of("../docs/performance.md");

  private static List<String> row(Path page, String begin) throws IOException {
    try (Stream<String> lines = Files.lines(page)) {
      String line = lines.filter(each -> each.startsWith("| " + begin)).findFirst().orElseThrow();
      return Stream.of(line.split("\\|", -1)).map(String::strip).skip(1).toList();
    }
  }

  private static double number(String cell) {
    return Double.parseDouble(cell.split(" ", -1)[0].replace(",", ""));
  }

  private static double nanos(String begin) throws IOException {
    return number(row(GUIDE, begin).get(1));
  }

  /** What the formula gives for a row of the guide's table is what stands there. */
  private static void check(String name, String measured, double neuron, double event, double learn)
      throws IOException {
    List<String> cells = row(GUIDE, name);
    double events = 1e6 * number(cells.get(3));
    String of = cells.get(3);
    double learning = 0;
    if (of.contains("all learn")) {
      learning = events;
    } else if (of.contains("of which")) {
      learning = 1e6 * number(of.substring(of.indexOf("of which ") + "of which ".length()));
    }
    double seconds =
        1e-9
            * (number(cells.get(1)) * number(cells.get(2)) * neuron
                + (events - learning) * event
                + learning * learn);
    assertEquals(number(cells.get(4)), seconds, 0.05 * seconds, name + ": the formula");
    double stated = number(row(PERFORMANCE, measured).get(1));
    double ratio = stated / seconds;
    assertTrue(ratio > 0.5 && ratio < 2, name + ": " + stated + " s measured, " + seconds);
  }

  @Test
  void theFormulaGivesWhatWasMeasured() throws IOException {
    double linear = nanos("a neuron in a step, linear");
    double conductances = nanos("a neuron in a step, conductances");
    double fixed = nanos("an event at a fixed");
    double near = nanos("an event at a synapse that learns");
    double far = nanos("the same, weights beyond");
    check("`cuba`", "CUBA, 4,000", linear, fixed, near);
    check("`coba`", "COBA, 4,000", conductances, fixed, near);
    check("`brunel` |", "Brunel, 12,500", linear, fixed, far);
    check("`brunel`, 10", "the same, 10 million", linear, fixed, far);
    check("1,000 all to all", "1,000 neurons all to all", linear, fixed, near);
  }
}
