package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;

class NeuronParametersTest {
  @Test
  void neuronsStartAtTheirLeakPotential() {
    var lif = new LifCell(new LifParameters(200f, 100f, -0.5f, 1f, 0f, 100f));
    var li = new LiCell(new LiParameters(200f, 100f, -0.5f));
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
    Tensor out = new Li().forward(Tensor.full(0.2f, 500, 1, 1)).output();
    assertEquals(1f, out.get(499, 0, 0), 1e-5f);
  }

  @Test
  void integratorsAreLinear() {
    var parameters = new LiParameters(150f, 80f, 0.1f);
    check(
        in -> Lift.of(new LiCell(parameters, 0.002)).forward(in.get(0)),
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
        "tauSynInv: expected a positive number, got -1.0",
        refused(() -> new LifParameters(-1f, 100f, 0f, 1f, 0f, 100f)));
    refused(() -> new LifParameters(200f, Float.NaN, 0f, 1f, 0f, 100f));
    refused(() -> new LifParameters(200f, 100f, 0f, 1f, 0f, 0f));
    refused(() -> new LiParameters(200f, 0f, 0f));
    refused(() -> new LifCell(LifParameters.defaults(), 0));
    refused(() -> new LiCell(LiParameters.defaults(), -0.001));
    assertEquals(0.3f, LifParameters.defaults().withVTh(0.3f).vTh());
    assertEquals(7f, LifParameters.defaults().withAlpha(7f).alpha());
  }
}
