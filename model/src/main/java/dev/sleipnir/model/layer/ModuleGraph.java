package dev.sleipnir.model.layer;

import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.StateParts;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Modules with any connections between them: what several put out adds up to the input of the next,
 * and what one put out in the step before may come back.
 *
 * <pre>{@code
 * var recurrent =
 *     new ModuleGraph(
 *         List.of(
 *             ModuleGraph.node("back", new Linear(40, 40)).delayed("lif", 40),
 *             ModuleGraph.node("fc", new Linear(12, 40)).from(ModuleGraph.INPUT),
 *             ModuleGraph.node("lif", new Lif().cell()).from("fc", "back")),
 *         "lif");
 * }</pre>
 *
 * <p>Where nothing is delayed, all steps of a run go through a module at once; else the whole graph
 * runs step by step.
 */
public final class ModuleGraph implements StatefulLayer {
  /** The name of the graph's input. */
  public static final String INPUT = "input";

  private static final String OWNER = "ModuleGraph";

  private final List<String> inputs;
  private final List<Node> nodes;
  private final List<NetworkModule> modules;
  private final String output;

  /** What is carried to the next step: the outputs that come back, each once. */
  private final List<String> carried;

  /**
   * An output of the step before.
   *
   * @param from the module that put it out
   * @param shape its shape without the batch: zeros of it are what there is in the first step; null
   *     if nothing comes back then
   */
  public record Delayed(String from, @Nullable List<Integer> shape) {}

  /**
   * A module and what goes into it.
   *
   * @param name its name, without dots
   * @param module the module
   * @param inputs the modules whose outputs of the same step add up to its input
   * @param delayed those whose outputs of the step before do
   */
  public record Node(
      String name, NetworkModule module, List<String> inputs, List<Delayed> delayed) {
    /** Copies the lists. */
    public Node {
      inputs = List.copyOf(inputs);
      delayed = List.copyOf(delayed);
    }

    /**
     * The same module with these inputs.
     *
     * @param names modules before it, or {@link #INPUT}
     * @return the node
     */
    public Node from(String... names) {
      return new Node(name, module, List.of(names), delayed);
    }

    /**
     * The same module with one more input: what another put out in the step before.
     *
     * @param from the other module, or this one
     * @param shape the shape of its output without the batch; zeros at the beginning
     * @return the node
     */
    public Node delayed(String from, int... shape) {
      List<Delayed> all = new ArrayList<>(delayed);
      all.add(new Delayed(from, IntStream.of(shape).boxed().toList()));
      return new Node(name, module, inputs, all);
    }
  }

  /**
   * A module without inputs yet.
   *
   * @param name its name, without dots
   * @param module the module
   * @return the node
   */
  public static Node node(String name, NetworkModule module) {
    return new Node(name, module, List.of(), List.of());
  }

  /**
   * A graph of modules with one input, {@link #INPUT}.
   *
   * @param nodes the modules, each behind those whose outputs of the same step it needs
   * @param output the module whose output is that of the graph
   * @throws IllegalArgumentException if a name is empty, has a dot or stands twice, a module has no
   *     input, or one that does not stand before it
   */
  public ModuleGraph(List<Node> nodes, String output) {
    this(List.of(INPUT), nodes, output);
  }

  /**
   * A graph of modules with several inputs. It is run by {@link #run(Map, int, State, Map)}, which
   * is given each by its name.
   *
   * @param inputs names of the inputs
   * @param nodes the modules, each behind those whose outputs of the same step it needs
   * @param output the module whose output is that of the graph; {@code run} tells those of others
   * @throws IllegalArgumentException if there is no input, a name is empty, has a dot or stands
   *     twice, a module has no input, or one that does not stand before it
   */
  public ModuleGraph(List<String> inputs, List<Node> nodes, String output) {
    this.inputs = List.copyOf(inputs);
    this.nodes = List.copyOf(nodes);
    this.output = output;
    modules = this.nodes.stream().map(Node::module).toList();
    Set<String> all = new LinkedHashSet<>();
    this.nodes.forEach(node -> all.add(node.name()));
    Set<String> before = new LinkedHashSet<>(inputs);
    boolean named = inputs.stream().noneMatch(name -> name.isEmpty() || name.indexOf('.') >= 0);
    if (inputs.isEmpty() || before.size() < inputs.size() || !named) {
      throw new IllegalArgumentException(
          "inputs: expected names, each once, without dots, got " + inputs);
    }
    Set<String> back = new LinkedHashSet<>();
    for (Node node : this.nodes) {
      require(node, before, all);
      node.delayed().forEach(delayed -> back.add(delayed.from()));
      before.add(node.name());
    }
    if (!all.contains(output)) {
      throw new IllegalArgumentException(
          "output: expected one of the modules " + all + ", got '" + output + "'");
    }
    carried = List.copyOf(back);
  }

  private static void require(Node node, Set<String> before, Set<String> all) {
    String name = node.name();
    if (name.isEmpty() || name.indexOf('.') >= 0 || before.contains(name)) {
      throw new IllegalArgumentException(
          "modules: expected names of their own without dots, got '" + name + "'");
    }
    if (node.inputs().isEmpty() && node.delayed().isEmpty()) {
      throw new IllegalArgumentException(name + ": expected at least one input, got none");
    }
    for (String from : node.inputs()) {
      if (!before.contains(from)) {
        throw new IllegalArgumentException(
            name + ": expected inputs from " + before + ", which stand before it, got " + from);
      }
    }
    for (Delayed delayed : node.delayed()) {
      if (!all.contains(delayed.from())) {
        throw new IllegalArgumentException(
            name + ": expected delayed outputs of " + all + ", got " + delayed.from());
      }
    }
  }

  /** {@return the names of the inputs; {@link #INPUT} alone unless others were given} */
  public List<String> inputs() {
    return inputs;
  }

  /** {@return the modules and what goes into each, in the order in which they run} */
  public List<Node> nodes() {
    return nodes;
  }

  /** {@return the module whose output is that of the graph} */
  public String output() {
    return output;
  }

  @Override
  public Map<String, NetworkModule> children() {
    Map<String, NetworkModule> children = new LinkedHashMap<>();
    nodes.forEach(node -> children.put(node.name(), node.module()));
    return children;
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    modules.forEach(module -> all.addAll(module.parameters()));
    return Parameter.distinct(all);
  }

  @Override
  public ModuleGraph copy() {
    return (ModuleGraph) StatefulLayer.super.copy();
  }

  @Override
  public ModuleGraph copy(Copies copies) {
    return new ModuleGraph(
        inputs,
        nodes.stream()
            .map(n -> new Node(n.name(), copies.of(n.module()), n.inputs(), n.delayed()))
            .toList(),
        output);
  }

  @Override
  public Step run(Tensor x, int steps, @Nullable State state) {
    return run(x, steps, state, new HashMap<>());
  }

  /**
   * As {@link #run(Tensor, int, State)}, and tells what every module put out.
   *
   * @param x batches of consecutive steps one after the other, [steps * batch, ...]
   * @param steps number of time steps
   * @param state state from the step before, consumed; null for the initial state
   * @param seen receives the output of every module by its name, [steps * batch, ...]; of one that
   *     had no input in a step, none of that step
   * @return the outputs of all steps, and the state after the last
   * @throws IllegalArgumentException if a shape is not what a module expects
   */
  public Step run(Tensor x, int steps, @Nullable State state, Map<String, Tensor> seen) {
    if (inputs.size() > 1) {
      throw new IllegalArgumentException(
          OWNER + ": expected the inputs " + inputs + " by their names, got one tensor");
    }
    return run(Map.of(inputs.getFirst(), x), steps, state, seen);
  }

  /**
   * As {@link #run(Tensor, int, State, Map)}, of a graph with any number of inputs.
   *
   * @param xs the inputs by name, all in one scope, each [steps * batch, ...]
   * @param steps number of time steps
   * @param state state from the step before, consumed; null for the initial state
   * @param seen receives the output of every module by its name, [steps * batch, ...]; of one that
   *     had no input in a step, none of that step
   * @return the outputs of all steps, and the state after the last
   * @throws IllegalArgumentException if the names are not those of the inputs, or a shape is not
   *     what a module expects
   */
  public Step run(
      Map<String, Tensor> xs, int steps, @Nullable State state, Map<String, Tensor> seen) {
    if (!xs.keySet().equals(Set.copyOf(inputs))) {
      throw new IllegalArgumentException(
          OWNER + ": expected the inputs " + inputs + ", got " + xs.keySet());
    }
    Tensor x = Objects.requireNonNull(xs.get(inputs.getFirst()));
    xs.forEach(
        (name, each) -> {
          Shape.requireSteps(OWNER, each.shape(), steps);
          if (each.dim(0) != x.dim(0)) {
            throw new IllegalArgumentException(
                OWNER
                    + ": expected the same steps and batch of every input, got "
                    + each.dim(0)
                    + " of "
                    + name
                    + " beside "
                    + x.dim(0));
          }
        });
    Carried given = state == null ? null : own(state);
    ModuleStates states =
        ModuleStates.next(OWNER, given == null ? null : given.modules, modules.size());
    Map<String, Tensor> last = new HashMap<>();
    for (int c = 0; given != null && c < carried.size(); c++) {
      last.put(carried.get(c), given.outputs.get(c));
    }
    Scope scope = Scope.of(x);
    long place = scope.draws().place();
    Map<String, List<Tensor>> all = new HashMap<>();
    int parts = carried.isEmpty() ? 1 : steps;
    int rows = x.dim(0) / parts;
    try {
      for (int t = 0; t < parts; t++) {
        Map<String, Tensor> now = new HashMap<>(xs);
        if (parts > 1) {
          int from = t * rows;
          now.replaceAll((_, each) -> each.rows(from, from + rows));
        }
        last = step(now, steps / parts, states, last, scope, place);
        last.forEach((name, y) -> all.computeIfAbsent(name, _ -> new ArrayList<>()).add(y));
      }
    } finally {
      scope.draws().moveBack(place);
    }
    ModuleStates.consume(given == null ? null : given.modules);
    all.forEach((name, each) -> seen.put(name, joined(each)));
    List<Tensor> back = new ArrayList<>();
    for (String name : carried) {
      back.add(Objects.requireNonNull(last.get(name)));
    }
    return new Step(Objects.requireNonNull(seen.get(output)), new Carried(states, back));
  }

  private Map<String, Tensor> step(
      Map<String, Tensor> xs,
      int steps,
      ModuleStates states,
      Map<String, Tensor> before,
      Scope scope,
      long place) {
    Map<String, Tensor> outputs = new HashMap<>(xs);
    inputs.forEach(name -> scope.keep(Objects.requireNonNull(xs.get(name))));
    int batch = Objects.requireNonNull(xs.get(inputs.getFirst())).dim(0);
    for (int m = 0; m < nodes.size(); m++) {
      Node node = nodes.get(m);
      Tensor in = input(node, outputs, before, batch, scope);
      if (in == null) {
        continue; // nothing has come back yet
      }
      scope.draws().moveTo(place, m);
      Tensor y;
      switch (node.module()) {
        case Layer layer -> y = layer.forward(in);
        case StatefulLayer layer -> {
          Step step = layer.run(in, steps, states.of(m));
          states.set(m, step.state());
          y = step.output();
        }
      }
      scope.keep(y); // others read it, and the next step
      outputs.put(node.name(), y);
    }
    inputs.forEach(outputs::remove);
    return outputs;
  }

  private static @Nullable Tensor input(
      Node node, Map<String, Tensor> outputs, Map<String, Tensor> before, int batch, Scope scope) {
    Tensor sum = null;
    for (String from : node.inputs()) {
      sum = plus(node, sum, outputs.get(from));
    }
    for (Delayed delayed : node.delayed()) {
      Tensor y = before.get(delayed.from());
      if (y == null && delayed.shape() != null) {
        int[] shape = new int[delayed.shape().size() + 1];
        shape[0] = batch;
        for (int axis = 1; axis < shape.length; axis++) {
          shape[axis] = delayed.shape().get(axis - 1);
        }
        y = scope.enter(Tensor.zeros(shape));
      }
      sum = plus(node, sum, y);
    }
    return sum;
  }

  private static @Nullable Tensor plus(Node node, @Nullable Tensor sum, @Nullable Tensor y) {
    if (sum == null || y == null) {
      return sum == null ? y : sum;
    }
    Shape.require(node.name() + ": input", sum.shape(), y.shape());
    return sum.add(y);
  }

  private static Tensor joined(List<Tensor> steps) {
    return steps.size() == 1 ? steps.getFirst() : Tensor.concatenate(steps);
  }

  /**
   * What one module carries within a state of this graph.
   *
   * @param state a state that {@link #run} returned
   * @param name the module's name
   * @return the module's state itself, or null if it has none
   * @throws IllegalArgumentException if the state is not of such a graph, or there is no such
   *     module
   */
  public @Nullable State stateOf(State state, String name) {
    List<String> names = nodes.stream().map(Node::name).toList();
    if (!names.contains(name)) {
      throw new IllegalArgumentException(
          "stateOf: expected one of the modules " + names + ", got '" + name + "'");
    }
    return own(state).modules.of(names.indexOf(name));
  }

  private Carried own(State state) {
    if (state instanceof Carried own && own.outputs.size() == carried.size()) {
      ModuleStates.of(OWNER, own.modules, modules.size());
      return own;
    }
    throw new IllegalArgumentException(OWNER + ": expected a state of its own, got " + state);
  }

  @Override
  public State read(ArchiveReader in) throws IOException {
    in.require("state", Carried.KIND);
    in.require("outputs that come back", carried.size());
    List<Tensor> outputs = new ArrayList<>();
    for (String name : carried) {
      int[] shape = in.shape(name);
      outputs.add(Tensor.of(in.floats(name, Shape.size(shape)), shape));
    }
    return new Carried((ModuleStates) ModuleStates.read(OWNER, modules, in), outputs);
  }

  private record Carried(ModuleStates modules, List<Tensor> outputs) implements State {
    private static final String KIND = "module graph";

    @Override
    public void write(ArchiveWriter out) throws IOException {
      out.text(KIND);
      out.number(outputs.size());
      for (Tensor output : outputs) {
        out.shape(output.shape());
        out.floats(output.toArray());
      }
      modules.write(out);
    }

    @Override
    public State copy() {
      return new Carried(
          (ModuleStates) modules.copy(), outputs.stream().map(Tensor::copy).toList());
    }

    @Override
    public State with(StateParts parts) {
      return new Carried(
          (ModuleStates) modules.with(parts), outputs.stream().map(parts::tensor).toList());
    }
  }

  @Override
  public Description description() {
    List<String> names = nodes.stream().map(Node::name).toList();
    Description description =
        new Description("ModuleGraph")
            .text("names", String.join(".", names))
            .number("output", names.indexOf(output))
            .parts("modules", modules);
    if (!inputs.equals(List.of(INPUT))) {
      description.text("ports", String.join(".", inputs));
    }
    for (int n = 0; n < nodes.size(); n++) {
      Node node = nodes.get(n);
      description.wholes(
          "inputs " + n,
          node.inputs().stream()
              .mapToInt(from -> names.contains(from) ? names.indexOf(from) : ~inputs.indexOf(from))
              .toArray());
      List<Delayed> delayed = node.delayed();
      description.wholes(
          "delayed " + n, delayed.stream().mapToInt(d -> names.indexOf(d.from())).toArray());
      for (int d = 0; d < delayed.size(); d++) {
        List<Integer> shape = delayed.get(d).shape();
        if (shape != null) {
          description.wholes(
              "shape " + n + " " + d, shape.stream().mapToInt(Integer::intValue).toArray());
        }
      }
    }
    return description;
  }

  /** The graph that {@link #description} says. */
  static ModuleGraph of(Description d) {
    NetworkModule[] modules = d.parts("modules", NetworkModule.class).toArray(NetworkModule[]::new);
    List<String> names = List.of(d.text("names").split("\\.", -1));
    if (names.size() != modules.length) {
      throw new IllegalArgumentException(
          "ModuleGraph: expected " + modules.length + " names, got " + names.size());
    }
    List<String> ports =
        d.has("ports") ? List.of(d.text("ports").split("\\.", -1)) : List.of(INPUT);
    List<Node> nodes = new ArrayList<>();
    for (int n = 0; n < modules.length; n++) {
      List<String> inputs = new ArrayList<>();
      for (int from : d.wholes("inputs " + n)) {
        inputs.add(from < 0 ? name(ports, ~from) : name(names, from));
      }
      List<Delayed> delayed = new ArrayList<>();
      for (int from : d.wholes("delayed " + n)) {
        String shape = "shape " + n + " " + delayed.size();
        delayed.add(
            new Delayed(
                name(names, from),
                d.has(shape) ? IntStream.of(d.wholes(shape)).boxed().toList() : null));
      }
      nodes.add(new Node(names.get(n), modules[n], inputs, delayed));
    }
    return new ModuleGraph(ports, nodes, name(names, d.whole("output")));
  }

  private static String name(List<String> names, int index) {
    if (index < 0 || index >= names.size()) {
      throw new IllegalArgumentException(
          "ModuleGraph: expected one of " + names + ", got number " + index);
    }
    return names.get(index);
  }

  @Override
  public String toString() {
    return "ModuleGraph" + nodes;
  }
}
