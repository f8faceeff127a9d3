package dev.sleipnir.nir;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.layer.ModuleGraph;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.nir.graph.ResolvedGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** A graph made a network: it is trained, run in sessions, and saved like any other. */
public final class NirNetwork {
  private final ResolvedGraph resolved;
  private final Convention convention;
  private final double dt;
  private final StatefulLayer module;
  private final ModuleGraph graph;
  private final Map<String, String> names;
  private final List<String> notes;

  NirNetwork(
      ResolvedGraph resolved,
      Convention convention,
      double dt,
      StatefulLayer module,
      ModuleGraph graph,
      Map<String, String> names,
      List<String> notes) {
    this.resolved = resolved;
    this.convention = convention;
    this.dt = dt;
    this.module = module;
    this.graph = graph;
    this.names = names;
    this.notes = List.copyOf(notes);
  }

  /**
   * {@return the network: a sequence if the graph is a chain, else a graph of modules; one step is
   * [batch, ...] to [batch, ...]}
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

  /** {@return the shape of a sample of the input, without time and batch} */
  public int[] inputShape() {
    return sizes(resolved.node(resolved.input()).out());
  }

  /** {@return the shape of a sample of the output} */
  public int[] outputShape() {
    return sizes(resolved.node(resolved.output()).out());
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
   * Runs a sequence from the initial state and records every node.
   *
   * @param xs the input, [time, batch, ...], at least one step
   * @return outputs and membrane potentials by the nodes' paths in the graph
   * @throws IllegalArgumentException if the shape is not that of the graph's input
   */
  public Traces trace(Tensor xs) {
    Require.atLeast("time", 1, xs.rank() < 2 ? 0 : xs.dim(0));
    int[] expected = inputShape();
    int[] got = new int[xs.rank() - 2];
    System.arraycopy(xs.shape(), 2, got, 0, got.length);
    Shape.require("input without time and batch", expected, got);
    SequencedMap<String, List<Tensor>> outputs = new LinkedHashMap<>();
    SequencedMap<String, List<Tensor>> potentials = new LinkedHashMap<>();
    State state = null;
    for (int t = 0; t < xs.dim(0); t++) {
      Map<String, Tensor> seen = new HashMap<>();
      Tensor x = xs.rows(t, t + 1).reshape(batched(xs));
      Step step = graph.run(x.requireFinite("input"), 1, state, seen);
      state = step.state();
      for (Map.Entry<String, String> name : names.entrySet()) {
        Tensor y = seen.get(name.getValue());
        if (y != null) {
          outputs.computeIfAbsent(name.getKey(), _ -> new ArrayList<>()).add(y.copy());
        }
        State inside = graph.stateOf(state, name.getValue());
        if (inside instanceof NeuronState neurons && neurons.names().contains("v")) {
          potentials.computeIfAbsent(name.getKey(), _ -> new ArrayList<>()).add(neurons.get("v"));
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

  private static int[] batched(Tensor xs) {
    int[] shape = new int[xs.rank() - 1];
    System.arraycopy(xs.shape(), 1, shape, 0, shape.length);
    return shape;
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

  @Override
  public String toString() {
    return "NirNetwork(" + convention + ", dt = " + dt + " s, " + module + ")";
  }
}
