package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to sessions: its code is this test, token for token. */
class SessionGuideTest {
  @TempDir private Path folder;

  @BeforeEach
  void asInAProgramOfItsOwn() {
    Seeds.set(Seeds.DEFAULT);
  }

  @Test
  void theGuideRuns() throws IOException {
    RandomStream random = new RandomStream(1, 0);
    float[][] stream = new float[20][];
    for (int t = 0; t < stream.length; t++) {
      stream[t] = Tensor.rand(random, 784).data();
    }
    float[] batch = Tensor.rand(random, 64, 784).data();
    float sum = 0;
    // snippet begins
    var network =
        new SequentialState(
            new Lif().recurrentCell(784, 256), Linear.readout(random, 256, 10), new Li().cell());
    var session = Session.of(network, 1, 784);
    for (float[] spikes : stream) {
      float[] potentials = session.step(spikes);
      sum += potentials[0];
    }
    session.reset();
    // snippet ends
    assertNotEquals(0f, sum);
    // snippet begins
    try (var parallel = Parallel.of(4)) {
      var wide = Session.of(parallel, network, 64, 784);
      wide.step(batch);
    }
    // snippet ends
    // snippet begins
    Weights.save(folder.resolve("digits.weights"), network);
    session.save(folder.resolve("caller.session")); // the state, random numbers included
    var later = network.copy(); // or built again, in another program
    Weights.load(folder.resolve("digits.weights"), later);
    var resumed = Session.of(later, 1, 784);
    resumed.load(folder.resolve("caller.session")); // goes on bit for bit
    // snippet ends
    assertArrayEquals(new int[] {1, 10}, session.outputShape());
    assertArrayEquals(session.step(stream[0]), resumed.step(stream[0]));
    // snippet begins
    State now = session.state(); // a copy; null as long as there was no step
    float[] once = session.step(stream[1]).clone();
    session.reset(now);
    float[] again = session.step(stream[1]); // the same
    NeuronState charged = new Li().cell().initialState(1, 10);
    charged.set("v", Tensor.full(0.5f, 1, 10));
    var begun = Session.of(network, network.initialState(Map.of("2", charged)), 1, 784);
    // snippet ends
    assertArrayEquals(once, again);
    assertNotEquals(
        Session.of(network, 1, 784).step(stream[1])[0], begun.step(stream[1])[0], "its potential");
  }

  @Test
  void theGuideShowsThisCode() throws IOException {
    assertEquals(
        Snippets.inTest(SessionGuideTest.class), Snippets.inDocument("../docs/guide/sessions.md"));
  }
}
