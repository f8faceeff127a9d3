package dev.sleipnir.nir;

import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.nir.graph.NirGraph;
import dev.sleipnir.nir.graph.NirNode;
import dev.sleipnir.nir.graph.NirPrimitive;
import dev.sleipnir.nir.graph.NirType;
import dev.sleipnir.nir.graph.NirValue;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a graph is made of, and where it seems to come from. A file does not say its time step, but
 * the parameters of some frameworks tell it.
 *
 * @param types how many nodes there are of each type, graphs within graphs included
 * @param parameters numbers in all members
 * @param neurons values that change with time: elements of neurons whose parameters have a shape
 * @param synapses weights that are not 0
 * @param dt the time step that the parameters tell [s], or null
 * @param convention the convention that the parameters tell, or null
 */
public record NirSummary(
    SortedMap<String, Integer> types,
    long parameters,
    long neurons,
    long synapses,
    @Nullable Double dt,
    @Nullable Convention convention) {
  private static final double[] STEPS = {1e-3, 1e-4, 1e-5, 1e-6};
  private static final double SAME = 1e-4;

  /**
   * The summary of a graph.
   *
   * @param graph the graph, right or wrong
   * @return what it is made of
   */
  public static NirSummary of(NirGraph graph) {
    var counting = new Counting();
    counting.add(graph);
    return new NirSummary(
        counting.types,
        counting.parameters,
        counting.neurons,
        counting.synapses,
        counting.dt,
        counting.convention);
  }

  private static final class Counting {
    private final SortedMap<String, Integer> types = new TreeMap<>();
    private long parameters;
    private long neurons;
    private long synapses;
    private @Nullable Double dt;
    private @Nullable Convention convention;

    private void add(NirGraph graph) {
      for (NirNode node : graph.nodes().values()) {
        types.merge(node.type(), 1, Integer::sum);
        switch (node) {
          case NirGraph inner -> add(inner);
          case NirPrimitive primitive -> add(primitive);
        }
      }
    }

    private void add(NirPrimitive node) {
      NirType type = node.known();
      if (type == NirType.INPUT || type == NirType.OUTPUT) {
        return;
      }
      int most = 0;
      for (NirValue value : node.values().members().values()) {
        if (value instanceof NirValue.Numbers(NDArray array)) {
          parameters += array.size();
          most = Math.max(most, array.size());
        }
      }
      NDArray weight = node.array("weight");
      if (weight != null) {
        for (double each : weight.toDoubles()) {
          synapses += each != 0 ? 1 : 0;
        }
      }
      switch (type) {
        case I, IF, LI, LIF, CUBA_LI, CUBA_LIF -> {
          neurons += most;
          guess(node);
        }
        case null, default -> {}
      }
    }

    /** The first neuron of each, by the patterns that exporters leave. */
    private void guess(NirPrimitive node) {
      Double tau = first(node, node.array("tau") == null ? "tau_mem" : "tau");
      Double r = first(node, "r");
      if (convention != null || tau == null || r == null || !(tau > 0)) {
        return;
      }
      if (tau > 1) {
        convention = Convention.SINABS; // in time steps
        return;
      }
      for (double step : STEPS) {
        if (near(r, tau / step)) {
          found(step, Convention.SNNTORCH);
        } else if (near(r, tau * Math.exp(-step / tau) / step)) {
          found(step, Convention.ROCKPOOL);
        } else if (r < 1 && near(1 - r, step / tau)) {
          found(step, Convention.SPYX);
        }
      }
    }

    private void found(double step, Convention from) {
      if (convention == null) {
        dt = step;
        convention = from;
      }
    }

    private static @Nullable Double first(NirPrimitive node, String member) {
      NDArray array = node.array(member);
      return array == null || array.size() == 0 ? null : Double.valueOf(array.toDoubles()[0]);
    }

    private static boolean near(double a, double b) {
      return Math.abs(a - b) <= SAME * Math.abs(b);
    }
  }
}
