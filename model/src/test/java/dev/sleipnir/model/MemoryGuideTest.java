package dev.sleipnir.model;

import static dev.sleipnir.model.GradientCheck.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The guide to memory: its code is this test, token for token, and its figures are right. */
class MemoryGuideTest {
  private static final String GUIDE = "../docs/guide/memory.md";

  /** Bytes of a spike. */
  private static final double SPIKE = 1 / 8.0;

  /** Bytes a neuron keeps of a step: a spike and one saved value. */
  private static final double LIF = SPIKE + 4;

  private final int[] labels = new int[64];
  private final SequentialState network =
      new SequentialState(
          new Linear(20, 100), new Lif().cell(), new Linear(100, 10), new Li().cell());
  private final Adam adam = new Adam(network.parameters(), 1e-3);

  private static Tensor input(int seed, int steps) {
    return normal(seed, steps, 64, 20).add(Tensor.full(1f, steps, 64, 20));
  }

  @BeforeEach
  void asInAProgramOfItsOwn() {
    Seeds.set(Seeds.DEFAULT);
  }

  @Test
  void checkpoints() {
    Tensor spikes = input(1, 1024);
    Workspace workspace = new Workspace();
    // snippet begins
    var lifted =
        Lift.of(network).checkpointEvery(32); // or .checkpointed(), which takes k = sqrt(T)
    try (var tape = new Tape(workspace)) {
      var voltages = lifted.forward(tape.enter(spikes)); // [1024, 64, 10]
      tape.backward(Losses.crossEntropy(voltages.maxOverTime(), labels));
    }
    adam.step();
    // snippet ends
    Workspace whole = new Workspace();
    try (var tape = new Tape(whole)) {
      var voltages = Lift.of(network).forward(tape.enter(spikes));
      tape.backward(Losses.crossEntropy(voltages.maxOverTime(), labels));
    }
    assertTrue(4 * workspace.allocatedBytes() < whole.allocatedBytes());
  }

  @Test
  void streams() {
    List<Tensor> stream = new ArrayList<>();
    for (int piece = 0; piece < 8; piece++) {
      stream.add(input(piece, 32));
    }
    Workspace workspace = new Workspace();
    long[] bytes = new long[8];
    // snippet begins
    State state = null;
    for (Tensor piece : stream) { // [32, 64, 20] each
      try (var tape = new Tape(workspace)) {
        var step = Lift.of(network).run(tape.enter(piece), state);
        tape.backward(Losses.crossEntropy(step.output().maxOverTime(), labels));
        state = step.state().copy(); // outlives the tape
      }
      adam.step();
    }
    // snippet ends
    bytes[0] = workspace.allocatedBytes();
    for (Tensor piece : stream) {
      try (var tape = new Tape(workspace)) {
        var step = Lift.of(network).run(tape.enter(piece), state);
        tape.backward(Losses.crossEntropy(step.output().maxOverTime(), labels));
        state = step.state().copy();
      }
    }
    assertEquals(bytes[0], workspace.allocatedBytes());
  }

  @Test
  void theGuideShowsThisCode() throws IOException {
    assertEquals(Snippets.inTest(MemoryGuideTest.class), Snippets.inDocument(GUIDE));
  }

  /** The table for LIF is the formula's; what a spike takes is one number there and here. */
  @Test
  void theTableIsTheFormula() throws IOException {
    String guide = Files.readString(Path.of(GUIDE));
    assertTrue(guide.contains("for the gradient of the weights behind it | 1/8 |"));
    assertTrue(guide.contains("m = " + LIF + " and S = 2"));
    var rows =
        Pattern.compile("\\| (\\d+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\|").matcher(guide).results();
    int[] checked = {0};
    rows.forEach(
        row -> {
          double steps = Double.parseDouble(row.group(1));
          double k = Double.parseDouble(row.group(2));
          assertEquals(Math.rint(Math.sqrt(8 * steps / LIF)), k, row.group());
          assertEquals(LIF * steps, Double.parseDouble(row.group(3)), row.group());
          double expected = Math.rint(LIF * k + 4 * 2 * steps / k);
          assertEquals(expected, Double.parseDouble(row.group(4)), row.group());
          checked[0]++;
        });
    assertEquals(4, checked[0]);
  }

  @Test
  void itsLinksLeadSomewhere() throws IOException {
    String guide = Files.readString(Path.of(GUIDE));
    var links = Pattern.compile("\\]\\(([^)#]+)").matcher(guide).results().toList();
    assertEquals(2, links.size());
    for (var link : links) {
      assertTrue(Files.exists(Path.of("../docs/guide").resolve(link.group(1))), link.group(1));
    }
  }
}
