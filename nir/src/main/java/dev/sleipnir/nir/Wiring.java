package dev.sleipnir.nir;

import dev.sleipnir.model.layer.Identity;
import dev.sleipnir.model.layer.ModuleGraph;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.StatefulLayer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * How the modules of a graph are connected.
 *
 * @param nodes a module for each node of the graph but its inputs
 * @param recurrences those of them that are recurrent cells
 * @param names what each node of the graph, by its path, is called among the modules
 */
record Wiring(
    List<ModuleGraph.Node> nodes, List<Recurrence> recurrences, Map<String, String> names) {
  Wiring {
    nodes = List.copyOf(nodes);
    recurrences = List.copyOf(recurrences);
  }

  /** What a node of the graph is called. */
  String name(String path) {
    return Objects.requireNonNull(names.get(path));
  }

  private List<String> named(List<String> paths) {
    return paths.stream().map(this::name).toList();
  }

  /** The modules, recurrent cells in one. */
  ModuleGraph folded(List<String> inputs, String output) {
    return new ModuleGraph(named(inputs), Recurrence.folded(nodes, recurrences), name(output));
  }

  /** A module for each node, with the weights that recurrent cells have now. */
  ModuleGraph unfolded(List<String> inputs, String output) {
    return new ModuleGraph(named(inputs), Recurrence.unfolded(nodes, recurrences), name(output));
  }

  /** A sequence, if each module has the one before as its only input; else null. */
  @Nullable StatefulLayer chain(ModuleGraph graph) {
    SequencedMap<String, NetworkModule> modules = new LinkedHashMap<>();
    String before = graph.inputs().getFirst();
    for (ModuleGraph.Node node : graph.nodes()) {
      if (!node.inputs().equals(List.of(before)) || !node.delayed().isEmpty()) {
        return null;
      }
      if (!(node.module() instanceof Identity)) {
        modules.put(node.name(), node.module());
      }
      before = node.name();
    }
    return modules.isEmpty() || graph.inputs().size() > 1 ? null : SequentialState.named(modules);
  }
}
