package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.GradientCheck;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.encode.PopulationEncoder;
import dev.sleipnir.model.function.Threshold;
import dev.sleipnir.model.neuron.ExpFilter;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.receptivefield.SampledSpatialReceptiveField2d;
import dev.sleipnir.model.receptivefield.SpatialFields;
import dev.sleipnir.model.receptivefield.SpatialReceptiveField2d;
import dev.sleipnir.model.receptivefield.TemporalReceptiveField;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;

/** All layers, one a line: what {@link EveryLayerTest} holds is held of each. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record EveryLayer(String name, Supplier<NetworkModule> make, int... sample) {
  static List<EveryLayer> all() {
    return List.of(
        of("linear", () -> new Linear(random(), 6, 5, true), 6),
        of("linear of tokens", () -> new Linear(random(), 6, 5, true), 3, 6),
        of("lconv2d", () -> new LConv2d(random(), 4, 6, Window.of(3).padding(1), 2), 4, 4, 5),
        of(
            "words",
            () ->
                Branches.sum(
                    new SequentialState(words(), new Embedding(random(), 4, 3), new Flatten()),
                    new Linear(random(), 5, 15, true)),
            5),
        of("threshold", () -> new Threshold(Surrogate.SUPER, 3f), 7),
        of("sign", () -> Threshold.sign(Surrogate.TANH, 2f), 3, 4),
        of("population", () -> new PopulationEncoder(5, 2f), 6),
        of(
            "own population",
            () ->
                new PopulationEncoder(4, 1.5f)
                    .kernel(TensorFunction.parse("y = max(0, 1 - d)"))
                    .distance(TensorFunction.parse("y = abs(x - c)")),
            3),
        of("filter", () -> new ExpFilter().cell(), 6),
        of("recurrent", () -> new Lif().with("v_th", 0.1).recurrentCell(6, 5), 6),
        of("behind weights", () -> lif().behind(new Linear(random(), 6, 4, true)), 6),
        of(
            "fed back",
            () -> new RecurrentSequential(1, new Linear(random(), 6, 6, true), lif(), new Relu()),
            6),
        of("conv2d", () -> new Conv2d(random(), 2, 5, 3), 2, 5, 6),
        of("strided", () -> conv(2, 3, Window.of(3, 2).stride(2).padding(1), 1), 2, 7, 6),
        of("same", () -> conv(2, 3, Window.of(2, 3).dilation(2).same(), 1), 2, 5, 6),
        of("depthwise", () -> conv(5, 5, Window.of(3).padding(1), 5), 5, 4, 6),
        of("multiplied", () -> conv(3, 6, Window.of(3).stride(2), 3), 3, 5, 5),
        of("grouped", () -> conv(4, 6, Window.of(3).padding(1), 2), 4, 4, 4),
        of("conv1d", () -> new Conv1d(random(), 2, 4, Window.of(3).padding(1), 2, true), 2, 7),
        of("transposed", () -> transposed(Window.of(3).stride(2).padding(1)), 2, 3, 4),
        of("max pool", () -> new MaxPool2d(Window.of(3).stride(2).padding(1)), 3, 5, 6),
        of("avg pool", () -> new AvgPool2d(3, 2, 1), 3, 5, 6),
        of("max pool 1d", () -> new MaxPool1d(2), 3, 7),
        of("avg pool 1d", () -> new AvgPool1d(2), 3, 7),
        of("adaptive", () -> new AdaptiveAvgPool2d(2, 3), 3, 5, 4),
        of("adaptive 1d", () -> new AdaptiveAvgPool1d(3), 3, 5),
        of("upsample", () -> new Upsample(2, 3), 3, 2, 3),
        of("flatten", Flatten::new, 2, 3, 4),
        of("unflatten", () -> new Unflatten(2, 3), 6),
        of("batch norm 1d", () -> new BatchNorm1d(6), 6),
        of("batch norm lines", () -> new BatchNorm1d(3), 3, 4),
        of("batch norm 2d", () -> new BatchNorm2d(3), 3, 4, 4),
        of("threshold norm", () -> BatchNorm2d.thresholdDependent(3, 0.5, 1), 3, 4, 4),
        of("layer norm", () -> new LayerNorm(17), 17),
        of("layer norm of images", () -> new LayerNorm(3, 4, 5), 3, 4, 5),
        of("group norm", () -> new GroupNorm(2, 6), 6, 3, 4),
        of("group norm of features", () -> new GroupNorm(3, 6, 1e-3, false), 6),
        of("group norm of lines", () -> new GroupNorm(1, 4), 4, 5),
        of("relu", Relu::new, 7),
        of("leaky relu", () -> new LeakyRelu(0.1), 7),
        of("gelu", Gelu::new, 3, 4, 5),
        of("silu", Silu::new, 7),
        of("sigmoid", Sigmoid::new, 7),
        of("tanh", Tanh::new, 7),
        of("softmax", Softmax::new, 3, 7),
        of("own function", () -> new Activation(TensorFunction.parse("y = x / (1 + abs(x))")), 7),
        of("scale", () -> new Scale(3f), 7),
        of("identity", Identity::new, 7),
        of("dropout", () -> new Dropout(0.4f), 7),
        of("sequence dropout", () -> new SequenceDropout(0.4f), 7),
        of("sum", () -> Branches.sum(new Linear(random(), 6, 6, true), lif(), new Relu()), 6),
        of(
            "channels",
            () -> Branches.concatenate(new Relu(), conv(2, 3, Window.of(3).padding(1), 1)),
            2,
            4,
            4),
        of("features", () -> Branches.concatenate(lif(), new Linear(random(), 6, 3, true)), 6),
        of("graph", EveryLayer::graph, 6),
        of(
            "graph of a named input",
            () ->
                new ModuleGraph(
                    List.of("eye"),
                    List.of(ModuleGraph.node("lif", lif()).from("eye").delayed("lif", 6)),
                    "lif"),
            6),
        of("graph of one time", () -> new ModuleGraph(List.of(fork(), join()), "join"), 6),
        of(
            "residual",
            () -> new Residual(new SequentialState(new Linear(random(), 6, 6, true), lif())),
            6),
        of("shortcut", () -> new Residual(lif(), new Linear(random(), 6, 6, true)), 6),
        of("named", () -> new Residual(named("a", lif()), named("b", new Relu())), 6),
        of("receptive fields", () -> fields(2), 2, 6, 5),
        of("learned fields", () -> fields(1).linear().domain(3).window(2, 1), 1, 5, 6),
        of(
            "sampled fields",
            () ->
                new SampledSpatialReceptiveField2d(
                    1,
                    4,
                    Tensor.of(new float[] {1f, 2f}, 2),
                    Tensor.of(new float[] {0.3f}, 1),
                    Tensor.of(new float[] {0.7f, 1f}, 2),
                    SpatialFields.derivatives(1)),
            1,
            6,
            6),
        of("time scales", () -> new TemporalReceptiveField(2, 3), 2, 3),
        of("lstm", () -> new Lstm(random(), 4, 5), 4),
        of("gru", () -> new Gru(random(), 4, 5), 4),
        of("elman", () -> new Elman(random(), 4, 5), 4),
        of("attention", EveryLayer::attention, 3, 4),
        of(
            "nested",
            () ->
                new SequentialState(
                    new Residual(new Residual(lif())), new Linear(random(), 6, 2, true)),
            6));
  }

  private static ModuleGraph graph() {
    return new ModuleGraph(
        List.of(
            ModuleGraph.node("back", new Linear(random(), 5, 5, true)).delayed("lif", 5),
            ModuleGraph.node("fc", new Linear(random(), 6, 5, true)).from(ModuleGraph.INPUT),
            ModuleGraph.node("lif", lif()).from("fc", "back"),
            new ModuleGraph.Node(
                "late", new Relu(), List.of("lif"), List.of(new ModuleGraph.Delayed("fc", null)))),
        "late");
  }

  private static ModuleGraph.Node fork() {
    return ModuleGraph.node("fork", lif()).from(ModuleGraph.INPUT);
  }

  private static ModuleGraph.Node join() {
    return ModuleGraph.node("join", new Relu()).from("fork", ModuleGraph.INPUT);
  }

  private static EveryLayer of(String name, Supplier<NetworkModule> make, int... sample) {
    return new EveryLayer(name, make, sample);
  }

  private static RandomStream random() {
    return new RandomStream(11, 3);
  }

  private static Conv2d conv(int in, int out, Window window, int groups) {
    return new Conv2d(random(), in, out, window, groups, groups != 2);
  }

  private static ConvTranspose2d transposed(Window window) {
    return new ConvTranspose2d(random(), 2, 4, window, 1, 2, true);
  }

  private static SequentialState named(String name, NetworkModule last) {
    var modules = new LinkedHashMap<String, NetworkModule>();
    modules.put(name, new Linear(random(), 6, 6, true));
    modules.put(name + "_out", last);
    return SequentialState.named(modules);
  }

  /** Two Gaussians and a derivative. */
  private static SpatialReceptiveField2d fields(int channels) {
    float[] table = {
      1.5f, 0.3f, 0.6f, 0.1f, -0.2f, 0, 0, 2f, 1f, 1.2f, 0f, 0f, 1, 1, 1f, -1f, 0.8f, 0f, 1f, 0, 0
    };
    return new SpatialReceptiveField2d(channels, 4, Tensor.of(table, 3, 7));
  }

  /** Numbers of words, 0 to 3. */
  private static Layer words() {
    return new Activation(TensorFunction.parse("y = where(x > 0, 1, 0) + where(x > 1, 2, 0)"));
  }

  private static NetworkModule attention() {
    return new SpikingSelfAttention(random(), 4, 2, EveryLayer::lif, lif());
  }

  private static NeuronCell lif() {
    return new Lif().with("v_th", 0.1).cell();
  }

  /** Parameters drawn anew, so that none is 0 or 1 alone; variances stay positive. */
  NetworkModule module() {
    NetworkModule module = make.get();
    RandomStream random = new RandomStream(5, 1);
    module
        .parameters()
        .forEach(
            p -> {
              for (int i = 0; i < p.size(); i++) {
                p.data()[i] = p.data()[i] * 0.5f + 0.1f + random.nextFloat();
              }
              p.edited("a test");
            });
    return module;
  }

  /** A sequence that suits it: [steps, batch, ...]. */
  Tensor sequence(int steps, int batch) {
    int[] shape = new int[sample.length + 2];
    shape[0] = steps;
    shape[1] = batch;
    System.arraycopy(sample, 0, shape, 2, sample.length);
    return GradientCheck.normal(9, shape);
  }

  boolean hasStatistics() {
    return make.get().parameters().stream().anyMatch(p -> !p.isLearned());
  }

  @Override
  public String toString() {
    return name;
  }
}
