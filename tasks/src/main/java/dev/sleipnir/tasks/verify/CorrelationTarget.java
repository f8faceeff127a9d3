package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.CorrelationSensor;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifCorrelation;
import dev.sleipnir.model.neuron.LifCorrelation.Sensed;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recurrent LIF neurons with correlation sensors: nothing differentiable, step by step. */
final class CorrelationTarget implements TargetRunner {
  static final List<String> SENSOR =
      List.of("post_pre", "correlation_trace", "anti_correlation_trace");

  @Override
  public void run(CaseFile c, Comparison out) {
    LifCorrelation neurons =
        new LifCorrelation(
            NeuronSettings.of(new Lif(), c.parameters(), c.dt()),
            new RecurrentWeights(c.input("w_in"), c.input("w_rec"), true),
            sensor(c, "input_"),
            sensor(c, "recurrent_"));
    Tensor x = c.input("x");
    Sensed state = c.hasInitialState() ? initial(c) : null;
    for (int t = 0; t < x.dim(0); t++) {
      Step step = neurons.step(Comparison.step(x, t), state);
      state = (Sensed) step.state();
      out.step("/expected/z", t, step.output());
      out.step("/expected/state/v", t, state.neurons().get("v"));
      out.step("/expected/state/i", t, state.neurons().get("i"));
      for (String name : SENSOR) {
        out.step("/expected/state/input_" + name, t, state.input().get(name));
        out.step("/expected/state/recurrent_" + name, t, state.recurrent().get(name));
      }
    }
  }

  static CorrelationSensor sensor(CaseFile c, String prefix) {
    return CorrelationSensor.of(
        c.number(prefix + "eta_p"),
        c.number(prefix + "eta_m"),
        c.number(prefix + "tau_ac_inv"),
        c.number(prefix + "tau_c_inv"),
        c.dt());
  }

  private static Sensed initial(CaseFile c) {
    return new Sensed(
        state(c, "", List.of("z", "v", "i")),
        state(c, "input_", SENSOR),
        state(c, "recurrent_", SENSOR));
  }

  static NeuronState state(CaseFile c, String prefix, List<String> names) {
    @Nullable NeuronState state = null;
    for (String name : names) {
      Tensor values = c.tensor("/initial_state/" + prefix + name).toTensor();
      if (state == null) {
        state = NeuronState.zeros(names, values.shape());
      }
      state.set(name, values);
    }
    return java.util.Objects.requireNonNull(state);
  }
}
