package dev.sleipnir.nir;

import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.cell.RecurrentCell;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.ModuleGraph;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Neurons of a graph that are one recurrent cell: weights of their input alone lead to them, and
 * weights of their own spikes of the step before. Weights with biases are none of a recurrent
 * cell's and stay a circle of modules.
 *
 * @param name what the cell is called among the modules
 * @param input the module with the weights of the input
 * @param neurons the neurons
 * @param back the module with the weights of what comes back
 * @param cell the three of them
 */
record Recurrence(String name, String input, String neurons, String back, RecurrentCell cell) {
  /** In the metadata of what comes back: that no neuron drives itself, nor learns to. */
  static final String AUTAPSES = "autapses";

  /** What is asked of a node of the file. */
  interface Source {
    /** Whether single numbers, without other axes, go in. */
    boolean isVector(String module);

    /** Whether the diagonal of weights is free. */
    boolean hasAutapses(String module);

    /** What encloses the node by its path: {@code lif1} of {@code lif1.w_rec}; empty for none. */
    String parent(String module);
  }

  /** All that there are among modules. */
  static List<Recurrence> of(List<ModuleGraph.Node> nodes, Source source) {
    Map<String, ModuleGraph.Node> byName = new HashMap<>();
    Map<String, Integer> readers = new HashMap<>();
    for (ModuleGraph.Node node : nodes) {
      byName.put(node.name(), node);
      node.inputs().forEach(from -> readers.merge(from, 1, Integer::sum));
      node.delayed().forEach(late -> readers.merge(late.from(), 1, Integer::sum));
    }
    Set<String> taken = new HashSet<>(byName.keySet());
    nodes.forEach(node -> taken.addAll(node.inputs()));
    List<Recurrence> all = new ArrayList<>();
    for (ModuleGraph.Node node : nodes) {
      if (!(node.module() instanceof NeuronCell cell)
          || !cell.isSpiking()
          || node.inputs().size() != 2
          || !node.delayed().isEmpty()) {
        continue;
      }
      boolean first = comesBack(byName.get(node.inputs().getFirst()), node.name());
      String back = node.inputs().get(first ? 0 : 1);
      String input = node.inputs().get(first ? 1 : 0);
      Linear recurrent = weights(byName.get(back));
      Linear weights = weights(byName.get(input));
      boolean once = Objects.equals(readers.get(back), 1) && Objects.equals(readers.get(input), 1);
      if (recurrent == null
          || weights == null
          || !once
          || !comesBack(byName.get(back), node.name())
          || !source.isVector(input)) {
        continue;
      }
      String parent = source.parent(node.name());
      boolean one = !parent.isEmpty() && parent.equals(source.parent(back));
      String name = one && taken.add(parent) ? parent : node.name();
      Tensor matrix = recurrent.weight().value();
      boolean autapses = source.hasAutapses(back) || hasDiagonal(matrix);
      var both = new RecurrentWeights(weights.weight().value(), matrix, autapses);
      all.add(new Recurrence(name, input, node.name(), back, new RecurrentCell(cell, both, null)));
    }
    return all;
  }

  private static boolean hasDiagonal(Tensor matrix) {
    float[] all = matrix.toArray();
    for (int i = 0; i < all.length; i += matrix.dim(0) + 1) {
      if (all[i] != 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean comesBack(ModuleGraph.@Nullable Node node, String neurons) {
    return node != null
        && node.inputs().isEmpty()
        && node.delayed().size() == 1
        && node.delayed().getFirst().from().equals(neurons);
  }

  private static @Nullable Linear weights(ModuleGraph.@Nullable Node node) {
    return node != null && node.module() instanceof Linear linear && linear.bias() == null
        ? linear
        : null;
  }

  /** The modules with a recurrent cell in the place of three. */
  static List<ModuleGraph.Node> folded(List<ModuleGraph.Node> nodes, List<Recurrence> all) {
    Map<String, Recurrence> cells = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    Map<String, ModuleGraph.Node> inputs = new HashMap<>();
    Set<String> inside = new HashSet<>();
    for (Recurrence each : all) {
      cells.put(each.neurons(), each);
      names.put(each.neurons(), each.name());
      inside.addAll(List.of(each.input(), each.back()));
    }
    nodes.stream().filter(n -> inside.contains(n.name())).forEach(n -> inputs.put(n.name(), n));
    List<ModuleGraph.Node> folded = new ArrayList<>();
    for (ModuleGraph.Node node : nodes) {
      Recurrence cell = cells.get(node.name());
      if (cell != null) {
        ModuleGraph.Node input = Objects.requireNonNull(inputs.get(cell.input()));
        folded.add(renamed(input, cell.name(), cell.cell(), names));
      } else if (!inside.contains(node.name())) {
        folded.add(renamed(node, node.name(), node.module(), names));
      }
    }
    return folded;
  }

  private static ModuleGraph.Node renamed(
      ModuleGraph.Node node, String name, NetworkModule module, Map<String, String> names) {
    return new ModuleGraph.Node(
        name,
        module,
        node.inputs().stream().map(from -> names.getOrDefault(from, from)).toList(),
        node.delayed().stream()
            .map(
                late ->
                    new ModuleGraph.Delayed(
                        names.getOrDefault(late.from(), late.from()), late.shape()))
            .toList());
  }

  /** The modules with the weights that recurrent cells have now. */
  static List<ModuleGraph.Node> unfolded(List<ModuleGraph.Node> nodes, List<Recurrence> all) {
    Map<String, Linear> weights = new HashMap<>();
    for (Recurrence each : all) {
      RecurrentWeights now = each.cell().weights();
      weights.put(each.input(), new Linear(now.input().value(), null));
      weights.put(each.back(), new Linear(now.recurrent().value(), null));
    }
    return nodes.stream()
        .map(
            node -> {
              Linear now = weights.get(node.name());
              return now == null
                  ? node
                  : new ModuleGraph.Node(node.name(), now, node.inputs(), node.delayed());
            })
        .toList();
  }
}
