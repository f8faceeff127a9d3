package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Diagnose;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guide to trainings that go wrong: its code is this test, token for token. */
class TrainingProblemsGuideTest {
  @Test
  void theGuideRuns() {
    Tensor spikes = Tensor.zeros(100, 4, 100);
    for (int e = 0; e < spikes.size(); e += 37) {
      spikes.data()[e] = 1f;
    }
    int[] labels = {0, 1, 0, 1};
    // snippet begins
    var lif = new Lif();
    var network =
        new SequentialState(
            new Linear(100, 100), lif.cell(),
            new Linear(100, 100), lif.cell(),
            new Linear(100, 2), new Li().cell());
    var diagnosis =
        Diagnose.of(network, spikes, out -> Losses.crossEntropy(out.maxOverTime(), labels));
    IO.println(diagnosis);
    diagnosis.warnings().forEach(IO::println);
    // snippet ends
    assertTrue(
        diagnosis.warnings().get(1).startsWith("Layer 3, lif(dt = 0.001), never fires"),
        diagnosis::toString);
    Tensor broken = spikes.copy();
    broken.data()[5] = Float.NaN;
    List<Tensor> batches = List.of(spikes, broken, spikes);
    Workspace workspace = new Workspace();
    // snippet begins
    var adam = new Adam(network.parameters(), 1e-3);
    int bad = 0;
    for (Tensor batch : batches) {
      try (var tape = new Tape(workspace)) {
        var out = Lift.of(network).forward(tape.enter(batch));
        tape.backward(Losses.crossEntropy(out.maxOverTime(), labels));
        adam.step();
      } catch (ArithmeticException e) {
        bad++;
        adam.clearGradients();
      }
    }
    // snippet ends
    assertEquals(1, bad);
    assertEquals(2, adam.steps());
  }

  @Test
  void theGuideShowsThisCode() throws IOException {
    assertEquals(
        Snippets.inTest(TrainingProblemsGuideTest.class),
        Snippets.inDocument("../docs/guide/training-problems.md"));
  }
}
