package dev.sleipnir.kernels.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a forward step saves for the backward step: the fewest values from which everything the
 * backward step needs can be computed again; among the fewest, those that leave the least to
 * compute.
 *
 * <p>That is a smallest vertex cut between the values that change from step to step and the values
 * needed, found by augmenting paths (Ford &amp; Fulkerson 1956). Each node is split into an
 * entrance and an exit, joined by an edge of capacity 1.
 */
final class SavedValues {
  private record Port(Value node, boolean exit) {}

  private final Dependence varying;
  private final Set<Value> needed;
  private final Map<Value, List<Value>> users = new HashMap<>();
  private final List<Value> sources = new ArrayList<>();

  /** Flow between ports; missing is 0. */
  private final Map<Port, Map<Port, Integer>> flow = new HashMap<>();

  private SavedValues(Set<Value> needed, Dependence varying) {
    this.needed = needed;
    this.varying = varying;
    explore();
  }

  /**
   * The forward nodes to save, in a fixed order, for what the backward step computes; its nodes
   * have ids from the first backward one on.
   */
  static List<Value> of(Collection<Value> roots, int firstBackward) {
    Dependence varying = new Dependence(n -> n.op() == Op.CARRIED || n.op() == Op.SERIES);
    Set<Value> needed = new LinkedHashSet<>();
    Set<Value> seen = new HashSet<>();
    Deque<Value> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      Value node = open.remove();
      if (!seen.add(node)) {
        continue;
      }
      if (node.id() >= firstBackward) {
        open.addAll(node.arguments());
      } else if (varying.of(node)) {
        needed.add(node);
      }
    }
    return new SavedValues(needed, varying).cut();
  }

  private void explore() {
    Set<Value> seen = new HashSet<>();
    Deque<Value> open = new ArrayDeque<>(needed);
    while (!open.isEmpty()) {
      Value node = open.remove();
      if (!seen.add(node)) {
        continue;
      }
      if (node.op().isLeaf()) {
        sources.add(node);
      }
      for (Value argument : node.arguments()) {
        if (varying.of(argument)) {
          users.computeIfAbsent(argument, a -> new ArrayList<>()).add(node);
          open.add(argument);
        }
      }
    }
  }

  private List<Value> cut() {
    sources.sort(Comparator.comparingInt(Value::id));
    while (augment()) {
      // One more value must be saved.
    }
    Set<Port> reachesNeeded = reachingNeeded();
    Set<Value> saved = new LinkedHashSet<>();
    Set<Value> all = new HashSet<>(users.keySet());
    all.addAll(needed);
    for (Value node : all) {
      if (reachesNeeded.contains(new Port(node, true))
          && !reachesNeeded.contains(new Port(node, false))) {
        saved.add(node);
      }
    }
    return saved.stream().sorted(Comparator.comparingInt(Value::id)).toList();
  }

  /** Room left on the edge from one port to another. */
  private int residual(Port from, Port to) {
    return capacity(from, to) - flow(from, to);
  }

  private static int capacity(Port from, Port to) {
    if (from.node.equals(to.node)) {
      // A condition is no float that could be saved.
      return from.exit ? 0 : from.node.op().isCondition() ? Integer.MAX_VALUE / 2 : 1;
    }
    return from.exit && !to.exit && to.node.arguments().contains(from.node)
        ? Integer.MAX_VALUE / 2
        : 0;
  }

  private int flow(Port from, Port to) {
    return flow.getOrDefault(from, Map.of()).getOrDefault(to, 0);
  }

  private void push(Port from, Port to) {
    flow.computeIfAbsent(from, p -> new HashMap<>()).merge(to, 1, Integer::sum);
    flow.computeIfAbsent(to, p -> new HashMap<>()).merge(from, -1, Integer::sum);
  }

  private List<Port> neighbours(Port port) {
    List<Port> ports = new ArrayList<>();
    ports.add(new Port(port.node, !port.exit));
    if (port.exit) {
      users.getOrDefault(port.node, List.of()).forEach(u -> ports.add(new Port(u, false)));
    } else {
      for (Value argument : port.node.arguments()) {
        if (varying.of(argument)) {
          ports.add(new Port(argument, true));
        }
      }
    }
    return ports;
  }

  private boolean augment() {
    Map<Port, @Nullable Port> cameFrom = new HashMap<>();
    Deque<Port> queue = new ArrayDeque<>();
    for (Value source : sources) {
      Port port = new Port(source, false);
      cameFrom.put(port, null);
      queue.add(port);
    }
    while (!queue.isEmpty()) {
      Port port = queue.remove();
      if (port.exit && needed.contains(port.node)) {
        for (Port to = port; to != null; ) {
          Port from = cameFrom.get(to);
          if (from != null) {
            push(from, to);
          }
          to = from;
        }
        return true;
      }
      for (Port next : neighbours(port)) {
        if (!cameFrom.containsKey(next) && residual(port, next) > 0) {
          cameFrom.put(next, port);
          queue.add(next);
        }
      }
    }
    return false;
  }

  /** Ports from which a needed value can still be reached. */
  private Set<Port> reachingNeeded() {
    Set<Port> reached = new HashSet<>();
    Deque<Port> queue = new ArrayDeque<>();
    for (Value node : needed) {
      Port port = new Port(node, true);
      reached.add(port);
      queue.add(port);
    }
    while (!queue.isEmpty()) {
      Port port = queue.remove();
      for (Port before : neighbours(port)) {
        if (!reached.contains(before) && residual(before, port) > 0) {
          reached.add(before);
          queue.add(before);
        }
      }
    }
    return reached;
  }
}
