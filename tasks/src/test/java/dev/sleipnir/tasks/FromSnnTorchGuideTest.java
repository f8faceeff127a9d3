package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Dataset;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.data.Transform;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.encode.SpikeLatencyLifEncoder;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.math.Sorting;
import dev.sleipnir.model.network.Conversion;
import dev.sleipnir.model.network.Convert;
import dev.sleipnir.model.neuron.LifBox;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.PassResult;
import dev.sleipnir.model.train.Supervised;
import dev.sleipnir.model.train.Trainer;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.plot.Plot;
import dev.sleipnir.tasks.plot.Raster;
import dev.sleipnir.tasks.plot.Time;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide for those who come from snnTorch: its lines are this test's. */
@SuppressWarnings({"NullAway", "UnusedVariable"}) // as users write
class FromSnnTorchGuideTest {
  @TempDir private Path folder;

  @Test
  void everyLineRuns() throws IOException {
    var random = new RandomStream(1, 0);
    var workspace = new Workspace();
    var x = Tensor.rand(random, 8, 20);
    var xs = Tensor.rand(random, 10, 8, 20);
    var digits = Strokes.generate(1, 20);
    var targets = Tensor.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 8);
    StateDict.of(new SequentialState(new Linear(20, 100), new Linear(100, 10)))
        .replacePrefix("1", "fc2")
        .replacePrefix("0", "fc1")
        .with("lif1.beta", NDArray.of(new float[1]))
        .write(folder.resolve("net.pt"));
    // guide begins
    var leaky =
        Neuron.parse(
            """
            model leaky
            parameters beta = 0.9, v_th = 1
            require beta >= 0, beta <= 1
            state mem = 0
            input x
            m = beta * mem + x - v_th * heaviside(mem - v_th)
            z = spike(m - v_th)
            mem = m
            output z
            """);
    var synaptic =
        Neuron.parse(
            """
            model synaptic
            parameters alpha = 0.8, beta = 0.9, v_th = 1
            state syn = 0, mem = 0
            input x
            syn = alpha * syn + x
            m = beta * mem + syn - v_th * heaviside(mem - v_th)
            z = spike(m - v_th)
            mem = m
            output z
            """);
    var integrator =
        Neuron.parse(
            """
            model integrator
            parameters beta = 0.9
            state mem = 0
            input x
            mem = beta * mem + x
            output mem
            """);
    var cell = leaky.with("beta", 0.8).cell();
    var each = leaky.with("beta", Tensor.rand(random, 20)).cell();
    var learned = leaky.learn("beta", "v_th").cell();
    var second = synaptic.cell();
    var recurrent = leaky.recurrentCell(20, 100);
    var lapicque = new LifBox(LifBox.Reset.SUBTRACT).cell();
    var readout = integrator.cell();
    var fast = leaky.surrogate(Surrogate.FAST_SIGMOID, 25);
    var atan = leaky.surrogate(Surrogate.ARCTAN, 2);
    var sigmoid = leaky.surrogate(Surrogate.SIGMOID, 25);
    var straight = leaky.surrogate(Surrogate.STRAIGHT_THROUGH);
    var start = cell.initialState(8, 20);
    var step = cell.step(x, start);
    Tensor mem = ((NeuronState) step.state()).get("mem");
    var net =
        new SequentialState(new Linear(20, 100), atan.cell(), new Linear(100, 10), atan.cell());
    Tensor spikes = Lift.of(net).forward(xs);
    Tensor membranes = atan.layer().recordStates(xs, null).states().get("mem");
    var fresh = net.step(x, null);
    Tensor rates = new PoissonEncoder(25, 1000f, 0.001).encode(x, random);
    Tensor latencies = new SpikeLatencyLifEncoder(25).encode(x);
    var adam = new Adam(net.parameters(), 5e-4);
    try (var tape = new Tape(workspace)) {
      Tensor out = Lift.of(net).forward(tape.enter(xs));
      Tensor byRate = Losses.crossEntropy(Decoder.everyStep().decode(out), targets, 0);
      Tensor byCount = Losses.crossEntropy(Decoder.sum().decode(out), targets, 0);
      Tensor byMaximum = Losses.crossEntropy(Decoder.max().decode(out), targets, 0);
      Tensor byTime = Losses.crossEntropy(Decoder.firstSpike().decode(out), targets, 0);
      Tensor sparse = out.sum().scale(1e-5f);
      tape.backward(byCount.add(sparse));
    }
    adam.step();
    Tensor answers = Sorting.argMax(Decoder.sum().decode(spikes), 1);
    Dataset cropped = digits.transform(Transform.randomCrop(28, 28, 2));
    var classifier = new SequentialState(new Flatten(), new Linear(784, 10), atan.cell());
    var training =
        new Supervised("digits", cropped, classifier)
            .encoder(new PoissonEncoder(5, 1000f, 0.001))
            .decoder(Decoder.sum());
    var trainer = new Trainer(new Adam(classifier.parameters(), 5e-4)).batchSize(128).loaders(2);
    PassResult trained = trainer.epoch(training, 1, "epoch 1");
    PassResult tested = trainer.evaluate(training, "test");
    var ann = new SequentialState(new Linear(20, 100), new Relu(), new Linear(100, 10));
    Conversion converted = Convert.toSpiking(ann, x, 99.9);
    Tensor rate = Lift.of(converted.network()).forward(xs).mean();
    StateDict.read(folder.resolve("net.pt"))
        .replacePrefix("fc1", "0")
        .replacePrefix("fc2", "2")
        .loadLeniently(net);
    StateDict.save(net, folder.resolve("ours.pt"));
    Picture.of(Raster.of("spikes", rates, Time.steps())).write(folder.resolve("spikes.png"));
    Picture.of(Plot.traces("membranes", "mem", membranes, Time.steps(), 0, 1))
        .write(folder.resolve("mem.png"));
    // guide ends
    assertArrayEquals(new int[] {8}, answers.shape());
    assertEquals(20, trained.samples());
    assertTrue(tested.loss() > 0);
    assertEquals(1, rate.size());
    assertArrayEquals(new int[] {10, 8, 20}, membranes.shape());
    var constant = leaky.layer().recordStates(Tensor.full(0.3f, 30, 1, 1), null).states();
    double expected = 0;
    for (float actual : constant.get("mem").toArray()) {
      expected = 0.9 * expected + 0.3 - (expected > 1 ? 1 : 0);
      assertEquals(expected, actual, 1e-5);
    }
  }

  @Test
  void theGuideHasTheseLines() throws IOException {
    assertEquals(
        ComparedLines.ofTest(FromSnnTorchGuideTest.class),
        ComparedLines.ofPage("from-snntorch.md"));
  }
}
