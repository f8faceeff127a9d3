package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.Interpreter;
import dev.sleipnir.kernels.graph.Program;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients beside central differences of the equations in double precision. Spikes pass no
 * gradient here, and no difference is so large that one would flip: what is left is the derivative.
 */
class CompiledBackwardTest {
  private static final double H = 1e-6;

  static Stream<NeuronModel> models() {
    return TestModels.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void ofNumbers(NeuronModel model) {
    check(Trial.of(model, Surrogate.HEAVISIDE, false, true, 23, 6));
  }

  @ParameterizedTest
  @MethodSource("models")
  void ofColumns(NeuronModel model) {
    check(Trial.of(model, Surrogate.HEAVISIDE, true, true, 23, 6));
  }

  private static void check(Trial trial) {
    Gradients got = Gradients.of(trial);
    double rms = 0;
    for (int e = 0; e < trial.n; e++) {
      double[] parameters = trial.parameters(e);
      double[] initial = Trial.doubles(trial.initial, e);
      double[][] inputs = trial.inputs(e);
      for (int p = 0; p < parameters.length; p++) {
        double slope = slope(trial, got, e, parameters, p, parameters, initial, inputs);
        String what = trial.model.parameters().get(p);
        near(slope, got.learned[p][e], what + " of " + e);
        rms += slope * slope;
      }
      for (int s = 0; s < trial.model.equations().states().size(); s++) {
        double slope = slope(trial, got, e, initial, s, parameters, initial, inputs);
        near(slope, got.states[s][e], trial.model.states().get(s) + " of " + e);
      }
      for (int t = 0; t < trial.steps; t++) {
        for (int i = 0; i < inputs[t].length; i++) {
          double slope = slope(trial, got, e, inputs[t], i, parameters, initial, inputs);
          String what = trial.model.inputs().get(i) + " of " + e + " at " + t;
          near(slope, got.inputs[i][t * trial.n + e], what);
        }
      }
    }
    assertTrue(rms > 1e-4, "gradients of parameters that say nothing");
  }

  private static void near(double expected, float got, String what) {
    assertEquals(expected, got, 1e-3 * Math.abs(expected) + 2e-5, what);
  }

  /** By one of the numbers, which is put back. */
  private static double slope(
      Trial trial,
      Gradients weights,
      int neuron,
      double[] moved,
      int at,
      double[] parameters,
      double[] initial,
      double[][] inputs) {
    double before = moved[at];
    double h = H * Math.max(1e-3, Math.abs(before));
    moved[at] = before + h;
    double up = weights.weigh(trial.reference(parameters, initial, inputs, neuron), neuron);
    moved[at] = before - h;
    double down = weights.weigh(trial.reference(parameters, initial, inputs, neuron), neuron);
    moved[at] = before;
    return (up - down) / (2 * h);
  }

  /** Whether vectors or tails, whatever the surrogate: the bits of the plain loop. */
  @ParameterizedTest
  @MethodSource("models")
  void hasTheBitsOfTheInterpretedLoop(NeuronModel model) {
    for (Surrogate surrogate : List.of(Surrogate.SUPER, Surrogate.LOGISTIC, Surrogate.HEAVISIDE)) {
      for (boolean columns : new boolean[] {false, true}) {
        Trial trial = Trial.of(model, surrogate, columns, true, 211, 6);
        Gradients got = Gradients.of(trial);
        Program program = trial.programs().backward();
        float[] invariants = new float[program.invariants().size()];
        program.invariants(trial.values, invariants);
        float[][] carried = got.carriedBefore(trial);
        float[][] inputs = new float[trial.compiled.inputs()][trial.steps * trial.n];
        float[][] series = Trial.concat(Trial.concat(trial.saving().saved, got.atOutput), inputs);
        new Interpreter(program.loop())
            .runFloat(
                invariants, trial.columns, series, carried, trial.steps, trial.n, 0, trial.n, 0);
        float[][] all = Trial.concat(got.states, got.learned);
        for (int c = 0; c < carried.length; c++) {
          SameBits.assertSame(carried[c], all[c], surrogate + ", carried " + c);
        }
        for (int i = 0; i < inputs.length; i++) {
          SameBits.assertSame(inputs[i], got.inputs[i], surrogate + ", input " + i);
        }
      }
    }
  }

  /** Ranges anywhere, step by step, the first input's gradient in the place of the output's. */
  @ParameterizedTest
  @MethodSource("models")
  void rangesAndStepsMayBeCut(NeuronModel model) {
    Trial trial = Trial.of(model, Surrogate.SUPER, true, true, 353, 3);
    Gradients whole = Gradients.of(trial);
    float[][] saved = trial.saving().saved;
    float[][] carried = whole.carriedBefore(trial);
    float[] atOutput = whole.atOutput.clone();
    float[][] inputs = Trial.copies(whole.inputs);
    inputs[0] = atOutput;
    float[][] series = Trial.concat(Trial.concat(saved, atOutput), inputs);
    for (int t = trial.steps - 1; t >= 0; t--) {
      int from = 0;
      for (int to : trial.withEnd(1, 33, 200)) {
        trial.compiled.run(
            Stepper.Way.BACKWARD,
            trial.constants(),
            trial.columns,
            series,
            carried,
            t,
            1,
            trial.n,
            from,
            to,
            0);
        from = to;
      }
    }
    float[][] all = Trial.concat(whole.states, whole.learned);
    for (int c = 0; c < carried.length; c++) {
      SameBits.assertSame(all[c], carried[c], "carried " + c);
    }
    for (int i = 0; i < inputs.length; i++) {
      SameBits.assertSame(whole.inputs[i], inputs[i], "input " + i);
    }
  }
}
