package dev.sleipnir.kernels.graph;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Numbers made of parameters, to be computed again and again: nothing is allocated. For one thread
 * at a time.
 */
public final class Calculation {
  /** Each after its arguments. */
  private final List<Value> nodes;

  /** Of each node, where its arguments stand; three of each, those it does not have the first. */
  private final int[] arguments;

  private final int[] results;

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

  private Calculation(List<Value> roots) {
    Set<Value> reached = new TreeSet<>(Comparator.comparingInt(Value::id));
    roots.forEach(root -> Traversal.visit(root, reached::contains, reached::add));
    nodes = List.copyOf(reached);
    Map<Value, Integer> places = new HashMap<>();
    nodes.forEach(node -> places.put(node, places.size()));
    values = new double[nodes.size()];
    arguments = new int[3 * nodes.size()];
    for (int i = 0; i < values.length; i++) {
      Value node = nodes.get(i);
      values[i] = node.value();
      for (int a = 0; a < node.arguments().size(); a++) {
        arguments[3 * i + a] = Objects.requireNonNull(places.get(node.argument(a)));
      }
    }
    results = roots.stream().mapToInt(places::get).toArray();
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

  /** The values of expressions in parameters, in double precision. */
  static double[] of(List<Value> roots, double... parameters) {
    var calculation = new Calculation(roots);
    calculation.evaluate(parameters);
    return IntStream.of(calculation.results).mapToDouble(r -> calculation.values[r]).toArray();
  }

  private void evaluate(double[] parameters) {
    for (int i = 0; i < values.length; i++) {
      double x = values[arguments[3 * i]];
      double y = values[arguments[3 * i + 1]];
      double z = values[arguments[3 * i + 2]];
      Op op = nodes.get(i).op();
      values[i] =
          switch (op) {
            case CONSTANT -> values[i];
            case PARAMETER -> parameters[nodes.get(i).index()];
            case DETACH -> x;
            case SELECT -> x != 0 ? y : z;
            case NOT -> 1 - x;
            case AND -> x * y;
            case OR -> Math.max(x, y);
            default ->
                op.isCondition() ? Numbers.compare(op, x, y) ? 1 : 0 : Numbers.apply(op, x, y, z);
          };
    }
  }
}
