package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.decode.SpikesToTimes;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.encode.PopulationEncoder;
import dev.sleipnir.model.encode.SignedPoissonEncoder;
import dev.sleipnir.model.encode.SpikeLatencyEncoder;
import dev.sleipnir.model.encode.SpikeLatencyLifEncoder;
import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.function.Logical;
import dev.sleipnir.model.function.Reset;
import dev.sleipnir.model.function.Threshold;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.LConv2d;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.Lstm;
import dev.sleipnir.model.layer.RecurrentSequential;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.network.ImageNetwork;
import dev.sleipnir.model.network.Model;
import dev.sleipnir.model.neuron.AdaLif;
import dev.sleipnir.model.neuron.CobaLif;
import dev.sleipnir.model.neuron.ExpFilter;
import dev.sleipnir.model.neuron.Gradient;
import dev.sleipnir.model.neuron.Iaf;
import dev.sleipnir.model.neuron.Izhikevich;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.LiBox;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifAdEx;
import dev.sleipnir.model.neuron.LifAdExRefrac;
import dev.sleipnir.model.neuron.LifBox;
import dev.sleipnir.model.neuron.LifCorrelation;
import dev.sleipnir.model.neuron.LifEx;
import dev.sleipnir.model.neuron.LifMc;
import dev.sleipnir.model.neuron.LifMcRefrac;
import dev.sleipnir.model.neuron.LifRefrac;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.GradientClipping;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.receptivefield.SpatialFields;
import dev.sleipnir.model.receptivefield.SpatialReceptiveField2d;
import dev.sleipnir.model.receptivefield.TemporalReceptiveField;
import dev.sleipnir.model.regularize.RegularizationCell;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.plasticity.Stdp;
import dev.sleipnir.plasticity.StdpSensor;
import dev.sleipnir.plasticity.TsodyksMarkram;
import dev.sleipnir.tasks.plot.HeatMap;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.plot.Plot;
import dev.sleipnir.tasks.plot.Raster;
import dev.sleipnir.tasks.plot.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide for those who come from Norse: its lines are this test's. */
@SuppressWarnings({"NullAway", "UnusedVariable"}) // as users write
class FromNorseGuideTest {
  @TempDir private Path folder;

  @Test
  void everyLineRuns() throws IOException {
    var random = new RandomStream(1, 0);
    var workspace = new Workspace();
    var x = Tensor.rand(random, 8, 20);
    var xs = Tensor.rand(random, 10, 8, 20);
    var images = Tensor.rand(random, 3, 2, 1, 8, 8);
    var wIn = Tensor.randn(random, 100, 20);
    var wRec = Tensor.randn(random, 100, 100);
    List<Tensor> hidden = new ArrayList<>();
    int[] labels = {0, 1, 2, 3, 4, 5, 6, 7};
    var plastic = new Linear(Tensor.full(0.5f, 10, 20), null);
    var pre = Tensor.full(1f, 1, 20);
    var post = Tensor.full(1f, 1, 10);
    // guide begins
    var cell = new Lif().cell();
    var layer = new Lif().layer();
    var recurrentCell = new Lif().recurrentCell(20, 100);
    var recurrent = new Lif().recurrent(20, 100);
    var box = new LifBox().cell();
    var subtracting = new LifBox(LifBox.Reset.SUBTRACT).cell();
    var refractory = new LifRefrac().cell();
    var exponential = new LifEx().cell();
    var adaptive = new LifAdEx().cell();
    var adaptiveRefractory = new LifAdExRefrac().cell();
    var compartments = new LifMc().recurrentCell(20, 100);
    var refractoryCompartments = new LifMcRefrac().recurrentCell(20, 100);
    var conductances = new CobaLif().recurrentCell(20, 100);
    var iaf = new Iaf().cell();
    var izhikevich = Izhikevich.Preset.TONIC_SPIKING.neuron().cell();
    var behaviour = Izhikevich.behaviour(0.02, 0.2, -65, 8, -70);
    var lsnn = new Lsnn().recurrent(20, 100);
    var adaLif = new AdaLif().recurrentCell(20, 100);
    var li = new Li().cell();
    var liBox = new LiBox().cell();
    var liLinear = new Li().linearCell(random, 100, 10);
    var filter = new SequentialState(new Linear(100, 10), new ExpFilter().cell());
    var correlated = new LifCorrelation(RecurrentWeights.random(20, 100));
    var first = cell.step(x, null);
    var second = cell.step(x, first.state());
    Tensor v = ((NeuronState) second.state()).get("v");
    var kept = second.state().copy();
    var start = cell.initialState(8, 20);
    start.set("v", v);
    var run = layer.run(xs, start);
    Tensor potentials = layer.recordStates(xs, null).states().get("v");
    var lif = new Lif().with("v_th", 0.5);
    var each = new Lif().with("tau_mem_inv", Tensor.full(80f, 20));
    var learned = new Lif().learn("tau_mem_inv");
    var bio = Lif.bio().dt(0.1);
    var fine = new Lif().dt(0.0005).cell();
    var superSpike = new Lif().surrogate(Surrogate.SUPER, 50);
    var tanh = new Lif().surrogate(Surrogate.TANH);
    Tensor z = new Threshold(Surrogate.CIRC, 1).forward(x);
    Tensor signs = Threshold.sign(Surrogate.SUPER, 100).forward(x);
    var adjoint = new Lif().gradient(Gradient.ADJOINT).cell();
    var given = new Lif().recurrentCell(new RecurrentWeights(wIn, wRec, false));
    var autapses = new Lif().recurrentCell(RecurrentWeights.random(random, 20, 100, true));
    Tensor xor = Logical.xor(z, z);
    Tensor after = Reset.bySubtraction(1).apply(z, x);
    var net =
        new SequentialState(
            new Linear(20, 100), new Lif().cell(), new Linear(100, 10), new Li().cell());
    var step = net.step(x, null);
    var lifState = net.stateOf(step.state(), 1);
    net.step(x, net.initialState(Map.of("1", cell.initialState(8, 100))));
    net.step(x, null, hidden);
    var longer = net.append(new Relu());
    var lifted = Lift.of(net).run(xs, null);
    net.run(xs, null, hidden);
    Tensor convolved = Lift.of(new Conv2d(1, 4, 3)).forward(images);
    Tensor withoutBias = new LConv2d(1, 4, 3).forward(images);
    var mixed = new SequentialState(new Lstm(20, 10), new Lif().cell());
    var fedBack = new RecurrentSequential(new Linear(20, 20), new Lif().cell());
    var parameters = net.parameters();
    var convNet4 = ImageNetwork.convNet4().create();
    Tensor spikes = new ConstantCurrentLifEncoder(16).encode(x);
    Tensor poisson = new PoissonEncoder(16, 100f, 0.001).encode(x, random);
    Tensor oneStep = new PoissonEncoder(1, 1000f, 0.001).step(x, random);
    Tensor signed = new SignedPoissonEncoder(16).encode(x, random);
    Tensor population = new PopulationEncoder(5).forward(x);
    Tensor latencies = new SpikeLatencyLifEncoder(16).encode(x);
    Tensor firsts = new SpikeLatencyEncoder().encode(poisson);
    Tensor counts = Decoder.sum().decode(spikes);
    Tensor largest = Decoder.max().decode(lifted.output());
    Tensor times = new SpikesToTimes(2).decode(spikes);
    Tensor fields = SpatialFields.of(Tensor.of(new float[] {2, 0, 1, 0, 0, 1, 0}, 1, 7), 9, 1);
    var spatial =
        new SpatialReceptiveField2d(1, 9, Tensor.of(new float[] {2, 0, 1, 0, 0, 1, 0}, 1, 7));
    var temporal = new TemporalReceptiveField(1, 28, 28);
    var adam = new Adam(net.parameters(), 1e-3);
    try (var tape = new Tape(workspace)) {
      Tensor ys = Lift.of(net).forward(tape.enter(xs));
      Tensor loss = Losses.crossEntropy(Decoder.max().decode(ys), labels);
      Tensor reg = RegularizationCell.ofSpikes().accumulate(ys, ys);
      loss = loss.add(reg.scale(1e-4f));
      tape.backward(loss);
    }
    GradientClipping.clipNorm(net.parameters(), 1.0);
    adam.step();
    var rule = Stdp.additive().with("eta_plus", 0.01);
    var power = Stdp.multiplicativePow(0.5);
    var free = Stdp.additive().hardBounds(false);
    var synapses = rule.dense(plastic.weight());
    var traces = synapses.step(pre, post, null);
    var kernels = rule.clipWeights(true).conv(new Conv2d(1, 4, 3), 28, 28);
    var sensed = new StdpSensor().step(pre, post, null);
    var fading = new TsodyksMarkram().cell().step(pre, null);
    StateDict.save(net, folder.resolve("net.pt"));
    StateDict.load(net, folder.resolve("net.pt"));
    Model.save(net, folder.resolve("net.model"), 20);
    var served = Model.load(folder.resolve("net.model")).network();
    Picture.of(Raster.of("spikes", spikes, Time.ms(1))).write(folder.resolve("spikes.png"));
    Picture.of(Plot.traces("membranes", "v", potentials, Time.ms(1), 0, 1))
        .write(folder.resolve("v.svg"));
    Picture.of(HeatMap.states("membranes", "v", potentials, Time.ms(1)))
        .write(folder.resolve("heat.png"));
    // guide ends
    assertArrayEquals(new int[] {10, 8, 20}, potentials.shape());
    assertEquals(net.parameters().size(), served.parameters().size());
  }

  @Test
  void theGuideHasTheseLines() throws IOException {
    assertEquals(
        ComparedLines.ofTest(FromNorseGuideTest.class), ComparedLines.ofPage("from-norse.md"));
  }
}
