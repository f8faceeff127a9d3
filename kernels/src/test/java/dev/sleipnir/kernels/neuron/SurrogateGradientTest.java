package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gradient at a spike's argument is the surrogate's h; stochastic spikes have their odds. */
class SurrogateGradientTest {
  private static final int N = 1201;
  private static final NeuronModel SPIKE =
      NeuronModel.parse("model one\ninput x\nz = spike(x)\noutput z");

  /** The formulas in the order in which {@link Surrogate} documents them. */
  private static double h(Surrogate surrogate, double a, double x) {
    return switch (surrogate) {
      case SUPER, FAST_SIGMOID -> 1 / Math.pow(a * Math.abs(x) + 1, 2);
      case TRIANGLE -> a * Math.max(0, 1 - Math.abs(x));
      case TANH, LOGISTIC -> 1 - Math.pow(Math.tanh(a * x), 2);
      case CIRC, CIRC_DIST -> a * a * a / Math.pow(a * a + x * x, 1.5);
      case HEAVI_ERFC -> 2 / Math.sqrt(Math.PI) * Math.exp(-a * x * a * x);
      case SIGMOID -> a / (1 + Math.exp(-a * x)) * (1 - 1 / (1 + Math.exp(-a * x)));
      case ARCTAN -> a / 2 / (1 + Math.pow(Math.PI / 2 * a * x, 2));
      case STRAIGHT_THROUGH -> 1;
      case MULTI_GAUSSIAN ->
          0.5 * (1.15 * normal(0, a, x) - 0.15 * normal(a, 6 * a, x) - 0.15 * normal(-a, 6 * a, x));
      case HEAVISIDE -> 0;
    };
  }

  private static double normal(double mean, double deviation, double x) {
    return new NormalDistribution(mean, deviation).density(x);
  }

  private static float[] range() {
    float[] x = new float[N];
    for (int e = 0; e < N; e++) {
      x[e] = -3 + 6f * e / (N - 1);
    }
    return x;
  }

  @ParameterizedTest
  @EnumSource
  void isTheFormula(Surrogate surrogate) {
    CompiledNeuron compiled = SPIKE.compile(new NeuronForm(surrogate, List.of(), List.of(), false));
    float[] x = range();
    for (double alpha : new double[] {0.25, 1, 2.5, surrogate.defaultAlpha()}) {
      var constants = compiled.constants(new double[] {0.001, alpha});
      float[][] saved = new float[compiled.saved()][N];
      float[][] series =
          compiled.randoms() == 0
              ? new float[][] {x, new float[N]}
              : new float[][] {x, new float[N], new float[N]};
      compiled.run(
          Stepper.Way.SAVING,
          constants,
          Trial.NONE,
          Trial.concat(series, saved),
          Trial.NONE,
          0,
          1,
          N,
          0,
          N,
          0);
      float[] atOutput = new float[N];
      Arrays.fill(atOutput, 0.7f);
      float[] gradient = new float[N];
      compiled.run(
          Stepper.Way.BACKWARD,
          constants,
          Trial.NONE,
          Trial.concat(saved, atOutput, gradient),
          Trial.NONE,
          0,
          1,
          N,
          0,
          N,
          0);
      for (int e = 0; e < N; e++) {
        double expected = 0.7f * h(surrogate, alpha, x[e]);
        assertEquals(
            expected, gradient[e], 1e-6 + 1e-5 * Math.abs(expected), alpha + " at " + x[e]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void firesAboveZeroOrWithItsOdds(Surrogate surrogate) {
    CompiledNeuron compiled = SPIKE.compile(new NeuronForm(surrogate, List.of(), List.of(), false));
    assertEquals(surrogate.isStochastic() ? 1 : 0, compiled.randoms());
    double alpha = 1.5;
    float[] x = range();
    for (float drawn : new float[] {0, 0.1f, 0.499f, 0.501f, 0.91f}) {
      float[] random = new float[N];
      Arrays.fill(random, drawn);
      float[] z = new float[N];
      float[][] series =
          surrogate.isStochastic() ? new float[][] {x, random, z} : new float[][] {x, z};
      compiled.run(
          Stepper.Way.FORWARD,
          compiled.constants(new double[] {0.001, alpha}),
          Trial.NONE,
          series,
          Trial.NONE,
          0,
          1,
          N,
          0,
          N,
          0);
      float[] expected = new float[N];
      for (int e = 0; e < N; e++) {
        double odds =
            switch (surrogate) {
              case LOGISTIC -> 0.5 + 0.5 * Math.tanh(alpha * x[e]);
              case CIRC_DIST -> 0.5 + 0.5 * x[e] / Math.hypot(x[e], alpha);
              default -> x[e] > 0 ? 1 : -1;
            };
        expected[e] = drawn < odds ? 1 : 0;
      }
      assertArrayEquals(expected, z);
    }
  }

  @Test
  void haveNames() {
    for (Surrogate surrogate : Surrogate.values()) {
      assertEquals(surrogate, Surrogate.named(surrogate.toString()));
    }
    var e = assertThrows(IllegalArgumentException.class, () -> Surrogate.named("suprr"));
    assertEquals(
        "surrogate: expected one of super, triangle, tanh, circ, heavi_erfc, logistic, circ_dist,"
            + " sigmoid, arctan, fast_sigmoid, straight_through, multi_gaussian, heaviside,"
            + " got 'suprr'",
        e.getMessage());
  }
}
