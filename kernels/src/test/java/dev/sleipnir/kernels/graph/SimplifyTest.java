package dev.sleipnir.kernels.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimplifyTest {
  private final Graph graph = new Graph();
  private final Value zero = graph.constant(0);
  private final Value one = graph.constant(1);
  private final Value x = graph.leaf(Op.SERIES, 0);
  private final Value y = graph.leaf(Op.SERIES, 1);

  private Value node(Op op, Value... arguments) {
    return graph.node(op, arguments);
  }

  private Value reset(Value z, Value kept, Value fired) {
    return node(
        Op.ADD, node(Op.MULTIPLY, node(Op.SUBTRACT, one, z), kept), node(Op.MULTIPLY, z, fired));
  }

  @Test
  void resetsAreChoices() {
    Value z = graph.spike(x, Surrogate.SUPER, null);
    assertSame(node(Op.MIX, z, x, y), reset(z, x, y));
    Value other =
        node(Op.ADD, node(Op.MULTIPLY, y, z), node(Op.MULTIPLY, x, node(Op.SUBTRACT, one, z)));
    assertSame(node(Op.MIX, z, x, y), other);
    Value condition = node(Op.LESS, x, y);
    Value bit = node(Op.SELECT, condition, one, zero);
    assertSame(node(Op.SELECT, condition, y, x), reset(bit, x, y));
    Value inverse = node(Op.SELECT, condition, zero, one);
    assertSame(node(Op.SELECT, condition, x, y), reset(inverse, x, y));
    // Not where z may be something between.
    assertEquals(Op.ADD, reset(node(Op.TANH, y), x, y).op());
  }

  @Test
  void whatIsComputedTwiceIsOneNode() {
    assertSame(node(Op.ADD, x, y), node(Op.ADD, x, y));
    assertSame(x, node(Op.ADD, x, zero));
    assertSame(x, node(Op.MULTIPLY, one, x));
    assertSame(x, node(Op.DIVIDE, x, one));
    assertSame(x, node(Op.NEGATE, node(Op.NEGATE, x)));
    assertSame(node(Op.SUBTRACT, x, y), node(Op.ADD, x, node(Op.NEGATE, y)));
    assertSame(graph.constant(Math.exp(2)), node(Op.EXP, node(Op.ADD, one, one)));
    assertEquals(Op.MULTIPLY, node(Op.MULTIPLY, x, zero).op(), "0 times infinity is no number");
  }

  /** Random expressions: the value of the simplified node is that of the operations. */
  @Test
  void valuesStay() {
    var random = new Random(41);
    int simplified = 0;
    for (int round = 0; round < 3000; round++) {
      var all = new RandomExpressions(random);
      all.grow(14);
      simplified += all.simplified();
      for (int i = 0; i < all.nodes.size(); i++) {
        double expected = all.values.get(i);
        double got = all.evaluate(all.nodes.get(i));
        // Adding zero makes -0 and 0 the same.
        assertEquals(expected + 0.0, got + 0.0, all.nodes.get(i)::toString);
      }
    }
    assertTrue(simplified > 2000, "too few: " + simplified);
  }

  /** Nodes, with what the operations give that they were asked for. */
  private static final class RandomExpressions {
    private static final Op[] BINARY = {
      Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.DIVIDE, Op.MIN, Op.MAX
    };

    final Graph graph = new Graph();
    final List<Value> nodes = new ArrayList<>();
    final List<Double> values = new ArrayList<>();
    private final List<Value> conditions = new ArrayList<>();
    private final List<Boolean> holding = new ArrayList<>();
    private final double[] leaves = new double[4];
    private final Random random;
    private int simplified;

    RandomExpressions(Random random) {
      this.random = random;
      for (int i = 0; i < leaves.length; i++) {
        leaves[i] = random.nextInt(5) - 2 + (random.nextBoolean() ? 0.3 : 0);
        add(graph.leaf(Op.SERIES, i), leaves[i]);
      }
      add(graph.constant(0), 0);
      add(graph.constant(1), 1);
      add(graph.constant(-1), -1);
      condition(Op.LESS, 0, 1);
    }

    int simplified() {
      return simplified;
    }

    private void add(Value node, double value) {
      // What is infinite or no number is what selections may change.
      if (Math.abs(value) < 1e6) {
        nodes.add(node);
        values.add(value);
      }
    }

    private void condition(Op op, int a, int b) {
      conditions.add(graph.node(op, nodes.get(a), nodes.get(b)));
      holding.add(Numbers.compare(op, values.get(a), values.get(b)));
    }

    void grow(int operations) {
      for (int i = 0; i < operations; i++) {
        int a = random.nextInt(nodes.size());
        int b = random.nextInt(nodes.size());
        int c = random.nextInt(conditions.size());
        switch (random.nextInt(8)) {
          case 0 -> condition(random.nextBoolean() ? Op.LESS : Op.GREATER_EQUAL, a, b);
          case 1 -> {
            conditions.add(graph.node(Op.NOT, conditions.get(c)));
            holding.add(!holding.get(c));
          }
          case 2 ->
              add(
                  graph.node(Op.SELECT, conditions.get(c), nodes.get(a), nodes.get(b)),
                  values.get(holding.get(c) ? a : b));
          case 3 -> add(graph.node(Op.NEGATE, nodes.get(a)), -values.get(a));
          case 4 ->
              add(graph.spike(nodes.get(a), Surrogate.SUPER, null), values.get(a) > 0 ? 1 : 0);
          case 5 -> mix(a, b, random.nextInt(nodes.size()));
          default -> {
            Op op = BINARY[random.nextInt(BINARY.length)];
            Value node = graph.node(op, nodes.get(a), nodes.get(b));
            simplified += node.op() == op ? 0 : 1;
            add(node, Numbers.apply(op, values.get(a), values.get(b)));
          }
        }
      }
    }

    /** (1 - z) a + z b, where z is whatever there is. */
    private void mix(int z, int a, int b) {
      Value silent = graph.node(Op.SUBTRACT, graph.constant(1), nodes.get(z));
      Value first = graph.node(Op.MULTIPLY, silent, nodes.get(a));
      Value second = graph.node(Op.MULTIPLY, nodes.get(z), nodes.get(b));
      add(
          graph.node(Op.ADD, first, second),
          (1 - values.get(z)) * values.get(a) + values.get(z) * values.get(b));
    }

    double evaluate(Value node) {
      List<Value> a = node.arguments();
      return switch (node.op()) {
        case CONSTANT -> node.value();
        case SERIES -> leaves[node.index()];
        case SPIKE -> evaluate(a.get(0)) > 0 ? 1 : 0;
        case MIX -> evaluate(a.get(0)) == 0 ? evaluate(a.get(1)) : evaluate(a.get(2));
        case SELECT -> evaluate(a.get(holds(a.get(0)) ? 1 : 2));
        default -> Numbers.apply(node.op(), a.stream().mapToDouble(this::evaluate).toArray());
      };
    }

    private boolean holds(Value node) {
      return node.op() == Op.NOT
          ? !holds(node.argument(0))
          : Numbers.compare(node.op(), evaluate(node.argument(0)), evaluate(node.argument(1)));
    }
  }
}
