package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.Interpreter;
import dev.sleipnir.kernels.graph.Program;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps as machine code beside the equations themselves and beside the interpreted loop. */
class CompiledForwardTest {
  static Stream<NeuronModel> models() {
    return TestModels.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void followsTheEquations(NeuronModel model) {
    for (boolean columns : new boolean[] {false, true}) {
      Trial trial = Trial.of(model, Surrogate.SUPER, columns, false, 211, 12);
      Trial.Run run = trial.forward();
      for (int e = 0; e < trial.n; e++) {
        double[] expected = trial.reference(e);
        for (int t = 0; t < trial.steps; t++) {
          near(expected[t], run.output[t * trial.n + e], "output " + t + " of " + e);
        }
        for (int s = 0; s < run.states.length; s++) {
          String what = trial.compiled.states().get(s) + " of " + e;
          near(expected[trial.steps + s], run.states[s][e], what);
        }
      }
    }
  }

  private static void near(double expected, float got, String what) {
    assertEquals(expected, got, 2e-4 * (1 + Math.abs(expected)), what);
  }

  /** Whether vectors, tails or ranges too small for vectors: the bits of the plain loop. */
  @ParameterizedTest
  @MethodSource("models")
  void hasTheBitsOfTheInterpretedLoop(NeuronModel model) {
    for (int n : TestArrays.sizes()) {
      for (int steps : new int[] {1, 5}) {
        bits(Trial.of(model, Surrogate.SUPER, n % 2 == 0, true, n, steps));
      }
    }
    bits(Trial.of(model, Surrogate.SUPER, false, true, 1031, 2));
    bits(Trial.of(model, Surrogate.TANH, true, true, 211, 5));
    bits(Trial.of(model, Surrogate.LOGISTIC, true, true, 211, 5));
  }

  private static void bits(Trial trial) {
    Trial.Run got = trial.saving();
    float[] output = new float[trial.steps * trial.n];
    float[][] states = Trial.copies(trial.initial);
    float[][] saved = Trial.copies(got.saved);
    Program program = trial.programs().saving();
    float[] invariants = new float[program.invariants().size()];
    program.invariants(trial.values, invariants);
    new Interpreter(program.loop())
        .runFloat(
            invariants,
            trial.columns,
            Trial.concat(Trial.concat(trial.read, output), saved),
            states,
            trial.steps,
            trial.n,
            0,
            trial.n,
            0);
    SameBits.assertSame(output, got.output, "output");
    same(states, got.states, "state ");
    same(saved, got.saved, "saved ");
  }

  private static void same(float[][] expected, float[][] got, String what) {
    for (int s = 0; s < expected.length; s++) {
      SameBits.assertSame(expected[s], got[s], what + s);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void rangesMayBeCutAnywhere(NeuronModel model) {
    Trial trial = Trial.of(model, Surrogate.SUPER, true, false, 700, 3);
    Trial.Run whole = trial.forward();
    for (int[] cuts : new int[][] {{1}, {350}, {33, 34, 600}, {64, 128, 699}, {0, 700}}) {
      Trial.Run cut = trial.forward(cuts);
      SameBits.assertSame(whole.output, cut.output, "output");
      same(whole.states, cut.states, "state ");
    }
  }

  /** A block's columns may start at its first neuron, and its steps may be made one by one. */
  @ParameterizedTest
  @MethodSource("models")
  void blocksAndSingleSteps(NeuronModel model) {
    Trial trial = Trial.of(model, Surrogate.SUPER, true, false, 700, 3);
    Trial.Run whole = trial.forward();
    float[] output = new float[trial.steps * trial.n];
    float[][] states = Trial.copies(trial.initial);
    float[][] series = Trial.concat(trial.read, output);
    var constants = trial.constants();
    for (int from = 0; from < trial.n; from += 350) {
      int base = from;
      float[][] block =
          Stream.of(trial.columns)
              .map(c -> Arrays.copyOfRange(c, base, base + 350))
              .toArray(float[][]::new);
      for (int t = 0; t < trial.steps; t++) {
        trial.compiled.run(
            Stepper.Way.FORWARD,
            constants,
            block,
            series,
            states,
            t,
            1,
            trial.n,
            from,
            from + 350,
            base);
      }
    }
    SameBits.assertSame(whole.output, output, "output");
    same(whole.states, states, "state ");
  }

  @ParameterizedTest
  @MethodSource("models")
  void savingChangesNothing(NeuronModel model) {
    Trial trial = Trial.of(model, Surrogate.SUPER, false, true, 533, 4);
    Trial.Run plain = trial.forward();
    Trial.Run saving = trial.saving();
    SameBits.assertSame(plain.output, saving.output, "output");
    same(plain.states, saving.states, "state ");
  }

  @ParameterizedTest
  @MethodSource("models")
  void bitsAreTheSpikes(NeuronModel model) {
    for (int n : new int[] {1, 63, 64, 65, 130, 1100}) {
      for (boolean columns : new boolean[] {false, true}) {
        int steps = 3;
        Trial trial = Trial.of(model, Surrogate.SUPER, columns, false, n, steps);
        Trial.Run run = trial.saving();
        int words = (n + 63) / 64;
        long[] expected = new long[steps * words];
        for (int t = 0; t < steps; t++) {
          for (int e = 0; e < n; e++) {
            expected[t * words + e / 64] |= (run.output[t * n + e] > 0 ? 1L : 0) << e;
          }
        }
        long[] spikes = new long[expected.length];
        float[][] states = Trial.copies(trial.initial);
        long[] savingSpikes = new long[expected.length];
        float[][] savingStates = Trial.copies(trial.initial);
        float[][] saved = new float[trial.compiled.saved()][steps * n];
        float[][] series = Trial.concat(Trial.concat(trial.read, new float[0]), saved);
        int half = n / 128 * 64;
        for (int[] range : new int[][] {{0, half}, {half, n}}) {
          trial.compiled.runBits(
              Stepper.Way.FORWARD,
              trial.constants(),
              trial.columns,
              trial.read,
              states,
              spikes,
              0,
              steps,
              n,
              range[0],
              range[1],
              0);
          trial.compiled.runBits(
              Stepper.Way.SAVING,
              trial.constants(),
              trial.columns,
              series,
              savingStates,
              savingSpikes,
              0,
              steps,
              n,
              range[0],
              range[1],
              0);
        }
        assertArrayEquals(expected, spikes);
        same(run.states, states, "state ");
        assertArrayEquals(expected, savingSpikes);
        same(run.states, savingStates, "state ");
        same(run.saved, saved, "saved ");
      }
    }
  }

  /**
   * Products of numbers are formed in double precision and rounded once, those of columns are
   * rounded each: the same number in every row of a column gives nearly the same.
   */
  @ParameterizedTest
  @MethodSource("models")
  void columnsOfOneNumber(NeuronModel model) {
    Trial numbers = Trial.of(model, Surrogate.SUPER, false, false, 300, 4);
    Trial columns = Trial.of(model, Surrogate.SUPER, true, false, 300, 4);
    for (int p = 0; p < columns.columns.length; p++) {
      Arrays.fill(columns.columns[p], (float) numbers.values[p]);
    }
    copy(numbers.read, columns.read);
    copy(numbers.initial, columns.initial);
    Trial.Run expected = numbers.forward();
    Trial.Run got = columns.forward();
    for (int at = 0; at < expected.output.length; at++) {
      near(expected.output[at], got.output[at], "output at " + at);
    }
    for (int s = 0; s < expected.states.length; s++) {
      for (int e = 0; e < numbers.n; e++) {
        near(expected.states[s][e], got.states[s][e], "state " + s + " of " + e);
      }
    }
  }

  /** Where no two numbers meet, there is nothing to form in double precision: the same bits. */
  @Test
  void columnsOfOneNumberThatMeetNoOther() {
    var model =
        NeuronModel.parse(
            """
            model m
            parameters decay = 0.9, low = -0.7
            state v = 0
            input x
            v = max(decay * v + x, low)
            output v
            """);
    Trial numbers = Trial.of(model, Surrogate.SUPER, false, false, 300, 4);
    Trial columns = Trial.of(model, Surrogate.SUPER, true, false, 300, 4);
    for (int p = 0; p < columns.columns.length; p++) {
      Arrays.fill(columns.columns[p], (float) numbers.values[p]);
    }
    copy(numbers.read, columns.read);
    copy(numbers.initial, columns.initial);
    SameBits.assertSame(numbers.forward().output, columns.forward().output, "output");
  }

  private static void copy(float[][] from, float[][] to) {
    for (int i = 0; i < from.length; i++) {
      System.arraycopy(from[i], 0, to[i], 0, from[i].length);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void saysWhatItIs(NeuronModel model) {
    Trial trial = Trial.of(model, Surrogate.SUPER, false, false, 1, 1);
    boolean spiking =
        !model.equations().output().equals("s") && !model.equations().output().equals("v");
    assertEquals(spiking, trial.compiled.isSpiking());
    assertEquals(model.states(), trial.compiled.states());
    assertEquals(model.inputs().size(), trial.compiled.inputs());
    assertEquals(model.name().equals("noisy") ? 2 : 0, trial.compiled.randoms());
    assertTrue(trial.compiled.saved() <= 6);
  }
}
