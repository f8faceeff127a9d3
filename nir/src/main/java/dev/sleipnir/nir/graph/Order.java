package dev.sleipnir.nir.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * In which order nodes run, and which edges carry what was put out in the step before: in every
 * circle one, that which leaves a spiking neuron, or else anything that takes time.
 */
final class Order {
  private final FlatGraph graph;
  private final Map<String, List<String>> next = new HashMap<>();
  private final Set<Edge> delayed = new LinkedHashSet<>();

  private Order(FlatGraph graph) {
    this.graph = graph;
    for (Edge edge : graph.edges()) {
      next.computeIfAbsent(edge.source(), _ -> new ArrayList<>()).add(edge.target());
    }
  }

  /** A circle in which nothing takes time. */
  static final class Timeless extends Exception {
    private static final long serialVersionUID = 1;

    Timeless(List<String> circle) {
      super("expected a neuron or a delay in every circle, got " + circle);
    }
  }

  /**
   * What runs when.
   *
   * @param nodes the nodes in order
   * @param delayed the edges that carry the step before
   */
  record Plan(List<String> nodes, Set<Edge> delayed) {}

  static Plan of(FlatGraph graph) throws Timeless {
    var order = new Order(graph);
    List<String> circle = order.circle();
    while (circle != null) {
      order.delayed.add(cut(graph, circle));
      circle = order.circle();
    }
    return new Plan(order.sorted(), order.delayed);
  }

  private List<String> after(String node) {
    List<String> all = new ArrayList<>(next.getOrDefault(node, List.of()));
    all.removeIf(to -> delayed.contains(new Edge(node, to)));
    return all;
  }

  /** A circle of nodes, the last of which leads to the first; null if there is none. */
  private @Nullable List<String> circle() {
    Set<String> done = new HashSet<>();
    List<String> starts = new ArrayList<>(graph.ofType(NirType.INPUT));
    starts.addAll(graph.nodes().keySet());
    for (String start : starts) {
      List<String> path = new ArrayList<>();
      Set<String> onPath = new HashSet<>();
      List<List<String>> open = new ArrayList<>();
      if (!done.contains(start)) {
        path.add(start);
        onPath.add(start);
        open.add(after(start));
      }
      while (!path.isEmpty()) {
        List<String> rest = open.getLast();
        if (rest.isEmpty()) {
          open.removeLast();
          String left = path.removeLast();
          onPath.remove(left);
          done.add(left);
          continue;
        }
        String to = rest.removeFirst();
        if (onPath.contains(to)) {
          return List.copyOf(path.subList(path.indexOf(to), path.size()));
        }
        if (!done.contains(to)) {
          path.add(to);
          onPath.add(to);
          open.add(after(to));
        }
      }
    }
    return null;
  }

  private static Edge cut(FlatGraph graph, List<String> circle) throws Timeless {
    for (boolean spiking : new boolean[] {true, false}) {
      for (int n = circle.size() - 1; n >= 0; n--) {
        NirPrimitive node = graph.nodes().get(circle.get(n));
        NirType type = node == null ? null : node.known();
        if (type != null && takesTime(type) && (type.isSpiking() || !spiking)) {
          return new Edge(circle.get(n), circle.get((n + 1) % circle.size()));
        }
      }
    }
    throw new Timeless(circle);
  }

  private static boolean takesTime(NirType type) {
    return switch (type) {
      case I, IF, LI, LIF, CUBA_LI, CUBA_LIF, DELAY -> true;
      default -> false;
    };
  }

  /** Each node behind those it needs; of several that could be next, that which stands first. */
  private List<String> sorted() {
    Map<String, Integer> waiting = new HashMap<>();
    for (Edge edge : graph.edges()) {
      if (!delayed.contains(edge)) {
        waiting.merge(edge.target(), 1, Integer::sum);
      }
    }
    List<String> ready = new ArrayList<>(graph.ofType(NirType.INPUT));
    for (String node : graph.nodes().keySet()) {
      if (!waiting.containsKey(node) && !ready.contains(node)) {
        ready.add(node);
      }
    }
    List<String> sorted = new ArrayList<>();
    while (!ready.isEmpty()) {
      String node = ready.removeFirst();
      sorted.add(node);
      for (String to : after(node)) {
        int left = Objects.requireNonNull(waiting.merge(to, -1, Integer::sum));
        if (left == 0) {
          ready.add(to);
        }
      }
    }
    return sorted;
  }
}
