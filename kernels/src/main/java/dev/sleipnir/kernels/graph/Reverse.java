package dev.sleipnir.kernels.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reverse-mode differentiation: from the gradient at some nodes to the gradient at all.
 *
 * <p>What is not chosen contributes exactly 0, also where its slope is infinite or no number: a
 * choice stays outside the products that follow it, {@code where(c, g, 0) * slope} becoming {@code
 * where(c, g * slope, 0)}, and where gradients of several choices meet, those that are 0 are not
 * multiplied.
 */
final class Reverse {
  private final Graph graph;
  private final Value alpha;
  private final @Nullable Value window;
  private final Map<Value, Value> gradients = new HashMap<>();
  private final PriorityQueue<Value> open =
      new PriorityQueue<>(Comparator.comparingInt(Value::id).reversed());

  /** Nodes that may have no gradient because another number is chosen. */
  private final Set<Value> optional = new HashSet<>();

  /** Nodes that may have no gradient because of a spike, or for want of one. */
  private final Set<Value> reset = new HashSet<>();

  /** Whether the node whose gradient goes on is optional, or reset. */
  private boolean fromOptional;

  private boolean fromReset;

  private final Dependence varying =
      new Dependence(n -> n.op() == Op.CARRIED || n.op() == Op.SERIES);
  private final Dependence unbounded = new Dependence(n -> risk(n) != Risk.NONE);
  private final Dependence unboundedInTime = new Dependence(n -> risk(n) == Risk.IN_TIME);

  /** Whether a factor may be infinite or no number: for some parameters, or at some steps. */
  private enum Risk {
    NONE,
    BY_PARAMETERS,
    IN_TIME
  }

  private Reverse(Graph graph, Value alpha, @Nullable Value window) {
    this.graph = graph;
    this.alpha = alpha;
    this.window = window;
  }

  /**
   * The gradient of a scalar at all nodes that it depends on, from that at some; nodes it does not
   * depend on are missing. Alpha is the steepness of the surrogates; beyond the window, if there is
   * one, spikes have no gradient.
   */
  static Map<Value, Value> gradients(
      Graph graph, Value alpha, @Nullable Value window, List<Map.Entry<Value, Value>> seeds) {
    return gradients(graph, alpha, window, seeds, Set.of());
  }

  /** As above, with nodes that are held: they have a gradient, what they depend on has none. */
  static Map<Value, Value> gradients(
      Graph graph,
      Value alpha,
      @Nullable Value window,
      List<Map.Entry<Value, Value>> seeds,
      Set<Value> held) {
    Reverse reverse = new Reverse(graph, alpha, window);
    seeds.forEach(seed -> reverse.add(seed.getKey(), seed.getValue()));
    for (Value node = reverse.open.poll(); node != null; node = reverse.open.poll()) {
      if (held.contains(node)) {
        continue;
      }
      reverse.propagate(node, Objects.requireNonNull(reverse.gradients.get(node)));
    }
    return reverse.gradients;
  }

  private void add(Value node, Value gradient) {
    if (node.op().isCondition() || node.op() == Op.CONSTANT) {
      return;
    }
    if (fromOptional) {
      optional.add(node);
    }
    if (fromReset) {
      reset.add(node);
    }
    Value before = gradients.get(node);
    if (before == null) {
      gradients.put(node, gradient);
      open.add(node);
    } else {
      gradients.put(node, graph.node(Op.ADD, before, gradient));
    }
  }

  private void propagate(Value node, Value g) {
    List<Value> a = node.arguments();
    fromOptional = optional.contains(node);
    fromReset = reset.contains(node);
    switch (node.op()) {
      case ADD -> {
        add(a.get(0), g);
        add(a.get(1), g);
      }
      case SUBTRACT -> {
        add(a.get(0), g);
        add(a.get(1), negated(g));
      }
      case MULTIPLY -> {
        add(a.get(0), times(g, a.get(1)));
        add(a.get(1), times(g, a.get(0)));
      }
      case DIVIDE -> {
        Value share = scaled(g, x -> graph.node(Op.DIVIDE, x, a.get(1)), risk(node));
        add(a.get(0), share);
        add(a.get(1), negated(times(share, node)));
      }
      case MIN -> choose(graph.node(Op.LESS_EQUAL, a.get(0), a.get(1)), a.get(0), a.get(1), g);
      case MAX -> choose(graph.node(Op.GREATER_EQUAL, a.get(0), a.get(1)), a.get(0), a.get(1), g);
      case SELECT -> choose(a.get(0), a.get(1), a.get(2), g);
      case NEGATE -> add(a.get(0), negated(g));
      case ABS -> add(a.get(0), times(g, sign(a.get(0))));
      case SQRT ->
          add(a.get(0), steep(g, x -> graph.node(Op.DIVIDE, times(x, graph.constant(0.5)), node)));
      case EXP -> add(a.get(0), times(g, node));
      case LOG -> add(a.get(0), steep(g, x -> graph.node(Op.DIVIDE, x, a.get(0))));
      case FMA -> {
        add(a.get(0), times(g, a.get(1)));
        add(a.get(1), times(g, a.get(0)));
        add(a.get(2), g);
      }
      case TANH -> add(a.get(0), times(g, graph.node(Op.SUBTRACT, one(), times(node, node))));
      case SIN -> add(a.get(0), times(g, graph.node(Op.COS, a.get(0))));
      case COS -> add(a.get(0), negated(times(g, graph.node(Op.SIN, a.get(0)))));
      case SPIKE -> {
        Value slope = Slope.of(Objects.requireNonNull(node.surrogate()), graph, a.get(0), alpha);
        if (slope != null) {
          // Bounded wherever the potential is a number.
          Value product = scaled(g, x -> graph.node(Op.MULTIPLY, x, slope), Risk.NONE);
          add(a.get(0), within(a.get(0), product));
        }
      }
      case MIX -> {
        add(a.get(0), times(g, difference(a.get(2), a.get(1))));
        fromReset = true;
        add(a.get(1), graph.node(Op.MULTIPLY, graph.node(Op.SUBTRACT, one(), a.get(0)), g));
        add(a.get(2), graph.node(Op.MULTIPLY, a.get(0), g));
      }
      case COPY -> add(a.get(0), g);
      default -> {
        // Leaves and what is detached: the gradient ends here.
      }
    }
  }

  /** a - b; where a is b + d, as after a reset by a step, that is d, which needs neither. */
  private Value difference(Value a, Value b) {
    if (a.op() == Op.ADD) {
      for (int side = 0; side < 2; side++) {
        if (a.argument(side).equals(b)) {
          return a.argument(1 - side);
        }
      }
    }
    boolean stepDown = a.op() == Op.SUBTRACT && a.argument(0).equals(b);
    return stepDown ? negated(a.argument(1)) : graph.node(Op.SUBTRACT, a, b);
  }

  /** The gradient where x is within the window, else 0. */
  private Value within(Value x, Value g) {
    if (window == null) {
      return g;
    }
    Value near = graph.node(Op.LESS, graph.node(Op.ABS, x), window);
    return graph.node(Op.SELECT, near, g, graph.constant(0));
  }

  private void choose(Value condition, Value yes, Value no, Value g) {
    Value zero = graph.constant(0);
    fromOptional = true;
    add(yes, graph.node(Op.SELECT, condition, g, zero));
    add(no, graph.node(Op.SELECT, condition, zero, g));
  }

  private Value sign(Value x) {
    Value zero = graph.constant(0);
    return graph.node(
        Op.SELECT,
        graph.node(Op.GREATER, x, zero),
        one(),
        graph.node(Op.SELECT, graph.node(Op.LESS, x, zero), graph.constant(-1), zero));
  }

  private Value one() {
    return graph.constant(1);
  }

  /** The gradient g times a factor. */
  private Value times(Value g, Value factor) {
    Risk risk =
        unboundedInTime.of(factor)
            ? Risk.IN_TIME
            : unbounded.of(factor) ? Risk.BY_PARAMETERS : Risk.NONE;
    return scaled(g, x -> graph.node(Op.MULTIPLY, x, factor), risk);
  }

  private Risk risk(Value node) {
    boolean time =
        switch (node.op()) {
          case EXP, LOG, SQRT -> varying.of(node);
          case DIVIDE -> varying.of(node.argument(1));
          default -> false;
        };
    if (time) {
      return Risk.IN_TIME;
    }
    boolean steep =
        switch (node.op()) {
          case EXP, LOG, SQRT -> true;
          case DIVIDE -> node.argument(1).op() != Op.CONSTANT;
          default -> false;
        };
    return steep ? Risk.BY_PARAMETERS : Risk.NONE;
  }

  /** A gradient through a slope that is infinite somewhere: 0 stays 0. */
  private Value steep(Value g, UnaryOperator<Value> slope) {
    Value chosen = inside(g, x -> steep(x, slope), Risk.IN_TIME);
    return chosen != null ? chosen : unlessZero(g, slope.apply(g));
  }

  /** A gradient through a slope, as far as it was chosen. */
  private Value scaled(Value g, UnaryOperator<Value> slope, Risk risk) {
    Value chosen = inside(g, x -> scaledInside(x, slope, risk), risk);
    return chosen != null ? chosen : guarded(g, slope, risk);
  }

  /** As {@link #scaled}, where something was chosen: only a sum may still be of what was not. */
  private Value scaledInside(Value g, UnaryOperator<Value> slope, Risk risk) {
    Value chosen = inside(g, x -> scaledInside(x, slope, risk), risk);
    if (chosen != null) {
      return chosen;
    }
    boolean sum = g.op() == Op.ADD || g.op() == Op.SUBTRACT;
    return sum ? guarded(g, slope, risk) : slope.apply(g);
  }

  private Value guarded(Value g, UnaryOperator<Value> slope, Risk risk) {
    Value product = slope.apply(g);
    boolean may = (fromOptional && risk != Risk.NONE) || (fromReset && risk == Risk.IN_TIME);
    return may ? unlessZero(g, product) : product;
  }

  /** What a function makes of the number that a choice or a spike lets through; null if none. */
  private @Nullable Value inside(Value g, UnaryOperator<Value> function, Risk risk) {
    if (g.op() == Op.SELECT && g.argument(2).isConstant(0)) {
      return graph.node(Op.SELECT, g.argument(0), function.apply(g.argument(1)), g.argument(2));
    }
    if (g.op() == Op.SELECT && g.argument(1).isConstant(0)) {
      return graph.node(Op.SELECT, g.argument(0), g.argument(1), function.apply(g.argument(2)));
    }
    if (g.op() == Op.MULTIPLY && risk == Risk.IN_TIME) {
      for (int side = 0; side < 2; side++) {
        Value spike = g.argument(side);
        if (spike.op() != Op.CONSTANT && SpikeValues.isBinary(spike)) {
          return graph.node(Op.MULTIPLY, spike, function.apply(g.argument(1 - side)));
        }
      }
    }
    return null;
  }

  private Value unlessZero(Value g, Value product) {
    Value some = graph.node(Op.NOT_EQUAL, g, graph.constant(0));
    return graph.node(Op.SELECT, some, product, graph.constant(0));
  }

  private Value negated(Value a) {
    return graph.node(Op.NEGATE, a);
  }

  /** The derivative of one node by another, others held; null if it does not depend on it. */
  static @Nullable Value derivative(Graph graph, Value alpha, Value of, Value by) {
    return gradients(graph, alpha, null, new ArrayList<>(List.of(Map.entry(of, graph.constant(1)))))
        .get(by);
  }
}
