package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;

class NeuronParametersTest {
  @Test
  void neuronsStartAtTheirLeakPotential() {
    var lif = new Lif().with("v_leak", -0.5).cell();
    var li = new Li().with("v_leak", -0.5).cell();
    for (NeuronState state : new NeuronState[] {lif.initialState(2, 3), li.initialState(2, 3)}) {
      assertArrayEquals(Tensor.full(-0.5f, 2, 3).data(), state.get("v").data());
      assertArrayEquals(new float[6], state.get("i").data());
    }
    Tensor x = normal(1, 2, 3);
    NeuronState fromNull = (NeuronState) lif.step(x, null).state();
    NeuronState fromInitial = (NeuronState) lif.step(x, lif.initialState(2, 3)).state();
    assertArrayEquals(fromInitial.get("v").data(), fromNull.get("v").data());
  }

  @Test
  void aConstantCurrentMakesAnIntegratorApproachItsValue() {
    // the synaptic current settles at x / (dt tau_syn_inv) - x, the potential at the sum of both
    Tensor out = new Li().layer().forward(Tensor.full(0.2f, 500, 1, 1));
    assertEquals(1f, out.get(499, 0, 0), 1e-5f);
  }

  @Test
  void integratorsAreLinear() {
    var cell =
        new Li()
            .with("tau_syn_inv", 150)
            .with("tau_mem_inv", 80)
            .with("v_leak", 0.1f)
            .dt(0.002)
            .cell();
    check(
        in -> Lift.of(cell).forward(in.get(0)),
        in -> {
          double[] y = new double[36];
          double[] v = {0.1, 0.1, 0.1};
          double[] i = new double[3];
          for (int e = 0; e < 36; e++) {
            int n = e % 3;
            double j = i[n] + in[0][e];
            v[n] += 0.002 * 80 * (0.1f - v[n] + j);
            i[n] = j - 0.002 * 150 * j;
            y[e] = v[n];
          }
          return y;
        },
        normal(1, 12, 1, 3));
  }

  @Test
  void parametersAreChecked() {
    assertEquals(
        "lif: expected tau_syn_inv > 0, got {tau_syn_inv=-1.0}",
        refused(() -> new Lif().with("tau_syn_inv", -1).cell()));
    assertEquals(
        "lif: expected a finite tau_mem_inv, got NaN",
        refused(() -> new Lif().with("tau_mem_inv", Double.NaN)));
    assertEquals(
        "lif: expected v_reset < v_th, got {v_reset=2.0, v_th=1.0}",
        refused(() -> new Lif().with("v_reset", 2).cell()));
    assertEquals(
        "li: expected one of the parameters [tau_syn_inv, tau_mem_inv, v_leak], got 'v_th'",
        refused(() -> new Li().with("v_th", 2)));
    assertEquals(
        "lif: expected tau_mem_inv > 0, got {tau_mem_inv=-3.0}",
        refused(() -> new Lif().with("tau_mem_inv", Tensor.of(new float[] {1, -3}, 2)).cell()));
    assertEquals(
        "alpha: expected a number >= 0, got -1.0",
        refused(() -> new Lif().surrogate(Surrogate.SUPER, -1f)));
    assertEquals(
        "alpha: expected a number > 0, the width of multi_gaussian, got 0.0",
        refused(() -> new Lif().surrogate(Surrogate.MULTI_GAUSSIAN, 0f)));
    assertEquals("dt: expected a positive number, got 0.0", refused(() -> new Lif().dt(0)));
  }
}
