package dev.sleipnir.nir;

import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.layer.AvgPool2d;
import dev.sleipnir.model.layer.Conv1d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Identity;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.ModuleGraph;
import dev.sleipnir.model.layer.ModuleGraph.Delayed;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Unflatten;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.nir.graph.NirException;
import dev.sleipnir.nir.graph.NirFinding;
import dev.sleipnir.nir.graph.NirFinding.Code;
import dev.sleipnir.nir.graph.NirPrimitive;
import dev.sleipnir.nir.graph.NirType;
import dev.sleipnir.nir.graph.NirValue;
import dev.sleipnir.nir.graph.ResolvedGraph;
import dev.sleipnir.nir.graph.ResolvedGraph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a network of a graph: a module for each primitive, and neurons by the convention's texts.
 */
final class Loading {
  /** More registers than this make no delay but a long program. */
  private static final int LONGEST_DELAY = 1000;

  /** What frameworks write for r = 1 / dt is within this. */
  private static final double SAME = 1e-3;

  private final ResolvedGraph graph;
  private final Convention convention;
  private final double dt;
  private final double second;
  private final Set<String> notes = new LinkedHashSet<>();
  private final Map<String, String> names = new LinkedHashMap<>();

  private Loading(ResolvedGraph graph, Convention convention, double dt, NirTime unit) {
    this.graph = graph;
    this.convention = convention;
    this.dt = dt;
    second = unit.seconds(dt);
  }

  static NirNetwork of(ResolvedGraph graph, Convention convention, double dt, NirTime unit)
      throws NirException {
    return new Loading(graph, convention, dt, unit).network();
  }

  private NirNetwork network() throws NirException {
    name();
    List<ModuleGraph.Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.type() == NirType.INPUT) {
        continue;
      }
      NetworkModule module;
      try {
        module = module(node);
      } catch (IllegalArgumentException e) {
        throw new NirException(
            List.of(new NirFinding(Code.STEP, true, node.name(), String.valueOf(e.getMessage()))));
      }
      nodes.add(wired(node, module));
    }
    List<Recurrence> recurrences = Recurrence.of(nodes, new Nodes());
    return new NirNetwork(
        graph, convention, dt, new Wiring(nodes, recurrences, names), List.copyOf(notes));
  }

  /** What the file says of modules. */
  private final class Nodes implements Recurrence.Source {
    private final Map<String, String> paths = new HashMap<>();

    Nodes() {
      names.forEach((path, name) -> paths.put(name, path));
    }

    private String path(String module) {
      return Objects.requireNonNull(paths.get(module));
    }

    @Override
    public boolean isVector(String module) {
      return graph.node(path(module)).in().size() == 1;
    }

    @Override
    public boolean hasAutapses(String module) {
      NirValue value =
          graph.node(path(module)).primitive().metadata().members().get(Recurrence.AUTAPSES);
      return !(value instanceof NirValue.Numbers(NDArray array))
          || array.size() != 1
          || array.toDoubles()[0] != 0;
    }

    @Override
    public String parent(String module) {
      String path = path(module);
      int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('/'));
      return end < 0 ? "" : moduleName(path.substring(0, end));
    }
  }

  /** Names of modules are part of names of parameters: dots and slashes would divide them. */
  private void name() {
    Set<String> taken = new HashSet<>();
    if (graph.inputs().size() == 1) {
      names.put(graph.inputs().getFirst(), ModuleGraph.INPUT);
      taken.add(ModuleGraph.INPUT);
    }
    for (Node node : graph.nodes()) {
      if (!names.containsKey(node.name())) {
        String name = moduleName(node.name());
        while (!taken.add(name)) {
          name += "_";
        }
        names.put(node.name(), name);
      }
    }
  }

  private static String moduleName(String path) {
    return path.replace('.', '_').replace('/', '_');
  }

  private String name(String node) {
    return Objects.requireNonNull(names.get(node));
  }

  private ModuleGraph.Node wired(Node node, NetworkModule module) {
    List<String> inputs = new ArrayList<>();
    List<Delayed> delayed = new ArrayList<>();
    for (String from : node.inputs()) {
      boolean lateSpike = convention.isLate() && graph.node(from).type().isSpiking();
      boolean lateCurrent =
          convention.hasLateCurrents() && isCuba(node) && !comesBack(graph.node(from));
      if (lateSpike || lateCurrent) {
        delayed.add(delayed(from, false));
      } else {
        inputs.add(name(from));
      }
    }
    for (String from : node.delayed()) {
      delayed.add(delayed(from, convention.startsWithoutFeedback()));
    }
    return new ModuleGraph.Node(name(node.name()), module, inputs, delayed);
  }

  private static boolean isCuba(Node node) {
    return node.type() == NirType.CUBA_LI || node.type() == NirType.CUBA_LIF;
  }

  /** Whether all that goes into a node is of the step before. */
  private boolean comesBack(Node node) {
    return node.type() != NirType.INPUT
        && node.inputs().stream().allMatch(from -> comesBack(graph.node(from)));
  }

  private Delayed delayed(String from, boolean silent) {
    return new Delayed(name(from), silent ? null : graph.node(from).out());
  }

  // ---- modules

  private NetworkModule module(Node node) throws NirException {
    NirPrimitive primitive = node.primitive();
    return switch (node.type()) {
      case INPUT, OUTPUT -> new Identity();
      case AFFINE, LINEAR -> new Linear(matrix(node), bias(node));
      case CONV1D ->
          new Conv1d(
              primitive.need("weight").toTensor(),
              bias(node),
              lines(primitive),
              whole(primitive, "groups", 0));
      case CONV2D ->
          new Conv2d(
              primitive.need("weight").toTensor(),
              bias(node),
              window(
                  primitive,
                  primitive.need("weight").shape()[2],
                  primitive.need("weight").shape()[3]),
              whole(primitive, "groups", 0));
      case AVG_POOL2D -> new AvgPool2d(pooling(primitive));
      case SUM_POOL2D -> {
        Window window = pooling(primitive);
        yield new SequentialState(
            new AvgPool2d(window), new Scale((float) window.height() * window.width()));
      }
      case FLATTEN -> {
        int[] out = sizes(node.out());
        yield out.length == 1
            ? new Flatten()
            : new SequentialState(new Flatten(), new Unflatten(out));
      }
      case SCALE -> elementwise(node, Equations.SCALE, "scale");
      case THRESHOLD -> elementwise(node, Equations.THRESHOLD, "threshold");
      case DELAY -> delay(node);
      default -> neurons(node);
    };
  }

  private Tensor matrix(Node node) throws NirException {
    NDArray weight = node.primitive().need("weight");
    if (weight.shape().length != 2) {
      throw refused(
          Code.RANK, node, "expected weights [out, in], got " + weight + "; cannot be run here");
    }
    return weight.toTensor();
  }

  private @Nullable Tensor bias(Node node) {
    NDArray bias = node.primitive().array("bias");
    if (bias == null) {
      return null;
    }
    if (convention.dropsRecurrentBias() && node.inputs().isEmpty()) {
      notes.add(node.name() + ": " + convention + " ignores the bias of what comes back");
      return null;
    }
    return bias.toTensor();
  }

  private static int[] sizes(List<Integer> shape) {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int whole(NirPrimitive primitive, String member, int axis) {
    long[] values = primitive.need(member).toLongs();
    return Math.toIntExact(values[Math.min(axis, values.length - 1)]);
  }

  private static Window lines(NirPrimitive conv) {
    Window window =
        Window.of(conv.need("weight").shape()[2])
            .stride(whole(conv, "stride", 0))
            .dilation(whole(conv, "dilation", 0));
    return conv.array("padding") == null
        ? worded(conv, window)
        : window.padding(whole(conv, "padding", 0));
  }

  private static Window window(NirPrimitive conv, int height, int width) {
    Window window =
        Window.of(height, width)
            .stride(whole(conv, "stride", 0), whole(conv, "stride", 1))
            .dilation(whole(conv, "dilation", 0), whole(conv, "dilation", 1));
    return conv.array("padding") == null
        ? worded(conv, window)
        : window.padding(whole(conv, "padding", 0), whole(conv, "padding", 1));
  }

  private static Window worded(NirPrimitive conv, Window window) {
    return conv.hasWord("padding", "same") ? window.same() : window;
  }

  private static Window pooling(NirPrimitive pool) {
    return Window.of(whole(pool, "kernel_size", 0), whole(pool, "kernel_size", 1))
        .stride(whole(pool, "stride", 0), whole(pool, "stride", 1))
        .padding(whole(pool, "padding", 0), whole(pool, "padding", 1));
  }

  private NetworkModule elementwise(Node node, String text, String member) {
    double[] values = node.primitive().need(member).toDoubles();
    return with(Neuron.parse(text), "value", values, node).dt(dt).cell();
  }

  private NetworkModule delay(Node node) throws NirException {
    double[] delays = node.primitive().need("delay").toDoubles();
    double[] steps = Arrays.stream(delays).map(d -> Math.rint(d * second / dt)).toArray();
    List<Integer> all =
        Arrays.stream(steps)
            .mapToInt(s -> (int) Math.min(s, LONGEST_DELAY + 1))
            .sorted()
            .distinct()
            .boxed()
            .toList();
    if (all.getLast() > LONGEST_DELAY) {
      throw refused(
          Code.RANGE,
          node,
          "expected delays of at most "
              + LONGEST_DELAY
              + " steps of "
              + dt
              + " s, got longer ones");
    }
    Neuron neuron = Neuron.parse(Equations.delay(all));
    return (all.size() > 1 ? with(neuron, "steps", steps, node) : neuron).dt(dt).cell();
  }

  private static NirException refused(Code code, Node node, String message) {
    return new NirException(List.of(new NirFinding(code, true, node.name(), message)));
  }

  // ---- neurons

  private NetworkModule neurons(Node node) throws NirException {
    String text = convention.equations(node.type());
    if (text == null) {
      throw refused(
          Code.FRAMEWORK,
          node,
          "expected a neuron that " + convention + " has, got " + node.type());
    }
    Neuron neuron = Neuron.parse(text);
    Map<String, double[]> values = values(node);
    for (String parameter : neuron.model().parameters()) {
      neuron = with(neuron, parameter, Objects.requireNonNull(values.get(parameter)), node);
    }
    Set<String> used = Set.copyOf(neuron.model().parameters());
    values.forEach(
        (name, each) -> {
          boolean neutral = Arrays.stream(each).allMatch(v -> v == neutral(name));
          boolean isMember = node.type().memberNames().contains(name);
          boolean inside = name.startsWith("tau") || (name.equals("r") && used.contains("gain"));
          if (isMember && !used.contains(name) && !neutral && !inside) {
            notes.add(node.name() + ": " + convention + " ignores " + name);
          }
        });
    return neuron.dt(dt).cell();
  }

  private static double neutral(String member) {
    return member.equals("v_reset") || member.equals("v_leak") ? 0 : 1;
  }

  /** The members of a neuron in seconds, with the defaults of those that may be missing. */
  private Map<String, double[]> values(Node node) {
    Map<String, double[]> values = new HashMap<>();
    for (String member : node.type().memberNames()) {
      NDArray array = node.primitive().array(member);
      double[] each = array == null ? new double[] {neutral(member)} : array.toDoubles();
      if (member.startsWith("tau")) {
        for (int i = 0; i < each.length; i++) {
          each[i] *= second;
        }
        values.put(member.replace("tau", "decay"), decays(each));
      }
      values.put(member, each);
    }
    if (node.type() == NirType.I || node.type() == NirType.IF) {
      double[] r = Objects.requireNonNull(values.get("r"));
      boolean perSecond = Arrays.stream(r).allMatch(each -> Math.abs(each * dt - 1) <= SAME);
      values.put("gain", perSecond ? Arrays.stream(r).map(each -> each * dt).toArray() : r);
      if (!perSecond) {
        notes.add(node.name() + ": v += r x in each step, as frameworks do, not r dt x");
      }
    }
    return values;
  }

  /** In 1 / 4096 a step: Lava cuts, lava-dl rounds. */
  private double[] decays(double[] tau) {
    boolean rounds = convention == Convention.LAVA_DL;
    return Arrays.stream(tau)
        .map(each -> 4096 * dt / each)
        .map(each -> rounds ? Math.rint(each) : Math.floor(each))
        .toArray();
  }

  /** One number for all where all are equal: such neurons are faster. */
  private static Neuron with(Neuron neuron, String parameter, double[] values, Node node) {
    if (Arrays.stream(values).allMatch(value -> value == values[0])) {
      return neuron.with(parameter, values[0]);
    }
    float[] each = new float[values.length];
    IntStream.range(0, each.length).forEach(i -> each[i] = (float) values[i]);
    return neuron.with(parameter, Tensor.of(each, sizes(node.in())));
  }
}
