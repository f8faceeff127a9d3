package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.sleipnir.kernels.Allocation;
import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.bytecode.CompiledBitLoop;
import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.bytecode.LoopCompiler;
import dev.sleipnir.kernels.graph.Graph;
import dev.sleipnir.kernels.graph.Interpreter;
import dev.sleipnir.kernels.graph.Loop;
import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.Value;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Compiled loops beside plain ones; compiled to machine code they allocate nothing. */
class CompiledLoopTest {
  private final Graph graph = new Graph();

  /** The loop of {@link LifTwin#forward}: membrane, synapse, leak, threshold and reset passed. */
  private Loop lif() {
    Value membrane = graph.leaf(Op.INVARIANT, 0);
    Value synapse = graph.leaf(Op.INVARIANT, 1);
    Value leak = graph.leaf(Op.INVARIANT, 2);
    Value threshold = graph.leaf(Op.INVARIANT, 3);
    Value reset = graph.leaf(Op.INVARIANT, 4);
    Value v = graph.leaf(Op.CARRIED, 0);
    Value j = add(graph.leaf(Op.CARRIED, 1), graph.leaf(Op.SERIES, 0));
    Value u = add(v, multiply(membrane, add(subtract(leak, v), j)));
    Value fired = graph.node(Op.GREATER, u, threshold);
    Value z = graph.node(Op.SELECT, fired, graph.constant(1), graph.constant(0));
    return new Loop(
        5,
        0,
        2,
        2,
        List.of(new Loop.Store(1, z)),
        List.of(
            new Loop.Store(0, graph.node(Op.SELECT, fired, reset, u)),
            new Loop.Store(1, subtract(j, multiply(synapse, j)))),
        false);
  }

  private Value add(Value a, Value b) {
    return graph.node(Op.ADD, a, b);
  }

  private Value subtract(Value a, Value b) {
    return graph.node(Op.SUBTRACT, a, b);
  }

  private Value multiply(Value a, Value b) {
    return graph.node(Op.MULTIPLY, a, b);
  }

  private static float[] invariants(LifConstants k) {
    return new float[] {k.membrane(), k.synapse(), k.leak(), k.threshold(), k.reset()};
  }

  @Test
  void lifHasTheBitsOfAPlainLoop() {
    CompiledLoop compiled = LoopCompiler.compile("LIF", lif());
    CompiledBitLoop toBits = LoopCompiler.compileBits("LIF bits", lif(), 0);
    var random = new Random(11);
    for (LifConstants k : NeuronCases.constants()) {
      for (int n : new int[] {1, 33, 500, 2000}) {
        for (int steps : new int[] {1, 4}) {
          float[] x = NeuronCases.currents(random, steps * n);
          float[] v = TestArrays.normal(random, n);
          float[] i = TestArrays.normal(random, n);
          float[] z = x.clone();
          float[][] carried = {v.clone(), i.clone()};
          LifTwin.forward(k, steps, n, x, v, i, x, new float[x.length], 0, n);
          float[][] series = {z, z};
          compiled.run(invariants(k), new float[0][], series, carried, 0, steps, n, 0, n, 0);
          SameBits.assertSame(x, z, "spikes");
          SameBits.assertSame(v, carried[0], "potential");
          SameBits.assertSame(i, carried[1], "current");
        }
        float[] x = NeuronCases.currents(random, n);
        float[] v = TestArrays.normal(random, n);
        float[] i = TestArrays.normal(random, n);
        float[] z = new float[n];
        float[][] carried = {v.clone(), i.clone()};
        long[] bits = new long[(n + 63) / 64];
        LifTwin.forward(k, 1, n, x, v, i, z, new float[n], 0, n);
        toBits.run(
            invariants(k), new float[0][], new float[][] {x}, carried, bits, 0, 1, n, 0, n, 0);
        long[] expected = new long[bits.length];
        for (int e = 0; e < n; e++) {
          expected[e / 64] |= (long) z[e] << e;
        }
        assertArrayEquals(expected, bits);
        SameBits.assertSame(v, carried[0], "potential");
        SameBits.assertSame(i, carried[1], "current");
      }
    }
  }

  @Test
  @Tag("jit")
  void lifAllocatesNothing() {
    int n = 1030;
    int steps = 3;
    var random = new Random(12);
    float[] invariants = invariants(NeuronCases.constants().get(1));
    float[][] columns = new float[0][];
    float[][] series = {NeuronCases.currents(random, steps * n), new float[steps * n]};
    float[][] carried = {new float[n], new float[n]};
    CompiledLoop compiled = LoopCompiler.compile("LIF", lif());
    Allocation.assertNoneOnceCompiled(
        "LIF", () -> compiled.run(invariants, columns, series, carried, 0, steps, n, 0, n, 0));
    long[] bits = new long[steps * ((n + 63) / 64)];
    CompiledBitLoop toBits = LoopCompiler.compileBits("LIF bits", lif(), 0);
    Allocation.assertNoneOnceCompiled(
        "LIF bits",
        () -> toBits.run(invariants, columns, series, carried, bits, 0, steps, n, 0, n, 0));
  }

  /** Every operation, in machine code: no allocation, and the bits of the interpreter. */
  @Test
  @Tag("jit")
  void everyOperationAllocatesNothing() {
    Value x = graph.leaf(Op.SERIES, 0);
    Value v = graph.leaf(Op.CARRIED, 0);
    Value column = graph.leaf(Op.COLUMN, 0);
    Value invariant = graph.leaf(Op.INVARIANT, 0);
    Value value = add(v, multiply(x, invariant));
    value = graph.node(Op.MIN, value, graph.node(Op.MAX, column, invariant));
    value = add(value, graph.node(Op.EXP, graph.node(Op.NEGATE, graph.node(Op.ABS, value))));
    value = add(value, graph.node(Op.LOG, graph.node(Op.SQRT, graph.node(Op.ABS, x))));
    value = subtract(graph.node(Op.TANH, value), graph.node(Op.DIVIDE, x, column));
    Value either =
        graph.node(
            Op.OR,
            graph.node(
                Op.AND,
                graph.node(Op.LESS, value, x),
                graph.node(Op.NOT, graph.node(Op.EQUAL, x, invariant))),
            graph.node(
                Op.AND,
                graph.node(Op.NOT_EQUAL, x, column),
                graph.node(
                    Op.OR,
                    graph.node(Op.LESS_EQUAL, v, column),
                    graph.node(Op.GREATER_EQUAL, v, value))));
    Value next = graph.node(Op.SELECT, either, value, graph.node(Op.TANH, subtract(v, x)));
    var loop =
        new Loop(
            1, 1, 2, 1, List.of(new Loop.Store(1, value)), List.of(new Loop.Store(0, next)), true);
    int n = 1030;
    int steps = 3;
    var random = new Random(13);
    float[] invariants = {0.7f};
    float[][] columns = {TestArrays.normal(random, n)};
    float[][] series = {TestArrays.normal(random, steps * n), new float[steps * n]};
    float[][] carried = {new float[n]};
    Allocation.assertNoneOnceGenerated(
        "every operation",
        () -> {
          CompiledLoop made = LoopCompiler.compile("every operation", loop);
          return () -> made.run(invariants, columns, series, carried, 0, steps, n, 0, n, 0);
        });
    CompiledLoop compiled = LoopCompiler.compile("every operation", loop);
    float[] state = TestArrays.normal(random, n);
    float[][] got = {state.clone()};
    compiled.run(invariants, columns, series, got, 0, steps, n, 0, n, 0);
    float[][] expected = {state};
    float[][] expectedSeries = {series[0], new float[steps * n]};
    new Interpreter(loop)
        .runFloat(invariants, columns, expectedSeries, expected, steps, n, 0, n, 0);
    SameBits.assertSame(expectedSeries[1], series[1], "series");
    SameBits.assertSame(expected[0], got[0], "carried");
  }
}
