package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifAdEx;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The README's snippets are this test, token for token, and they run. */
class ReadmeTest {
  @BeforeEach
  void asInAProgramOfItsOwn() {
    Seeds.set(Seeds.DEFAULT);
  }

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
  void neuronsRun() {
    // snippet begins
    var cell = new Lif().cell();
    var layer = new LifAdEx().with("tau_mem_inv", 50).learn("v_th").layer();
    var recurrent = new Lsnn().recurrent(784, 100);
    // snippet ends
    // snippet begins
    var resonator =
        Neuron.parse(
                """
                model resonator
                parameters omega = 60 (1/s), damping = 10 (1/s), v_th = 1
                state v = 0, w = 0
                input x
                u = v + dt * (w - damping * v)
                w = w - dt * omega * omega * v + x
                z = spike(u - v_th)
                v = u - z * v_th
                output z
                """)
            .learn("damping")
            .cell();
    // snippet ends
    Tensor xs = Tensor.full(1f, 20, 2, 784);
    assertArrayEquals(new int[] {20, 2, 784}, Lift.of(cell).forward(xs).shape());
    assertArrayEquals(new int[] {20, 2, 784}, layer.forward(xs).shape());
    assertArrayEquals(new int[] {20, 2, 100}, recurrent.forward(xs).shape());
    // A resonator rings by itself: kicked once, below its threshold, it comes back up.
    float[] v = new float[120];
    Step step = resonator.step(Tensor.full(40f, 1, 1), null);
    for (int t = 0; t < v.length; t++) {
      step = resonator.step(Tensor.zeros(1, 1), step.state());
      v[t] = ((NeuronState) step.state()).column("v")[0];
      assertEquals(0f, step.output().get(0, 0));
    }
    assertTrue(v[25] > 0.3f && v[75] < -0.2f, Arrays.toString(v));
  }

  @Test
  void theReadmeShowsThisCode() throws IOException {
    assertEquals(Snippets.inTest(ReadmeTest.class), Snippets.inDocument("../README.md"));
  }
}
