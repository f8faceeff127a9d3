package dev.sleipnir.kernels.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Coupled linear equations x' = M x + b over any whole number of steps at once: for each power of
 * two what so many steps do is computed once, in double precision, and those that make up the
 * number are done one after the other. Single precision keeps its digits over any number of time
 * constants, as an exponential of M times the time, in single precision, would not.
 */
final class ManySteps {
  /** More steps than single precision counts are taken as so many: all is at rest by then. */
  private static final int POWERS = 24;

  private final Graph graph;
  private final List<Value> variables;

  ManySteps(Graph graph, List<Value> variables) {
    this.graph = graph;
    this.variables = variables;
  }

  /**
   * The variables after a time.
   *
   * @param rates M, of parameters alone
   * @param slopes M x + b
   * @param dt the time step
   * @param time a whole number of them, but for rounding
   */
  Map<Value, Value> advance(ValueMatrix rates, List<Value> slopes, Value dt, Value time) {
    int n = variables.size();
    List<Value> rest = atZero(slopes);
    List<ValueMatrix> gains = new ArrayList<>();
    List<ValueMatrix> factors = new ArrayList<>();
    gains.add(rates.gain(dt));
    factors.add(rates.times(gains.getFirst()).plusIdentity());
    for (int power = 1; power < POWERS; power++) {
      ValueMatrix before = factors.getLast();
      gains.add(before.plusIdentity().times(gains.getLast()));
      factors.add(before.times(before));
    }
    Value most = graph.constant(Math.scalb(1.0, POWERS) - 1);
    Value left = node(Op.MIN, node(Op.DIVIDE, time, dt), most);
    List<Value> now = new ArrayList<>(variables);
    for (int power = POWERS - 1; power >= 0; power--) {
      double steps = Math.scalb(1.0, power);
      Value taken = node(Op.GREATER, left, graph.constant(steps - 0.5));
      left = node(Op.SELECT, taken, node(Op.SUBTRACT, left, graph.constant(steps)), left);
      List<Value> next = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        Value sum = graph.constant(0);
        for (int j = 0; j < n; j++) {
          sum = plusProduct(sum, factors.get(power).get(i, j), now.get(j));
        }
        for (int j = 0; j < n; j++) {
          sum = plusProduct(sum, gains.get(power).get(i, j), rest.get(j));
        }
        next.add(node(Op.SELECT, taken, sum, now.get(i)));
      }
      now = next;
    }
    Map<Value, Value> after = new LinkedHashMap<>();
    for (int i = 0; i < n; i++) {
      after.put(variables.get(i), now.get(i));
    }
    return after;
  }

  /** b: what the slopes are where all variables are 0. */
  private List<Value> atZero(List<Value> slopes) {
    Map<Value, Value> zeros = new LinkedHashMap<>();
    variables.forEach(variable -> zeros.put(variable, graph.constant(0)));
    return slopes.stream().map(new Substitution(graph, zeros)::of).toList();
  }

  private Value plusProduct(Value sum, @Nullable Value factor, Value value) {
    return factor == null || value.isConstant(0)
        ? sum
        : node(Op.ADD, sum, node(Op.MULTIPLY, factor, value));
  }

  private Value node(Op op, Value... arguments) {
    return graph.node(op, arguments);
  }
}
