package dev.sleipnir.tasks.verify;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.model.neuron.Neuron;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Neurons with the parameters of a case, which are called as in the equations. */
final class NeuronSettings {
  private NeuronSettings() {}

  /**
   * Neurons with the parameters that a case or layer lists.
   *
   * @param defaults the kind of neuron
   * @param p the parameters, and perhaps {@code method} and {@code alpha} of the surrogate
   */
  static Neuron of(Neuron defaults, JsonNode p, double dt) {
    Neuron neuron = defaults.dt(dt);
    for (String name : defaults.model().parameters()) {
      JsonNode value = p.path(name);
      if (value.isNumber()) {
        neuron = neuron.with(name, value.doubleValue());
      } else if (ReferenceTensor.isTensor(value)) {
        neuron = neuron.with(name, ReferenceTensor.of(value, "/parameters/" + name).toTensor());
      } else if (!value.isMissingNode()) {
        throw new MalformedCase(
            "parameters." + name + ": expected a number or a tensor, got " + value);
      }
    }
    Surrogate surrogate = surrogate(p);
    if (surrogate == Surrogate.HEAVISIDE || !p.has("alpha")) {
      // Without a gradient alpha means nothing, and may be 0.
      return neuron.surrogate(surrogate);
    }
    return neuron.surrogate(surrogate, CaseFile.number(p, "alpha"));
  }

  static Surrogate surrogate(JsonNode p) {
    try {
      return Surrogate.named(p.path("method").asString("super"));
    } catch (IllegalArgumentException e) {
      throw new UnsupportedCase("surrogate " + p.path("method"));
    }
  }

  /** The parameters whose gradients a case expects. */
  static String[] learned(CaseFile c) {
    List<String> names = new java.util.ArrayList<>();
    c.entries("/vjp/expected/parameters").forEach(entry -> names.add(entry.getKey()));
    return names.toArray(String[]::new);
  }
}
