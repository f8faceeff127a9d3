package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;
import java.util.Map;

/** The biological parameters that the current-based neurons share, as Norse has them. */
final class Biological {
  private static final Map<String, Double> SHARED =
      Map.of(
          "tau_syn_inv", 0.5, "tau_mem_inv", 0.1, "v_leak", -70.0, "v_th", -55.0, "v_reset", -70.0);

  private Biological() {}

  /** Neurons with those of the parameters that they have, and a time step of 0.1 ms. */
  static Neuron of(Neuron neuron) {
    NeuronModel model = neuron.model();
    Neuron biological = neuron.dt(0.1);
    for (String name : model.parameters()) {
      Double value = SHARED.get(name);
      biological = value == null ? biological : biological.with(name, value);
    }
    return biological;
  }
}
