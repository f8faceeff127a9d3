package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameters with a value for each neuron. */
class ParameterColumnsTest {
  /** The surrogate is wide, so that a rounding in the potential hardly moves a gradient. */
  private static final Neuron LIF = new Lif().surrogate(Surrogate.SUPER, 1f);

  /** v_th enters alone: nothing is rounded otherwise where it is a column. */
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 5", "3, 17", "40, 30", "2, 1025", "3, 2500", "1, 5000"})
  void equalValuesAreOneValue(int batch, int neurons) {
    Tensor x = normal(1, 6, batch, neurons).scale(2f);
    Cell one = LIF.with("v_th", 0.5).cell();
    Cell each = LIF.with("v_th", Tensor.full(0.5f, neurons)).cell();
    NeuronState initial = one.initialState(batch, neurons);
    assertSame(
        batch + " x " + neurons,
        NeuronRun.of(one, x, initial, 3, Parallel.of(1)),
        NeuronRun.of(each, x, initial, 3, Parallel.of(1)));
  }

  @Test
  void eachNeuronHasItsOwnValue() {
    Tensor x = normal(2, 7, 3, 4, 5, 6).scale(2f);
    for (int[] shape : new int[][] {{6}, {5, 6}, {4, 1, 1}, {4, 5, 6}, {1, 5, 1}, {1}}) {
      Tensor thresholds = Tensor.full(0.3f, shape);
      for (int e = 0; e < thresholds.size(); e++) {
        thresholds.data()[e] += 0.05f * e;
      }
      Cell cell = LIF.with("v_th", thresholds).cell();
      float[] together = new NeuronLayer(cell).forward(x).toArray();
      // How the input is stored must not show.
      float[] stored =
          new NeuronLayer(cell)
              .forward(x.reshape(21, 4, 5, 6).channelsLast().reshape(7, 3, 4, 5, 6))
              .toArray();
      assertSame("channels last", together, stored);
      for (int c = 0; c < 4; c++) {
        for (int h = 0; h < 5; h++) {
          for (int w = 0; w < 6; w++) {
            checkOne(x, together, thresholds, new int[] {c, h, w});
          }
        }
      }
    }
  }

  /** A neuron among others spikes as it does alone. */
  private static void checkOne(Tensor x, float[] together, Tensor thresholds, int[] at) {
    int rank = thresholds.rank();
    int[] index = new int[rank];
    for (int a = 0; a < rank; a++) {
      index[a] = thresholds.dim(a) == 1 ? 0 : at[3 - rank + a];
    }
    float threshold = thresholds.get(index);
    Tensor alone = Tensor.zeros(7, 3, 1);
    for (int t = 0; t < 7; t++) {
      for (int b = 0; b < 3; b++) {
        alone.data()[t * 3 + b] = x.get(t, b, at[0], at[1], at[2]);
      }
    }
    float[] spikes = LIF.with("v_th", threshold).layer().forward(alone).toArray();
    for (int t = 0; t < 7; t++) {
      for (int b = 0; b < 3; b++) {
        int flat = (((t * 3 + b) * 4 + at[0]) * 5 + at[1]) * 6 + at[2];
        assertEquals(spikes[t * 3 + b], together[flat]);
      }
    }
  }

  @Test
  void gradientsOfOneValueAreTheSumOfThoseOfEach() {
    Tensor x = normal(3, 6, 2, 9).scale(2f);
    Cell one = LIF.with("v_leak", 0.2).learn("v_leak").cell();
    Cell each = LIF.with("v_leak", Tensor.full(0.2f, 9)).learn("v_leak").cell();
    NeuronState initial = LIF.cell().initialState(2, 9);
    List<float[]> a = NeuronRun.of(one, x, initial, 6, Parallel.of(1));
    List<float[]> b = NeuronRun.of(each, x, initial, 6, Parallel.of(1));
    double sum = 0;
    for (float gradient : b.getLast()) {
      sum += gradient;
    }
    assertEquals(a.getLast()[0], sum, 1e-4 * Math.abs(sum));
    Parameter parameter = each.parameters().getFirst();
    assertEquals("v_leak", parameter.name());
    assertEquals(9, parameter.size());
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    Cell cell = LIF.with("v_th", Tensor.full(1f, 7)).cell();
    assertEquals(
        "v_th: expected a shape that broadcasts to [5], got [7]",
        refused(() -> cell.step(Tensor.zeros(2, 5), null)));
    Cell deep = LIF.with("v_th", Tensor.full(1f, 2, 1, 7)).cell();
    assertEquals(
        "v_th: expected a shape that broadcasts to [7], got [2, 1, 7]",
        refused(() -> deep.step(Tensor.zeros(2, 7), null)));
  }
}
