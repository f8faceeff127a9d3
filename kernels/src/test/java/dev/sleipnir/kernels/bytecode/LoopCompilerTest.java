package dev.sleipnir.kernels.bytecode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.graph.Graph;
import dev.sleipnir.kernels.graph.Interpreter;
import dev.sleipnir.kernels.graph.Loop;
import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopCompilerTest {
  private static final int[] SIZES = {
    0, 1, 3, 4, 5, 15, 16, 17, 63, 64, 65, 127, 333, 1021, 1024, 1025, 1040, 3001
  };

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20, 60})
  void hasTheBitsOfTheInterpreter(int operations) {
    var random = new Random(operations);
    for (int trial = 0; trial < 40; trial++) {
      Loop loop = RandomLoops.loop(random, operations);
      var interpreter = new Interpreter(loop);
      CompiledLoop compiled = LoopCompiler.compile("random " + trial, loop);
      for (int repeat = 0; repeat < 3; repeat++) {
        int n = SIZES[random.nextInt(SIZES.length)];
        int steps = 1 + random.nextInt(7);
        int to = n - random.nextInt(Math.min(n, 3) + 1);
        int from = random.nextBoolean() ? 0 : random.nextInt(to + 1);
        int base = random.nextInt(from + 1);
        LoopData expected = LoopData.random(random, steps, n, to, base);
        if (random.nextBoolean()) {
          expected.series[3] = expected.series[random.nextInt(3)];
        }
        LoopData got = expected.copy();
        interpreter.runFloat(
            expected.invariants,
            expected.columns,
            expected.series,
            expected.carried,
            steps,
            n,
            from,
            to,
            base);
        // In two calls, in the order the loop runs.
        int cut = random.nextInt(steps + 1);
        for (int call = 0; call < 2; call++) {
          boolean early = (call == 0) != loop.backwards();
          compiled.run(
              got.invariants,
              got.columns,
              got.series,
              got.carried,
              early ? 0 : cut,
              early ? cut : steps - cut,
              n,
              from,
              to,
              base);
        }
        LoopData.assertSame(
            expected,
            got,
            "trial " + trial + ", " + steps + " x " + n + " [" + from + ", " + to + ")");
      }
    }
  }

  @Test
  void aLoopThatRunsOftenHasTheBitsOfItsFirstRuns() {
    var random = new Random(11);
    Loop loop = RandomLoops.loop(random, 20);
    CompiledLoop cold = LoopCompiler.compile("cold", loop);
    CompiledLoop warm = LoopCompiler.compile("warm", loop);
    LoopData data = LoopData.random(random, 1, 127, 127, 0);
    for (int run = 0; run < 180_000; run++) {
      run(warm, data, 127);
    }
    for (int n : SIZES) {
      if (n < 1024) {
        LoopData expected = LoopData.random(random, 1, n, n, 0);
        LoopData got = expected.copy();
        run(cold, expected, n);
        run(warm, got, n);
        LoopData.assertSame(expected, got, n + " neurons");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aValueOfAStepIsThatOfAllItsNeurons(boolean backwards) {
    var graph = new Graph();
    Value sum =
        graph.node(
            Op.SUBTRACT,
            graph.node(Op.MULTIPLY, graph.leaf(Op.CARRIED, 0), graph.leaf(Op.STEP, 1)),
            graph.leaf(Op.SERIES, 0));
    var loop =
        new Loop(
            0,
            0,
            2,
            1,
            List.of(new Loop.Store(0, sum)),
            List.of(new Loop.Store(0, sum)),
            backwards);
    CompiledLoop compiled = LoopCompiler.compile("steps", loop);
    var random = new Random(9);
    int steps = 5;
    for (int n : SIZES) {
      float[] series = TestArrays.normal(random, steps * n);
      float[] values = TestArrays.normal(random, steps);
      float[] carried = TestArrays.normal(random, n);
      float[] expected = series.clone();
      float[] expectedCarried = carried.clone();
      for (int s = 1; s < steps; s++) {
        int t = backwards ? steps - s : s;
        for (int e = 0; e < n; e++) {
          expected[t * n + e] = expectedCarried[e] * values[t] - expected[t * n + e];
          expectedCarried[e] = expected[t * n + e];
        }
      }
      compiled.run(
          new float[0],
          new float[0][],
          new float[][] {series, values},
          new float[][] {carried},
          1,
          steps - 1,
          n,
          0,
          n,
          0);
      assertArrayEquals(expected, series, n + " neurons");
      assertArrayEquals(expectedCarried, carried, n + " neurons");
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            compiled.run(
                new float[0],
                new float[0][],
                new float[][] {new float[20], new float[4]},
                new float[][] {new float[4]},
                0,
                5,
                4,
                0,
                4,
                0));
  }

  private static void run(CompiledLoop loop, LoopData data, int n) {
    loop.run(data.invariants, data.columns, data.series, data.carried, 0, 1, n, 0, n, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20, 60})
  void bitsAreTheSpikesOfTheInterpreter(int operations) {
    var random = new Random(100 + operations);
    for (int trial = 0; trial < 20; trial++) {
      Loop loop = RandomLoops.loop(random, operations);
      var interpreter = new Interpreter(loop);
      int position = random.nextInt(loop.seriesStores().size());
      CompiledBitLoop compiled = LoopCompiler.compileBits("bits " + trial, loop, position);
      int stored = loop.seriesStores().get(position).index();
      for (int repeat = 0; repeat < 3; repeat++) {
        int n = SIZES[random.nextInt(SIZES.length)];
        int to = n - random.nextInt(Math.min(n, 3) + 1);
        int from = random.nextBoolean() ? 0 : 64 * random.nextInt(to / 64 + 1);
        LoopData expected = LoopData.random(random, 1, n, to, from);
        LoopData got = expected.copy();
        interpreter.runFloat(
            expected.invariants,
            expected.columns,
            expected.series,
            expected.carried,
            1,
            n,
            from,
            to,
            from);
        long[] bits = random.longs((n + 63) / 64).toArray();
        long[] expectedBits = bits.clone();
        for (int e = from; e < to; e++) {
          if (e % 64 == 0) {
            expectedBits[e / 64] = 0;
          }
          if (expected.series[stored][e] > 0) {
            expectedBits[e / 64] |= 1L << (e % 64);
          }
        }
        compiled.run(
            got.invariants, got.columns, got.series, got.carried, bits, 0, 1, n, from, to, from);
        assertArrayEquals(expectedBits, bits, "trial " + trial);
        got.series[stored] = expected.series[stored];
        LoopData.assertSame(expected, got, "trial " + trial);
      }
    }
  }

  /** As many rows of words in a step as there are kinds of events. */
  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 200})
  void severalStoresBecomeRowsOfBits(int n) {
    var graph = new Graph();
    Value x = graph.leaf(Op.SERIES, 0);
    Value up = graph.node(Op.GREATER, x, graph.leaf(Op.CARRIED, 0));
    List<Loop.Store> stores =
        List.of(
            new Loop.Store(1, graph.node(Op.SELECT, up, graph.constant(1), graph.constant(0))),
            new Loop.Store(2, graph.node(Op.ADD, x, graph.constant(1))),
            new Loop.Store(3, graph.node(Op.NEGATE, x)));
    var loop = new Loop(0, 0, 4, 1, stores, List.of(new Loop.Store(0, x)), false);
    CompiledBitLoop compiled = LoopCompiler.compileBits("several", loop, 2, 0);
    var random = new Random(n);
    int steps = 3;
    int words = (n + 63) / 64;
    for (int repeat = 0; repeat < 20; repeat++) {
      float[] series = TestArrays.normal(random, steps * n);
      float[][] arrays = {series, series, new float[steps * n], series};
      float[] carried = TestArrays.normal(random, n);
      long[] expected = new long[(1 + steps) * 2 * words];
      for (int t = 0; t < steps; t++) {
        for (int i = 0; i < n; i++) {
          int row = (t * 2) * words + i / 64;
          float before = t == 0 ? carried[i] : series[(t - 1) * n + i];
          expected[row] |= (series[t * n + i] < 0 ? 1L : 0) << i;
          expected[row + words] |= (series[t * n + i] > before ? 1L : 0) << i;
        }
      }
      long[] bits = random.longs(expected.length).toArray();
      System.arraycopy(bits, steps * 2 * words, expected, steps * 2 * words, 2 * words);
      for (int from = 0; from < n; from += 128) {
        int to = Math.min(n, from + 128);
        compiled.run(
            new float[0],
            new float[0][],
            arrays,
            new float[][] {carried},
            bits,
            0,
            steps,
            n,
            from,
            to,
            0);
      }
      assertArrayEquals(expected, bits);
      assertEquals(series[0] + 1, arrays[2][0]);
    }
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                compiled.run(
                    new float[0],
                    new float[0][],
                    new float[4][n],
                    new float[1][n],
                    new long[2 * words - 1],
                    0,
                    1,
                    n,
                    0,
                    n,
                    0));
    assertEquals("bits: expected " + 2 * words + " longs, got " + (2 * words - 1), e.getMessage());
  }

  /** Where all neurons of a vector choose one side, none does, and some do. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void branchesGiveTheSameBits(boolean functionWhereTrue) {
    var graph = new Graph();
    Value x = graph.leaf(Op.SERIES, 0);
    Value limit = graph.leaf(Op.CARRIED, 0);
    Value below = graph.node(Op.LESS, x, limit);
    Value shared = graph.node(Op.MULTIPLY, x, limit);
    Value safe = graph.node(Op.ADD, shared, graph.constant(0.5));
    Value inner =
        graph.node(
            Op.SELECT,
            graph.node(Op.GREATER, safe, graph.constant(1)),
            graph.node(Op.LOG, safe),
            safe);
    Value costly = graph.node(Op.DIVIDE, graph.node(Op.EXP, inner), safe);
    Value cheap = graph.node(Op.ADD, shared, x);
    Value choice =
        functionWhereTrue
            ? graph.node(Op.SELECT, below, costly, cheap)
            : graph.node(Op.SELECT, below, cheap, costly);
    Value sum = graph.node(Op.ADD, graph.node(Op.MULTIPLY, x, x), choice);
    List<Loop.Store> stores =
        List.of(new Loop.Store(1, graph.node(Op.SUBTRACT, sum, limit)), new Loop.Store(2, choice));
    var loop = new Loop(0, 0, 3, 1, stores, List.of(new Loop.Store(0, sum)), false);
    CompiledBitLoop plain = LoopCompiler.compileBits("plain", loop, 0);
    CompiledBitLoop branching = LoopCompiler.compileBranching("branching", loop, 0);
    var random = new Random(8);
    for (int repeat = 0; repeat < 60; repeat++) {
      int n = 1 + random.nextInt(300);
      float[] series = repeat % 3 == 0 ? TestArrays.wild(random, n) : TestArrays.normal(random, n);
      float[] limits = TestArrays.normal(random, n);
      for (int i = 0; i < n; i++) {
        limits[i] += repeat % 2 == 0 ? 0 : i / 64 % 2 == 0 ? 100 : -100;
      }
      float[][] limit1 = {limits.clone()};
      float[][] limit2 = {limits.clone()};
      float[][] series1 = {series, null, new float[n]};
      float[][] series2 = {series, null, new float[n]};
      long[] bits1 = new long[(n + 63) / 64];
      long[] bits2 = new long[(n + 63) / 64];
      plain.run(new float[0], new float[0][], series1, limit1, bits1, 0, 1, n, 0, n, 0);
      branching.run(new float[0], new float[0][], series2, limit2, bits2, 0, 1, n, 0, n, 0);
      assertArrayEquals(bits1, bits2);
      assertArrayEquals(series1[2], series2[2]);
      assertArrayEquals(limit1[0], limit2[0]);
    }
  }

  @Test
  void aChoiceOfOneOrZeroGivesItsCondition() {
    var graph = new Graph();
    Value above = graph.node(Op.GREATER, graph.leaf(Op.SERIES, 0), graph.leaf(Op.COLUMN, 0));
    Value spikes = graph.node(Op.SELECT, above, graph.constant(1), graph.constant(0));
    var loop = new Loop(0, 1, 2, 0, List.of(new Loop.Store(1, spikes)), List.of(), false);
    CompiledBitLoop compiled = LoopCompiler.compileBits("threshold", loop, 0);
    var random = new Random(3);
    for (int n : SIZES) {
      float[] x = TestArrays.wild(random, n);
      float[] threshold = TestArrays.normal(random, n);
      long[] bits = new long[(n + 63) / 64 + 1];
      compiled.run(
          new float[0],
          new float[][] {threshold},
          new float[][] {x},
          new float[0][],
          bits,
          0,
          1,
          n,
          0,
          n,
          0);
      for (int e = 0; e < 64 * bits.length; e++) {
        boolean expected = e < n && x[e] > threshold[e];
        assertEquals(expected, (bits[e / 64] >>> (e % 64) & 1) == 1, n + " neurons, at " + e);
      }
    }
  }

  @Test
  void theDoubleInterpreterIsClose() {
    var graph = new Graph();
    Value v = graph.leaf(Op.CARRIED, 0);
    Value x = graph.leaf(Op.SERIES, 0);
    Value next =
        graph.node(Op.TANH, graph.node(Op.ADD, graph.node(Op.EXP, graph.node(Op.NEGATE, v)), x));
    var loop = new Loop(0, 0, 1, 1, List.of(), List.of(new Loop.Store(0, next)), false);
    int n = 10;
    int steps = 5;
    float[] series = TestArrays.normal(new Random(7), n * steps);
    double[] wide = new double[series.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = series[i];
    }
    float[] got = new float[n];
    double[] exact = new double[n];
    var interpreter = new Interpreter(loop);
    interpreter.runFloat(
        new float[0],
        new float[0][],
        new float[][] {series},
        new float[][] {got},
        steps,
        n,
        0,
        n,
        0);
    interpreter.runDouble(
        new double[0],
        new double[0][],
        new double[][] {wide},
        new double[][] {exact},
        steps,
        n,
        0,
        n,
        0);
    for (int e = 0; e < n; e++) {
      double v0 = 0;
      for (int t = 0; t < steps; t++) {
        v0 = StrictMath.tanh(StrictMath.exp(-v0) + wide[t * n + e]);
      }
      assertEquals(v0, exact[e], 0.0);
      assertEquals(v0, got[e], 1e-5);
    }
  }

  private static Loop sum() {
    var graph = new Graph();
    Value all =
        graph.node(
            Op.ADD,
            graph.node(Op.ADD, graph.leaf(Op.INVARIANT, 0), graph.leaf(Op.COLUMN, 0)),
            graph.node(Op.ADD, graph.leaf(Op.SERIES, 0), graph.leaf(Op.CARRIED, 0)));
    return new Loop(
        1, 1, 1, 1, List.of(new Loop.Store(0, all)), List.of(new Loop.Store(0, all)), false);
  }

  private static String rejected(
      int invariants, int columns, int series, int carried, int steps, int from, int to, int base) {
    CompiledLoop loop = LoopCompiler.compile("sum", sum());
    return ""
        + assertThrows(
                RuntimeException.class,
                () ->
                    loop.run(
                        new float[invariants],
                        new float[][] {new float[columns]},
                        new float[][] {new float[series]},
                        new float[][] {new float[carried]},
                        0,
                        steps,
                        10,
                        from,
                        to,
                        base))
            .getMessage();
  }

  @Test
  void wrongSizesAreRejected() {
    assertEquals("invariants: expected 1 floats, got 0", rejected(0, 10, 20, 10, 2, 0, 10, 0));
    assertEquals("column 0: expected 8 floats, got 7", rejected(1, 7, 20, 10, 2, 2, 10, 2));
    assertEquals("series 0: expected 20 floats, got 19", rejected(1, 10, 19, 10, 2, 0, 10, 0));
    assertEquals("carried 0: expected 10 floats, got 9", rejected(1, 10, 20, 9, 2, 0, 10, 0));
    assertEquals("steps: expected at least 0, got -1", rejected(1, 10, 20, 10, -1, 0, 10, 0));
    assertEquals(
        "base: expected at most the first neuron, 2, got 3", rejected(1, 10, 20, 10, 2, 2, 10, 3));
    assertTrue(rejected(1, 10, 20, 10, 2, 0, 11, 0).startsWith("neurons: expected a range"));
    CompiledLoop loop = LoopCompiler.compile("sum", sum());
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                loop.run(
                    new float[1],
                    new float[0][],
                    new float[][] {new float[10]},
                    new float[][] {new float[10]},
                    0,
                    1,
                    10,
                    0,
                    10,
                    0));
    assertEquals("column 0: expected an array, got 0 of the kind", e.getMessage());
  }

  @Test
  void wrongBitsAreRejected() {
    CompiledBitLoop loop = LoopCompiler.compileBits("sum", sum(), 0);
    float[] invariants = new float[1];
    float[][] some = {new float[200]};
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> loop.run(invariants, some, some, some, new long[3], 0, 1, 200, 0, 200, 0));
    assertEquals("bits: expected 4 longs, got 3", e.getMessage());
    e =
        assertThrows(
            IllegalArgumentException.class,
            () -> loop.run(invariants, some, some, some, new long[4], 0, 1, 200, 32, 200, 0));
    assertEquals("from: expected a multiple of 64, got 32", e.getMessage());
    e =
        assertThrows(
            IllegalArgumentException.class, () -> LoopCompiler.compileBits("sum", sum(), 1));
    assertEquals("store: expected a position from 0 to 0, got 1", e.getMessage());
  }

  private static String refused(Value stored) {
    var loop = new Loop(1, 1, 1, 1, List.of(), List.of(new Loop.Store(0, stored)), false);
    return ""
        + assertThrows(IllegalArgumentException.class, () -> LoopCompiler.compile("refused", loop))
            .getMessage();
  }

  @Test
  void loopsThatCannotBeRunAreRejected() {
    var graph = new Graph();
    Value x = graph.leaf(Op.SERIES, 0);
    assertEquals(
        "expected numbers, comparisons and choices only, got COPY", refused(graph.copy(x)));
    assertEquals("series: expected an index from 0 to 0, got 1", refused(graph.leaf(Op.SERIES, 1)));
    assertEquals(
        "what is stored to carried 0: expected a number, got LESS",
        refused(graph.node(Op.LESS, x, graph.leaf(Op.CARRIED, 0))));
    assertEquals(
        "argument 0 of SELECT: expected a condition, got SERIES",
        refused(graph.node(Op.SELECT, x, graph.leaf(Op.CARRIED, 0), graph.leaf(Op.COLUMN, 0))));
  }

  @Test
  void modelsTooLargeForTheJvmAreRejected() {
    String message = refused(sumOfExponentials(60));
    assertTrue(
        message.startsWith("refused: expected a model of less than 8000 bytecodes per step"),
        message);
    message = refused(sumOfExponentials(1500));
    assertTrue(message.endsWith("operations"), message);
  }

  private static Value sumOfExponentials(int terms) {
    var graph = new Graph();
    Value sum = graph.leaf(Op.SERIES, 0);
    for (int i = 0; i < terms; i++) {
      sum = graph.node(Op.ADD, graph.node(Op.EXP, sum), graph.leaf(Op.COLUMN, 0));
    }
    return sum;
  }

  @Test
  void compilesInTime() {
    var random = new Random(1);
    List<Loop> loops = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      loops.add(RandomLoops.loop(random, 30));
    }
    long start = System.nanoTime();
    for (Loop loop : loops) {
      LoopCompiler.compile("loop", loop);
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    // A few milliseconds each; a busy machine gets a hundred times as long.
    assertTrue(seconds < 10, seconds + " s");
  }
}
