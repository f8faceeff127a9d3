package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The README's snippets are this test, token for token, and they run. */
class ReadmeTest {
  @Test
  void snippetsRun() {
    Tensor images = Tensor.full(2f, 8, 1, 28, 28);
    int[] labels = {0, 1, 2, 3, 4, 5, 6, 7};
    // snippet begins
    var random = new RandomStream(42, 0);
    var model =
        new SequentialState(
            new Conv2d(1, 20, 5),
            new Lif().cell(),
            new MaxPool2d(2),
            new Conv2d(20, 50, 5),
            new Lif().cell(),
            new MaxPool2d(2),
            new Flatten(),
            new Linear(800, 10),
            new Li().cell());
    var out = model.step(Tensor.randn(random, 8, 1, 28, 28), null);
    // snippet ends
    assertArrayEquals(new int[] {8, 10}, out.output().shape());
    float before = model.parameters().getLast().data()[0];
    // snippet begins
    var workspace = new Workspace();
    var encoder = new ConstantCurrentLifEncoder(16);
    var adam = new Adam(model.parameters(), 5e-4);
    try (var tape = new Tape(workspace)) {
      var spikes = encoder.encode(tape.enter(images));
      var voltages = Lift.of(model).forward(spikes);
      var loss = Losses.crossEntropy(voltages.maxOverTime(), labels);
      tape.backward(loss);
    }
    adam.step();
    // snippet ends
    assertNotEquals(before, model.parameters().getLast().data()[0]);
  }

  @Test
  void theReadmeShowsThisCode() throws IOException {
    assertEquals(Snippets.inTest(ReadmeTest.class), Snippets.inDocument("../README.md"));
  }
}
