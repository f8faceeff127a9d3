package dev.sleipnir.nir;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.layer.ModuleGraph;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.nir.graph.NirType;
import dev.sleipnir.nir.graph.ResolvedGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/** A graph made a network: it is trained, run in sessions, and saved like any other. */
public final class NirNetwork {
  private final ResolvedGraph resolved;
  private final Convention convention;
  private final double dt;
  private final Wiring wiring;
  private final ModuleGraph graph;
  private final StatefulLayer module;
  private final List<String> notes;

  NirNetwork(
      ResolvedGraph resolved, Convention convention, double dt, Wiring wiring, List<String> notes) {
    this.resolved = resolved;
    this.convention = convention;
    this.dt = dt;
    this.wiring = wiring;
    this.notes = List.copyOf(notes);
    graph = wiring.folded(resolved.inputs(), resolved.outputs().getFirst());
    StatefulLayer chain = resolved.outputs().size() == 1 ? wiring.chain(graph) : null;
    module = chain == null ? graph : chain;
  }

  /**
   * The network: a sequence if the graph is a chain, else a graph of modules; one step is [batch,
   * ...] to [batch, ...]. Neurons whose spikes come back through weights without biases are a
   * {@link dev.sleipnir.model.cell.RecurrentCell}.
   *
   * @return the network; of a graph with several inputs or outputs one that is run by {@link
   *     #forward(Map)}
   */
  public StatefulLayer module() {
    return module;
  }

  /** {@return the convention that its neurons follow} */
  public Convention convention() {
    return convention;
  }

  /** {@return the time step [s]} */
  public double dt() {
    return dt;
  }

  /**
   * The shape of a sample of the input, without time and batch.
   *
   * @return its sizes
   * @throws IllegalStateException if the graph has several inputs
   */
  public int[] inputShape() {
    return only("input", inputShapes());
  }

  /**
   * The shape of a sample of the output.
   *
   * @return its sizes
   * @throws IllegalStateException if the graph has several outputs
   */
  public int[] outputShape() {
    return only("output", outputShapes());
  }

  private static int[] only(String what, SequencedMap<String, int[]> shapes) {
    if (shapes.size() > 1) {
      throw new IllegalStateException(
          what + "Shape: expected a graph with one " + what + ", got " + shapes.keySet());
    }
    return shapes.values().iterator().next();
  }

  /** {@return the shape of a sample of each input by its name, without time and batch} */
  public SequencedMap<String, int[]> inputShapes() {
    return shapes(resolved.inputs());
  }

  /** {@return the shape of a sample of each output by its name} */
  public SequencedMap<String, int[]> outputShapes() {
    return shapes(resolved.outputs());
  }

  private SequencedMap<String, int[]> shapes(List<String> ports) {
    SequencedMap<String, int[]> shapes = new LinkedHashMap<>();
    ports.forEach(port -> shapes.put(port, sizes(resolved.node(port).out())));
    return shapes;
  }

  private static int[] sizes(List<Integer> shape) {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }

  /** {@return the graph that it was made of: shapes, order, and what was noticed} */
  public ResolvedGraph graph() {
    return resolved;
  }

  /** {@return what the convention makes of the graph that the graph does not say} */
  public List<String> notes() {
    return notes;
  }

  /**
   * What nodes put out and what their membranes are, step by step.
   *
   * @param outputs by node, [time, batch, ...]
   * @param potentials the state v of neurons after each step, by node, [time, batch, ...]
   */
  public record Traces(
      SequencedMap<String, Tensor> outputs, SequencedMap<String, Tensor> potentials) {
    /**
     * What a node put out.
     *
     * @param node its path
     * @return its outputs, [time, batch, ...]
     * @throws IllegalArgumentException if there is no such node
     */
    public Tensor output(String node) {
      return of(outputs, "a node", node);
    }

    /**
     * The membrane potentials of a neuron.
     *
     * @param node its path
     * @return the state v after each step, [time, batch, ...]
     * @throws IllegalArgumentException if there is no such neuron
     */
    public Tensor potential(String node) {
      return of(potentials, "a neuron", node);
    }

    private static Tensor of(SequencedMap<String, Tensor> traces, String what, String node) {
      Tensor trace = traces.get(node);
      if (trace == null) {
        throw new IllegalArgumentException(
            "traces: expected " + what + " of " + traces.keySet() + ", got '" + node + "'");
      }
      return trace;
    }
  }

  /**
   * Runs sequences from the initial state. Inputs that are on a tape are learned from.
   *
   * @param xs the inputs by name, each [time, batch, ...], all in one scope
   * @return the outputs by name, [time, batch, ...]
   * @throws IllegalArgumentException if names or shapes are not those of the graph's inputs
   */
  public SequencedMap<String, Tensor> forward(Map<String, Tensor> xs) {
    require(xs);
    Map<String, Tensor> inputs = new HashMap<>();
    xs.forEach(
        (name, x) ->
            inputs.put(wiring.name(name), x.requireFinite(name).reshape(flat(x.shape(), true))));
    Tensor first = Objects.requireNonNull(xs.get(resolved.inputs().getFirst()));
    int steps = first.dim(0);
    Map<String, Tensor> seen = new HashMap<>();
    graph.run(inputs, steps, null, seen);
    SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
    for (String name : resolved.outputs()) {
      Tensor y = Objects.requireNonNull(seen.get(wiring.name(name)));
      outputs.put(name, y.reshape(timed(steps, y.shape())));
    }
    return outputs;
  }

  /** [time, batch, ...] as [time * batch, ...], or, of a single step, as [batch, ...]. */
  private static int[] flat(int[] shape, boolean all) {
    int[] flat = Arrays.copyOfRange(shape, 1, shape.length);
    flat[0] *= all ? shape[0] : 1;
    return flat;
  }

  /** The other way round. */
  private static int[] timed(int steps, int[] shape) {
    int[] timed = new int[shape.length + 1];
    timed[0] = steps;
    System.arraycopy(shape, 0, timed, 1, shape.length);
    timed[1] /= steps;
    return timed;
  }

  private void require(Map<String, Tensor> xs) {
    if (!xs.keySet().equals(Set.copyOf(resolved.inputs()))) {
      throw new IllegalArgumentException(
          "inputs: expected " + resolved.inputs() + ", got " + xs.keySet());
    }
    int[] first = Objects.requireNonNull(xs.get(resolved.inputs().getFirst())).shape();
    xs.forEach(
        (name, x) -> {
          Require.atLeast("time of " + name, 1, x.rank() < 2 ? 0 : x.dim(0));
          Shape.require(
              name + " without time and batch",
              sizes(resolved.node(name).out()),
              Arrays.copyOfRange(x.shape(), 2, x.rank()));
          Shape.require(
              "time and batch of " + name, Arrays.copyOf(first, 2), Arrays.copyOf(x.shape(), 2));
        });
  }

  /**
   * Runs a sequence from the initial state and records every node.
   *
   * @param xs the input, [time, batch, ...], at least one step
   * @return outputs and membrane potentials by the nodes' paths in the graph
   * @throws IllegalArgumentException if the graph has several inputs, or the shape is not that of
   *     its input
   */
  public Traces trace(Tensor xs) {
    if (resolved.inputs().size() > 1) {
      throw new IllegalArgumentException(
          "inputs: expected " + resolved.inputs() + " by their names, got one tensor");
    }
    return trace(Map.of(resolved.inputs().getFirst(), xs));
  }

  /**
   * Runs sequences from the initial state and records every node.
   *
   * @param xs the inputs by name, each [time, batch, ...], at least one step
   * @return outputs and membrane potentials by the nodes' paths in the graph
   * @throws IllegalArgumentException if names or shapes are not those of the graph's inputs
   */
  public Traces trace(Map<String, Tensor> xs) {
    require(xs);
    ModuleGraph all = wiring.unfolded(resolved.inputs(), resolved.outputs().getFirst());
    SequencedMap<String, List<Tensor>> outputs = new LinkedHashMap<>();
    SequencedMap<String, List<Tensor>> potentials = new LinkedHashMap<>();
    State state = null;
    int steps = Objects.requireNonNull(xs.get(resolved.inputs().getFirst())).dim(0);
    for (int t = 0; t < steps; t++) {
      int step = t;
      Map<String, Tensor> now = new HashMap<>();
      xs.forEach(
          (name, x) ->
              now.put(
                  wiring.name(name),
                  x.rows(step, step + 1).reshape(flat(x.shape(), false)).requireFinite(name)));
      Map<String, Tensor> seen = new HashMap<>();
      state = all.run(now, 1, state, seen).state();
      for (ResolvedGraph.Node node : resolved.nodes()) {
        if (node.type() == NirType.INPUT) {
          continue;
        }
        String name = wiring.name(node.name());
        Tensor y = seen.get(name);
        if (y != null) {
          outputs.computeIfAbsent(node.name(), _ -> new ArrayList<>()).add(y.copy());
        }
        if (all.stateOf(state, name) instanceof NeuronState neurons
            && neurons.names().contains("v")) {
          potentials.computeIfAbsent(node.name(), _ -> new ArrayList<>()).add(neurons.get("v"));
        }
      }
    }
    if (convention.isLate()) {
      outputs.forEach(
          (name, each) -> {
            if (resolved.node(name).type().isSpiking()) {
              each.addFirst(Tensor.zeros(each.getFirst().shape()));
              each.removeLast();
            }
          });
    }
    return new Traces(stacked(outputs), stacked(potentials));
  }

  private static SequencedMap<String, Tensor> stacked(SequencedMap<String, List<Tensor>> steps) {
    SequencedMap<String, Tensor> all = new LinkedHashMap<>();
    steps.forEach(
        (name, each) -> {
          int[] one = each.getFirst().shape();
          int[] shape =
              Stream.concat(Stream.of(each.size()), Arrays.stream(one).boxed())
                  .mapToInt(Integer::intValue)
                  .toArray();
          all.put(name, Tensor.concatenate(each).reshape(shape));
        });
    return all;
  }

  /** The network as a graph of modules, for saving: its inputs and outputs have names. */
  ModuleGraph modules() {
    return graph;
  }

  Wiring wiring() {
    return wiring;
  }

  @Override
  public String toString() {
    return "NirNetwork(" + convention + ", dt = " + dt + " s, " + module + ")";
  }
}
