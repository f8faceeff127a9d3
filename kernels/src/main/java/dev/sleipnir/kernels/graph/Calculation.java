package dev.sleipnir.kernels.graph;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Numbers made of parameters, to be computed again and again: nothing is allocated. For one thread
 * at a time.
 */
public sealed class Calculation permits RuleEvaluation.Conditions {
  private static final int NONE = -1;

  /** Each after its arguments. */
  private final List<Value> nodes;

  /** Of each node, where its arguments stand; three of each, those it does not have the first. */
  private final int[] arguments;

  private final int[] results;

  /** Of each id of a node, its place; none of those that are not needed. */
  private final int[] places;

  /** Of each node; conditions are 1 and 0. */
  private final double[] values;

  /**
   * A calculation.
   *
   * @param program whose invariants are computed
   */
  public Calculation(Program program) {
    this(program.invariants());
  }

  /**
   * The calculation of some nodes.
   *
   * @param roots what is computed, of parameters alone
   */
  public Calculation(List<Value> roots) {
    Set<Value> reached = new TreeSet<>(Comparator.comparingInt(Value::id));
    roots.forEach(root -> Traversal.visit(root, reached::contains, reached::add));
    nodes = List.copyOf(reached);
    places = new int[nodes.isEmpty() ? 0 : nodes.getLast().id() + 1];
    Arrays.fill(places, NONE);
    values = new double[nodes.size()];
    arguments = new int[3 * nodes.size()];
    for (int i = 0; i < values.length; i++) {
      Value node = nodes.get(i);
      places[node.id()] = i;
      values[i] = node.value();
      for (int a = 0; a < node.arguments().size(); a++) {
        arguments[3 * i + a] = places[node.argument(a).id()];
      }
    }
    results = roots.stream().mapToInt(root -> places[root.id()]).toArray();
  }

  /**
   * Computes the numbers, in double precision, rounded once.
   *
   * @param parameters values of the parameters
   * @param into receives the numbers
   */
  public void run(double[] parameters, float[] into) {
    evaluate(parameters);
    for (int k = 0; k < results.length; k++) {
      into[k] = (float) values[results[k]];
    }
  }

  /**
   * Computes the numbers, and tells one of them in double precision.
   *
   * @param parameters values of the parameters
   * @param which the number wanted
   * @param into receives all numbers, rounded
   * @return the number
   */
  public double run(double[] parameters, int which, float[] into) {
    run(parameters, into);
    return values[results[which]];
  }

  /** The values of expressions in parameters, in double precision. */
  static double[] of(List<Value> roots, double... parameters) {
    var calculation = new Calculation(roots);
    calculation.evaluate(parameters);
    return IntStream.of(calculation.results).mapToDouble(r -> calculation.values[r]).toArray();
  }

  /** What a node was when last {@linkplain #evaluate evaluated}; 0 if it has no part in this. */
  final double value(Value node) {
    int place = node.id() < places.length ? places[node.id()] : NONE;
    return place == NONE ? 0 : values[place];
  }

  /** Whether a comparison of two numbers holds. */
  boolean holds(Value comparison, double x, double y) {
    return Numbers.compare(comparison.op(), x, y);
  }

  /**
   * Whether it reads a parameter.
   *
   * @param parameter its index
   * @return true if a result depends on it
   */
  public boolean reads(int parameter) {
    return nodes.stream().anyMatch(n -> n.op() == Op.PARAMETER && n.index() == parameter);
  }

  /** Evaluates the nodes. */
  final void evaluate(double[] parameters) {
    for (int i = 0; i < values.length; i++) {
      double x = values[arguments[3 * i]];
      double y = values[arguments[3 * i + 1]];
      double z = values[arguments[3 * i + 2]];
      Value node = nodes.get(i);
      Op op = node.op();
      values[i] =
          switch (op) {
            case CONSTANT -> values[i];
            case PARAMETER -> parameters[node.index()];
            case DETACH, COPY -> x;
            case SELECT -> x != 0 ? y : z;
            case MIX -> x == 0 ? y : z;
            case NOT -> 1 - x;
            case AND -> x * y;
            case OR -> Math.max(x, y);
            default -> op.isCondition() ? holds(node, x, y) ? 1 : 0 : Numbers.apply(op, x, y, z);
          };
    }
  }
}
