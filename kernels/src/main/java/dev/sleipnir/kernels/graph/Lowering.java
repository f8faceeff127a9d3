package dev.sleipnir.kernels.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * From the nodes of a differentiated step to what a kernel evaluates: spikes become comparisons,
 * parameters columns or invariants, and what is the same for every neuron and time step is computed
 * outside the loop.
 */
final class Lowering {
  /** So many factors of a product are gathered: longer ones are rare, and no faster for it. */
  private static final int MAX_FACTORS = 8;

  private final Graph graph = new Graph();
  private final Value alpha;

  /** Whether operations on what varies are kept as they are, divisions included. */
  private final boolean exact;

  private final Map<Value, Value> lowered = new HashMap<>();
  private final List<Value> invariants = new ArrayList<>();
  private final Map<Value, Value> hoisted = new HashMap<>();

  /** Numbers that differ from neuron to neuron and not in time, each computed once for a neuron. */
  private final List<Value> columns = new ArrayList<>();

  /** On parameters that differ from neuron to neuron; nothing does if they are columns. */
  private final Dependence cells;

  /** On parameters that change from step to step. */
  private final Dependence clock;

  private final Dependence varying =
      new Dependence(
          n ->
              n.op() == Op.CARRIED
                  || n.op() == Op.SERIES
                  || n.op() == Op.COLUMN
                  || n.op() == Op.STEP);

  /**
   * A lowering.
   *
   * @param step the step whose nodes are lowered
   * @param columns for each parameter, the column it is read from, or -1 if it is one number
   */
  Lowering(StepGraph step, int[] columns) {
    this(step.alpha(), /* exact= */ false, node -> false, node -> false);
    for (int p = 0; p < columns.length; p++) {
      if (columns[p] >= 0) {
        place(step.graph().leaf(Op.PARAMETER, p), graph.leaf(Op.COLUMN, columns[p]));
      }
    }
  }

  private Lowering(
      Value alpha, boolean exact, Predicate<Value> ofNeurons, Predicate<Value> ofSteps) {
    this.alpha = alpha;
    this.exact = exact;
    cells = new Dependence(ofNeurons);
    clock = new Dependence(ofSteps);
  }

  /**
   * A lowering of nodes without surrogates, whose parameters may differ from neuron to neuron or
   * from step to step: what is made of the former alone becomes a {@link #columns column}.
   */
  static Lowering ofCells(Graph source, Predicate<Value> ofNeurons, Predicate<Value> ofSteps) {
    return new Lowering(source.constant(0), /* exact= */ false, ofNeurons, ofSteps);
  }

  /** What has to be computed for each neuron before the loop can run, in order of the columns. */
  List<Value> columns() {
    return columns;
  }

  /** A lowering of nodes without spikes in which every operation on what varies stays. */
  static Lowering asWritten(Graph source) {
    return asWritten(source.constant(0));
  }

  /** The same of nodes with spikes, whose surrogates have this steepness. */
  static Lowering asWritten(Value alpha) {
    return new Lowering(alpha, /* exact= */ true, node -> false, node -> false);
  }

  /** Says where a node is found instead of computing it. */
  void place(Value node, Value leaf) {
    lowered.put(node, leaf);
  }

  /** A leaf of the loop. */
  Value leaf(Op op, int index) {
    return graph.leaf(op, index);
  }

  /** Adds the store of a carried column, unless its value stays. */
  void store(List<Loop.Store> stores, int index, Value value) {
    if (!value.equals(leaf(Op.CARRIED, index))) {
      stores.add(new Loop.Store(index, value));
    }
  }

  /** The program that stores these. */
  Program program(
      int columns,
      int series,
      int carried,
      List<Loop.Store> seriesStores,
      List<Loop.Store> carriedStores,
      boolean backwards) {
    int count = invariants.size();
    return new Program(
        new Loop(count, columns, series, carried, seriesStores, carriedStores, backwards),
        invariants);
  }

  /** What the loop evaluates for a node. */
  Value of(Value node) {
    return hoist(lower(node));
  }

  /** As {@link #of}; a quotient is rounded before it is scaled, as a gradient through one is. */
  Value ofSlope(Value node) {
    if (node.op() != Op.DIVIDE || varying.of(lower(node.argument(1)))) {
      return of(node);
    }
    Value inverse = graph.node(Op.DIVIDE, graph.constant(1), lower(node.argument(1)));
    return graph.node(Op.MULTIPLY, of(node.argument(0)), hoist(inverse));
  }

  /** What the loop evaluates for a node added to something it carries. */
  Value added(Value leaf, Value node) {
    return graph.node(Op.ADD, leaf, of(node));
  }

  private Value lower(Value node) {
    if (!lowered.containsKey(node)) {
      Traversal.visit(node, lowered::containsKey, n -> lowered.put(n, lowerNew(n)));
    }
    return Objects.requireNonNull(lowered.get(node));
  }

  private Value lowerNew(Value node) {
    return switch (node.op()) {
      case CONSTANT -> graph.constant(node.value());
      case INVARIANT, COLUMN, SERIES, CARRIED, STEP, PARAMETER ->
          graph.leaf(node.op(), node.index());
      case COPY, DETACH -> lower(node.argument(0));
      case SPIKE -> spike(node);
      case MIX -> {
        Value condition = SpikeValues.condition(graph, lower(node.argument(0)));
        yield graph.node(Op.SELECT, condition, lower(node.argument(2)), lower(node.argument(1)));
      }
      default ->
          graph.node(node.op(), node.arguments().stream().map(this::lower).toArray(Value[]::new));
    };
  }

  private Value spike(Value node) {
    Value x = lower(node.argument(0));
    Value fires;
    if (node.arguments().size() > 1) {
      Value probability =
          Slope.probability(Objects.requireNonNull(node.surrogate()), graph, x, lower(alpha));
      fires = graph.node(Op.LESS, lower(node.argument(1)), probability);
    } else {
      fires = graph.node(Op.GREATER, x, graph.constant(0));
    }
    return graph.node(Op.SELECT, fires, graph.constant(1), graph.constant(0));
  }

  private Value hoist(Value node) {
    if (!hoisted.containsKey(node)) {
      Traversal.visit(node, hoisted::containsKey, n -> hoisted.put(n, hoistNew(n)));
    }
    return Objects.requireNonNull(hoisted.get(node));
  }

  private Value hoistNew(Value node) {
    if (node.op() == Op.CONSTANT) {
      return node;
    }
    if (!varying.of(node) && !node.op().isCondition()) {
      if (!cells.of(node)) {
        invariants.add(node);
        return graph.leaf(Op.INVARIANT, invariants.size() - 1);
      }
      if (!clock.of(node)) {
        columns.add(node);
        return graph.leaf(Op.COLUMN, columns.size() - 1);
      }
    }
    if (node.op().isLeaf()) {
      return node;
    }
    if (exact) {
      return hoistArguments(node);
    }
    if (node.op() == Op.DIVIDE && !varying.of(node.argument(1))) {
      // One division outside the loop instead of one for each neuron and step.
      Value inverse = graph.node(Op.DIVIDE, graph.constant(1), node.argument(1));
      return hoist(graph.node(Op.MULTIPLY, node.argument(0), inverse));
    }
    if (node.op() == Op.MULTIPLY) {
      return hoistProduct(node);
    }
    return hoistArguments(node);
  }

  private Value hoistArguments(Value node) {
    return graph.node(node.op(), node.arguments().stream().map(this::hoist).toArray(Value[]::new));
  }

  private Value hoistProduct(Value product) {
    Value gathered = product;
    for (int factor = 0; factor < MAX_FACTORS; factor++) {
      gathered = gatherFactor(gathered);
      if (gathered.op() != Op.MULTIPLY) {
        return hoist(gathered);
      }
    }
    return hoistArguments(gathered);
  }

  /** (x a) b as x (a b) where a and b are the same for every neuron and step. */
  private Value gatherFactor(Value product) {
    for (int outer = 0; outer < 2; outer++) {
      Value b = product.argument(outer);
      Value inner = product.argument(1 - outer);
      if (varying.of(b)) {
        continue;
      }
      if (inner.op() == Op.DIVIDE && !varying.of(inner.argument(1))) {
        Value inverse = graph.node(Op.DIVIDE, b, inner.argument(1));
        return graph.node(Op.MULTIPLY, inner.argument(0), inverse);
      }
      if (inner.op() != Op.MULTIPLY) {
        continue;
      }
      for (int a = 0; a < 2; a++) {
        if (!varying.of(inner.argument(a)) && varying.of(inner.argument(1 - a))) {
          Value factor = graph.node(Op.MULTIPLY, inner.argument(a), b);
          return graph.node(Op.MULTIPLY, inner.argument(1 - a), factor);
        }
      }
    }
    return product;
  }
}
