package dev.sleipnir.nir;

import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.exchange.DType;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.layer.Connection;
import dev.sleipnir.model.layer.Described;
import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.layer.ModuleGraph;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.nir.graph.Edge;
import dev.sleipnir.nir.graph.NirCheck;
import dev.sleipnir.nir.graph.NirException;
import dev.sleipnir.nir.graph.NirFile;
import dev.sleipnir.nir.graph.NirGraph;
import dev.sleipnir.nir.graph.NirNode;
import dev.sleipnir.nir.graph.NirPrimitive;
import dev.sleipnir.nir.graph.NirType;
import dev.sleipnir.nir.graph.NirValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/** Makes a graph of a network, by what its modules say they are made of. */
final class Saving {
  /** The version of the NIR library whose form the files have. */
  private static final String VERSION = "1.0.7";

  private final SequencedMap<String, NirNode> nodes = new LinkedHashMap<>();
  private final List<Edge> edges = new ArrayList<>();
  private final Set<String> lost = new LinkedHashSet<>();
  private double dt;

  private Saving() {}

  /**
   * What has been computed so far.
   *
   * @param from the nodes whose outputs add up to it
   * @param shape its shape
   */
  private record Value(List<String> from, List<Integer> shape) {
    int[] sizes() {
      return shape.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  static Nir.Saved of(NetworkModule network, int[] inputShape) {
    var saving = new Saving();
    Value out = saving.add(network, "", saving.input("input", inputShape));
    return saving.saved(Map.of("output", out));
  }

  /** A loaded network with ports by their names. */
  static Nir.Saved of(NirNetwork network) {
    var saving = new Saving();
    Map<String, Value> inputs = new LinkedHashMap<>();
    network
        .inputShapes()
        .forEach(
            (path, shape) -> {
              String name = network.wiring().name(path);
              inputs.put(name, saving.input(name, shape));
            });
    Map<String, Value> values = saving.graph(network.modules(), "", inputs);
    SequencedMap<String, Value> outputs = new LinkedHashMap<>();
    for (String path : network.outputShapes().keySet()) {
      String name = network.wiring().name(path);
      outputs.put(name, Objects.requireNonNull(values.get(name)));
    }
    return saving.saved(outputs);
  }

  private Value input(String name, int[] shape) {
    if (shape.length == 0 || Arrays.stream(shape).anyMatch(axis -> axis < 1)) {
      throw new IllegalArgumentException(
          "inputShape: expected sizes of at least 1, got " + Arrays.toString(shape));
    }
    nodes.put(name, NirPrimitive.port(NirType.INPUT, shape));
    return new Value(List.of(name), list(shape));
  }

  private Nir.Saved saved(Map<String, Value> outputs) {
    outputs.forEach((name, out) -> join(name, NirPrimitive.port(NirType.OUTPUT, out.sizes()), out));
    var metadata = new LinkedHashMap<String, NirValue>();
    metadata.put("writer", new NirValue.Text("sleipnir"));
    if (dt > 0) {
      metadata.put("dt", new NirValue.Numbers(NDArray.of(new double[] {dt})));
    }
    List<String> all = List.copyOf(lost);
    if (!all.isEmpty()) {
      metadata.put("lost", new NirValue.Text(all, List.of(all.size())));
    }
    var graph = new NirGraph(nodes, edges, NirValue.Group.EMPTY, new NirValue.Group(metadata));
    try {
      NirCheck.resolve(graph);
    } catch (NirException e) {
      throw new IllegalArgumentException("save: " + e.getMessage(), e);
    }
    return new Nir.Saved(new NirFile(VERSION, graph), all);
  }

  private static List<Integer> list(int[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }

  private void join(String name, NirNode node, Value in) {
    nodes.put(name, node);
    for (String from : in.from()) {
      edges.add(new Edge(from, name));
    }
  }

  /** A node of a type behind a value. */
  private Value put(String name, NirType type, Value in, Map<String, NDArray> members, int... out) {
    join(name, new NirPrimitive(type, members), in);
    return new Value(List.of(name), list(out));
  }

  private Value add(NetworkModule module, String path, Value in) {
    Description d = module.description();
    String name = path.isEmpty() ? "0" : path;
    return switch (d.kind()) {
      case "Linear" -> linear(d, name, in);
      case "Conv2d" -> convolution(d, (Connection) module, NirType.CONV2D, name, in);
      case "Conv1d" -> convolution(d, (Connection) module, NirType.CONV1D, name, in);
      case "AvgPool2d" -> {
        requireAxes(d, 3, in);
        yield pool(Window.of(d), NirType.AVG_POOL2D, name, in);
      }
      case "Scale" ->
          put(
              name,
              NirType.SCALE,
              in,
              Map.of("scale", full(d.number("factor"), in.sizes())),
              in.sizes());
      case "Flatten" -> flatten(name, in);
      case "Identity", "Dropout", "SequenceDropout" -> in;
      case "SequentialState" -> chain(module, path, in);
      case "ModuleGraph" -> {
        ModuleGraph graph = (ModuleGraph) module;
        if (graph.inputs().size() > 1) {
          throw new IllegalArgumentException(
              "save: expected a network with one input, got " + graph.inputs());
        }
        Map<String, Value> values = graph(graph, path, Map.of(graph.inputs().getFirst(), in));
        yield Objects.requireNonNull(values.get(graph.output()));
      }
      case "Residual" ->
          branches(d, path, in, d.parts("branches", NetworkModule.class).size() == 1);
      case "Branches" -> {
        if (d.flag("concatenates")) {
          throw refused(module);
        }
        yield branches(d, path, in, false);
      }
      case "NeuronCell" -> neurons((NeuronCell) module, name, in);
      case "ConnectedCell" -> {
        List<NetworkModule> connections = d.parts("connections", NetworkModule.class);
        if (connections.size() != 1) {
          throw refused(module);
        }
        Value current = add(connections.getFirst(), inside(path, "weights"), in);
        yield neurons(d.part("neurons", NeuronCell.class), inside(path, "neurons"), current);
      }
      case "RecurrentCell" -> recurrent(d, path, in);
      default -> throw refused(module);
    };
  }

  private static IllegalArgumentException refused(Described module) {
    return new IllegalArgumentException("save: expected what NIR has, got " + module);
  }

  private static String inside(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static void requireAxes(Description d, int axes, Value in) {
    if (in.shape().size() != axes) {
      throw new IllegalArgumentException(
          "save: expected " + axes + " axes into " + d.kind() + ", got shape " + in.shape());
    }
  }

  private static NDArray full(double value, int[] shape) {
    float[] all = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    Arrays.fill(all, (float) value);
    return NDArray.of(all, shape);
  }

  private Value linear(Description d, String name, Value in) {
    Tensor weight = d.tensor("weight");
    Tensor bias = d.tensorOrNull("bias");
    Map<String, NDArray> members = new LinkedHashMap<>();
    members.put("weight", NDArray.of(weight));
    if (bias != null) {
      members.put("bias", NDArray.of(bias));
    }
    int[] out = in.sizes();
    out[out.length - 1] = weight.dim(0);
    return put(name, bias == null ? NirType.LINEAR : NirType.AFFINE, in, members, out);
  }

  private Value convolution(Description d, Connection module, NirType type, String name, Value in) {
    boolean line = type == NirType.CONV1D;
    requireAxes(d, line ? 2 : 3, in);
    Tensor weight = d.tensor("weight");
    Tensor bias = d.tensorOrNull("bias");
    Window w = Window.of(d);
    SequencedMap<String, NirValue> members = new LinkedHashMap<>();
    number(members, "weight", NDArray.of(weight));
    number(members, "bias", bias == null ? full(0, new int[] {weight.dim(0)}) : NDArray.of(bias));
    number(members, "stride", wholes(line, w.strideHeight(), w.strideWidth()));
    if (w.isSame()) {
      members.put("padding", new NirValue.Text("same"));
    } else {
      number(members, "padding", wholes(line, w.paddingHeight(), w.paddingWidth()));
    }
    number(members, "dilation", wholes(line, w.dilationHeight(), w.dilationWidth()));
    number(members, "groups", NDArray.of(new long[] {d.whole("groups")}));
    int[] shape = in.sizes();
    number(members, "input_shape", wholes(line, shape[1], shape[shape.length - 1]));
    join(
        name, new NirPrimitive(type.text(), new NirValue.Group(members), NirValue.Group.EMPTY), in);
    int[] batch = new int[shape.length + 1];
    batch[0] = 1;
    System.arraycopy(shape, 0, batch, 1, shape.length);
    int[] out = module.outputShape(batch);
    return new Value(List.of(name), list(Arrays.copyOfRange(out, 1, out.length)));
  }

  private static void number(Map<String, NirValue> members, String name, NDArray array) {
    members.put(name, new NirValue.Numbers(array));
  }

  private static NDArray wholes(boolean one, int first, int second) {
    return one ? NDArray.of(new long[] {first}) : NirPrimitive.wholes(first, second);
  }

  private Value pool(Window w, NirType type, String name, Value in) {
    int[] shape = in.sizes();
    int height = Math.floorDiv(shape[1] + 2 * w.paddingHeight() - w.height(), w.strideHeight()) + 1;
    int width = Math.floorDiv(shape[2] + 2 * w.paddingWidth() - w.width(), w.strideWidth()) + 1;
    return put(
        name,
        type,
        in,
        Map.of(
            "kernel_size", NirPrimitive.wholes(w.height(), w.width()),
            "stride", NirPrimitive.wholes(w.strideHeight(), w.strideWidth()),
            "padding", NirPrimitive.wholes(w.paddingHeight(), w.paddingWidth())),
        shape[0],
        height,
        width);
  }

  private Value flatten(String name, Value in) {
    if (in.shape().size() == 1) {
      return in;
    }
    return put(
        name,
        NirType.FLATTEN,
        in,
        Map.of(
            "start_dim", NDArray.of(new long[] {0}),
            "end_dim", NDArray.of(new long[] {-1}),
            "input_type", NirPrimitive.wholes(in.sizes())),
        Arrays.stream(in.sizes()).reduce(1, Math::multiplyExact));
  }

  /** Modules one after the other; a mean times its size is a sum. */
  private Value chain(NetworkModule sequence, String path, Value in) {
    List<Map.Entry<String, NetworkModule>> all = List.copyOf(sequence.children().entrySet());
    Value value = in;
    for (int m = 0; m < all.size(); m++) {
      String name = inside(path, all.get(m).getKey());
      Description d = all.get(m).getValue().description();
      Description next = m + 1 < all.size() ? all.get(m + 1).getValue().description() : null;
      if (d.kind().equals("AvgPool2d") && next != null && next.kind().equals("Scale")) {
        Window window = Window.of(d);
        if (next.number("factor") == (double) window.height() * window.width()) {
          requireAxes(d, 3, value);
          value = pool(window, NirType.SUM_POOL2D, path.isEmpty() ? name : path, value);
          m++;
          continue;
        }
      }
      value = add(all.get(m).getValue(), name, value);
    }
    return value;
  }

  private Value branches(Description d, String path, Value in, boolean withInput) {
    List<String> from = new ArrayList<>(withInput ? in.from() : List.of());
    List<Integer> shape = in.shape();
    int number = 0;
    for (NetworkModule branch : d.parts("branches", NetworkModule.class)) {
      Value out = add(branch, inside(path, Integer.toString(number++)), in);
      if (from.stream().anyMatch(out.from()::contains)) {
        throw new IllegalArgumentException(
            "save: expected ways that compute something each, got the same twice: " + d.kind());
      }
      from.addAll(out.from());
      shape = out.shape();
    }
    return new Value(from, shape);
  }

  /** What every module of a graph puts out. */
  private Map<String, Value> graph(ModuleGraph graph, String path, Map<String, Value> inputs) {
    Map<String, Value> values = new LinkedHashMap<>(inputs);
    for (ModuleGraph.Node node : graph.nodes()) {
      List<String> from = new ArrayList<>();
      List<Integer> shape = null;
      for (String input : node.inputs()) {
        Value value = Objects.requireNonNull(values.get(input));
        from.addAll(value.from());
        shape = value.shape();
      }
      for (ModuleGraph.Delayed delayed : node.delayed()) {
        shape = shape == null ? delayed.shape() : shape;
      }
      if (shape == null) {
        throw new IllegalArgumentException(
            "save: expected a shape of what comes back to " + node.name() + ", got none");
      }
      values.put(
          node.name(), add(node.module(), inside(path, node.name()), new Value(from, shape)));
    }
    for (ModuleGraph.Node node : graph.nodes()) {
      for (ModuleGraph.Delayed delayed : node.delayed()) {
        for (String from : Objects.requireNonNull(values.get(delayed.from())).from()) {
          edges.add(new Edge(from, inside(path, node.name())));
        }
      }
    }
    return values;
  }

  private Value neurons(NeuronCell cell, String name, Value in) {
    double step = cell.description().number("dt");
    if (dt != 0 && dt != step) {
      lost.add(name + ": its time step of " + step + " s, that of others is " + dt + " s");
    }
    dt = dt == 0 ? step : dt;
    List<String> mine = new ArrayList<>();
    NirPrimitive primitive = NeuronExport.of(cell, in.sizes(), mine::add);
    mine.forEach(what -> lost.add(name + ": " + what));
    NirValue.Group metadata =
        mine.isEmpty()
            ? NirValue.Group.EMPTY
            : NirValue.Group.of(Map.of("lost", new NirValue.Text(mine, List.of(mine.size()))));
    join(name, new NirPrimitive(primitive.type(), primitive.values(), metadata), in);
    return new Value(List.of(name), in.shape());
  }

  private Value recurrent(Description d, String path, Value in) {
    if (d.has("coupling")) {
      throw new IllegalArgumentException("save: expected what NIR has, got coupled compartments");
    }
    RecurrentWeights weights = d.part("weights", RecurrentWeights.class);
    int[] hidden = {weights.hidden()};
    String input = inside(path, "w_in");
    String neurons = inside(path, "neurons");
    String back = inside(path, "w_rec");
    Value current =
        put(
            input,
            NirType.LINEAR,
            in,
            Map.of("weight", NDArray.of(weights.input().value())),
            hidden);
    Value out = neurons(d.part("neurons", NeuronCell.class), neurons, current);
    var matrix =
        new NirPrimitive(NirType.LINEAR, Map.of("weight", NDArray.of(weights.recurrent().value())));
    NDArray autapses = NDArray.of(new long[] {weights.hasAutapses() ? 1 : 0}).as(DType.BOOL);
    var metadata = NirValue.Group.of(Map.of(Recurrence.AUTAPSES, new NirValue.Numbers(autapses)));
    join(back, new NirPrimitive(matrix.type(), matrix.values(), metadata), out);
    edges.add(new Edge(back, neurons));
    return out;
  }
}
