package dev.sleipnir.tasks.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.network.StateMonitor;
import dev.sleipnir.tasks.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DiehlCookTest {
  @TempDir Path folder;

  private static final DiehlCook.Parameters FAST = DiehlCook.Parameters.DEFAULT.withEta(0.2);

  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(args, new PrintWriter(new StringWriter()), new PrintWriter(err));
  }

  private static float[] bar(int column) {
    float[] image = new float[64];
    for (int row = 0; row < 8; row++) {
      for (int k = 0; k < 3; k++) {
        image[8 * row + column + k] = 1;
      }
    }
    return image;
  }

  @Test
  void neuronsTakeTheShapeOfWhatTheySee() {
    var net = new DiehlCook(64, 4, FAST, 1);
    int[] counts = new int[4];
    for (int k = 0; k < 12; k++) {
      net.show(bar(k % 2 == 0 ? 0 : 5), counts);
    }
    float[] w = net.weights();
    int winner = 0;
    for (int j = 0; j < 4; j++) {
      winner = counts[j] > counts[winner] ? j : winner;
    }
    // The last bar stood on the right: columns 5 to 7.
    double seen = 0;
    double unseen = 0;
    for (int p = 0; p < 64; p++) {
      if (p % 8 >= 5) {
        seen += w[4 * p + winner] / 24;
      } else {
        unseen += w[4 * p + winner] / 40;
      }
    }
    assertTrue(counts[winner] > 0, Arrays.toString(counts));
    assertTrue(seen > 1.5 * unseen, seen + " where it was, " + unseen + " elsewhere");
  }

  private static float[] white(int pixels) {
    float[] image = new float[pixels];
    Arrays.fill(image, 1);
    return image;
  }

  /**
   * Neurons that see the same spike together, and inhibit each other through hundreds of synapses
   * at once: in a step of 0.5 ms forward Euler would throw voltages far beyond.
   */
  @Test
  void voltagesStayBetweenReversalPotentialsWhenAllNeuronsSpike() {
    var net = new DiehlCook(784, 400, DiehlCook.Parameters.DEFAULT, 1);
    StateMonitor voltages = net.network().record(net.network().population("e"), 0, 399).state("v");
    int[] counts = new int[400];
    net.show(white(784), counts);
    for (int which = 0; which < 2; which++) {
      for (float v : voltages.values(which)) {
        // They begin at -105 mV, below what inhibition pulls to.
        assertTrue(v >= -105 && v <= 0, v + " mV");
      }
    }
    assertTrue(counts[0] > 0 && counts[399] > 0, Arrays.toString(counts));
  }

  /** At these rates the first spike of a neuron leaves it no weight. */
  @Test
  void weightsThatAreAllZeroStayNumbers() {
    var parameters = new DiehlCook.Parameters(0.9999, 0.9999, 0.05, 1e7, 17, 0.008);
    var net = new DiehlCook(64, 2, parameters, 1);
    int[] counts = new int[2];
    for (int k = 0; k < 2; k++) {
      net.show(white(64), counts);
      assertArrayEquals(new float[128], net.weights());
    }
  }

  @Test
  void nothingChangesInAFrozenNetwork() {
    var net = new DiehlCook(64, 4, FAST, 1);
    int[] counts = new int[4];
    net.show(bar(2), counts);
    var copy = net.frozen(2);
    float[] before = copy.weights();
    assertArrayEquals(net.weights(), before);
    copy.show(bar(4), counts);
    assertArrayEquals(before, copy.weights());
    net.show(bar(4), counts);
    assertFalse(Arrays.equals(before, net.weights()));
  }

  @Test
  void neuronsAreNamedByWhatTheyRespondTo() {
    var labels = new Labels(3, 4);
    labels.add(1, new int[] {5, 0, 0, 0});
    labels.add(1, new int[] {1, 0, 0, 2});
    labels.add(2, new int[] {4, 1, 0, 0});
    labels.assign();
    // The first: 3 for each image of class 1, 4 for that of class 2; the third never responds.
    assertEquals(2, labels.guess(new int[] {1, 0, 0, 0}));
    assertEquals(1, labels.guess(new int[] {1, 0, 0, 1}));
  }

  @Test
  void lessonsGoOnFromSnapshots() throws Exception {
    Path file = folder.resolve("lessons");
    int images = 2 * Lessons.LINE + 10;
    var net = new DiehlCook(4, 4, FAST, 1);
    var lessons = new Lessons(net.network(), images, 4);
    for (int k = 0; k < images; k++) {
      if (k == Lessons.LINE + 7) {
        net.network().store(file);
      }
      add(lessons, k);
    }
    var other = new DiehlCook(4, 4, FAST, 1);
    var rest = new Lessons(other.network(), images, 4);
    other.network().restore(file);
    rest.restored();
    assertEquals(Lessons.LINE + 7, rest.images());
    while (rest.images() < images) {
      add(rest, rest.images());
    }
    // Of the four classes neurons tell three apart.
    assertEquals(
        List.of(new Lessons.Line(5000, 2.5, 0), new Lessons.Line(10_000, 2.5, 0.75)),
        lessons.lines());
    assertEquals(lessons.lines(), rest.lines());
  }

  private static void add(Lessons lessons, int k) {
    int[][] responses = {{4, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 2, 0}, {1, 1, 0, 0}};
    lessons.add(k % 4, responses[k % 4], 1);
  }

  @Test
  void reportsAreTheSameForAnyThreads() throws Exception {
    double[] accuracy = new double[2];
    for (int k = 0; k < 2; k++) {
      Path file = folder.resolve(k + ".json");
      Path plot = folder.resolve(k + ".png");
      String command =
          "simulate diehl-cook --dataset strokes --images 6 --test 8 --neurons 5 --threads "
              + (k + 1);
      String[] words = (command + " --report " + file + " --plot " + plot).split(" ");
      assertEquals(0, run(words), err.toString());
      JsonNode report = JsonMapper.shared().readTree(file);
      accuracy[k] = report.get("accuracy").doubleValue();
      assertEquals(6, report.get("images").intValue());
      assertTrue(Files.size(plot) > 0);
    }
    assertEquals(accuracy[0], accuracy[1]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--images 0; --images: expected at least 1, got 0",
        "--test 0; --test: expected at least 1, got 0",
        "--neurons 1; --neurons: expected at least 2, got 1",
        "--learning-rate 2; --learning-rate: expected above 0 and up to 1, got 2.0",
        "--dataset nix; expected mnist, fashion-mnist or strokes, got 'nix'",
      })
  void badInputIsRefused(String options, String message) {
    assertEquals(2, run(("simulate diehl-cook " + options).split(" ")));
    assertTrue(err.toString().contains(message), err.toString());
  }
}
