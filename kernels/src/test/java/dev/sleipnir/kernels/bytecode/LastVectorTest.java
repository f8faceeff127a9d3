package dev.sleipnir.kernels.bytecode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.Allocation;
import dev.sleipnir.kernels.graph.Graph;
import dev.sleipnir.kernels.graph.Interpreter;
import dev.sleipnir.kernels.graph.Loop;
import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.Value;
import dev.sleipnir.kernels.simd.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What whole vectors leave over, by one vector, beside the interpreter. */
class LastVectorTest {
  private static final long[] NO_BITS = {};

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20, 60})
  void hasTheBitsOfTheInterpreterBeforeAndAfterWholeVectors(int operations) {
    var random = new Random(operations);
    for (int trial = 0; trial < 40; trial++) {
      Loop loop = RandomLoops.loop(random, operations);
      LoopBody body = LoopCompiler.compile("last " + trial, loop).body;
      for (boolean lastFirst : new boolean[] {false, true}) {
        int steps = 1 + random.nextInt(4);
        int from = random.nextInt(70);
        int main = from + Lanes.COUNT * (1 + random.nextInt(3));
        int to = main + 1 + random.nextInt(Lanes.COUNT - 1);
        int n = to + random.nextInt(2);
        int base = random.nextInt(from + 1);
        LoopData expected = LoopData.random(random, steps, n, to, base);
        if (random.nextBoolean()) {
          expected.series[3] = expected.series[random.nextInt(3)];
        }
        LoopData got = expected.copy();
        interpret(loop, expected, steps, n, from, to, base);
        if (lastFirst) {
          last(body, got, NO_BITS, steps, n, main, to, base);
        }
        vectors(body, got, NO_BITS, steps, n, from, main, base);
        if (!lastFirst) {
          last(body, got, NO_BITS, steps, n, main, to, base);
        }
        LoopData.assertSame(
            expected, got, "trial " + trial + ", " + steps + " x [" + from + ", " + to + ")");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void addsItsSpikesToTheirWord(int operations) {
    var random = new Random(operations);
    for (int trial = 0; trial < 40; trial++) {
      Loop loop = RandomLoops.loop(random, operations);
      LoopBody body = LoopCompiler.compileBits("last " + trial, loop, 0).body;
      int stored = loop.seriesStores().get(0).index();
      int from = 64 * random.nextInt(2);
      int main = from + Lanes.COUNT * (1 + random.nextInt(9));
      int to = main + 1 + random.nextInt(Lanes.COUNT - 1);
      LoopData expected = LoopData.random(random, 1, to, to, from);
      LoopData got = expected.copy();
      interpret(loop, expected, 1, to, from, to, from);
      long[] expectedBits = new long[(to + 63) / 64];
      for (int e = from; e < to; e++) {
        expectedBits[e / 64] |= (expected.series[stored][e] > 0 ? 1L : 0) << e;
      }
      long[] bits = new long[expectedBits.length];
      Arrays.fill(bits, 0, to / 64, -1);
      Arrays.fill(expectedBits, 0, from / 64, -1);
      last(body, got, bits, 1, to, main, to, from);
      vectors(body, got, bits, 1, to, from, main, from);
      assertArrayEquals(expectedBits, bits, "trial " + trial);
      got.series[stored] = expected.series[stored];
      LoopData.assertSame(expected, got, "trial " + trial);
    }
  }

  @Test
  @Tag("jit")
  void allocatesNothing() {
    var random = new Random(5);
    Loop loop = RandomLoops.loop(random, 60);
    int n = 2 * Lanes.COUNT - 1;
    LoopData data = LoopData.random(random, 2, n, n, 0);
    Allocation.assertNoneOnceGenerated(
        "last",
        () -> {
          LoopBody body = LoopCompiler.compile("last", loop).body;
          return () -> last(body, data, NO_BITS, 2, n, Lanes.COUNT, n, 0);
        });
    long[] bits = new long[2];
    Allocation.assertNoneOnceGenerated(
        "last to bits",
        () -> {
          LoopBody body = LoopCompiler.compileBits("last to bits", loop, 0).body;
          return () -> last(body, data, bits, 2, n, Lanes.COUNT, n, 0);
        });
  }

  /** The longest loops that fit have no room for it, and are no shorter for that. */
  @Test
  void isLeftOutWhereTheCompilerWouldNotTakeIt() {
    int with = 0;
    int without = 0;
    for (int terms = 1; terms < 2500; terms++) {
      Loop loop = sum(6 * terms, 150);
      LoopBody body;
      try {
        body = LoopCompiler.compile("sum", loop).body;
      } catch (IllegalArgumentException _) {
        break;
      }
      boolean has =
          Arrays.stream(body.getClass().getDeclaredMethods())
              .anyMatch(method -> method.getName().equals("last"));
      with += has ? 1 : 0;
      without += has ? 0 : 1;
      if (without == 1) {
        int n = Lanes.COUNT + 3;
        var data = new LoopData(new float[0], new float[0][], new float[0][], new float[150][n]);
        Arrays.fill(data.carried[0], 1);
        LoopData expected = data.copy();
        interpret(loop, expected, 1, n, 0, n, 0);
        vectors(body, data, NO_BITS, 1, n, 0, Lanes.COUNT, 0);
        last(body, data, NO_BITS, 1, n, Lanes.COUNT, n, 0);
        LoopData.assertSame(expected, data, "sum");
      }
    }
    assertTrue(with > 0 && without > 0, with + " with, " + without + " without");
  }

  private static Loop sum(int terms, int stores) {
    var graph = new Graph();
    Value sum = graph.leaf(Op.CARRIED, 0);
    for (int i = 0; i < terms; i++) {
      sum = graph.node(Op.ADD, graph.node(Op.NEGATE, sum), graph.leaf(Op.CARRIED, 0));
    }
    List<Loop.Store> all = new ArrayList<>();
    for (int i = 0; i < stores; i++) {
      all.add(new Loop.Store(i, sum));
    }
    return new Loop(0, 0, 0, stores, List.of(), all, false);
  }

  @Test
  void whatItIsGivenIsStillChecked() {
    CompiledLoop loop = LoopCompiler.compile("sum", sum(1, 1));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                loop.run(
                    new float[0],
                    new float[0][],
                    new float[0][],
                    new float[][] {new float[78]},
                    0,
                    20,
                    79,
                    0,
                    79,
                    0));
    assertEquals("carried 0: expected 79 floats, got 78", e.getMessage());
  }

  private static void interpret(
      Loop loop, LoopData data, int steps, int n, int from, int to, int base) {
    new Interpreter(loop)
        .runFloat(
            data.invariants, data.columns, data.series, data.carried, steps, n, from, to, base);
  }

  private static void vectors(
      LoopBody body, LoopData data, long[] bits, int steps, int n, int from, int to, int base) {
    body.vectors(
        data.invariants,
        data.columns,
        data.series,
        data.carried,
        steps,
        n,
        from,
        to,
        base,
        0,
        bits);
  }

  private static void last(
      LoopBody body, LoopData data, long[] bits, int steps, int n, int from, int to, int base) {
    body.last(
        data.invariants,
        data.columns,
        data.series,
        data.carried,
        steps,
        n,
        from,
        to,
        base,
        0,
        bits);
  }
}
