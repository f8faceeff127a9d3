package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.plasticity.DenseSynapses;
import dev.sleipnir.plasticity.LearningRule;
import dev.sleipnir.plasticity.Stdp;
import dev.sleipnir.plasticity.TraceState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Synapses that learn: weights and traces after every step. */
final class PlasticityTargets {
  static final Map<String, TargetRunner> ALL = new TreeMap<>();

  static {
    ALL.put("stdp.linear", PlasticityTargets::dense);
  }

  private PlasticityTargets() {}

  private static LearningRule rule(CaseFile c) {
    String algorithm = c.parameters().path("stdp_algorithm").asString("additive");
    LearningRule rule =
        switch (algorithm) {
          case "additive" -> Stdp.additive();
          case "additive_step" -> Stdp.additiveStep();
          case "multiplicative_pow" -> Stdp.multiplicativePow(c.number("mu"));
          case "multiplicative_relu" -> Stdp.multiplicativeRelu();
          default -> throw new UnsupportedCase("STDP rule " + algorithm);
        };
    for (String name : rule.model().parameters()) {
      rule = rule.with(name, c.number(name));
    }
    return rule.dt(c.dt()).hardBounds(c.parameters().path("hardbound").asBoolean(true));
  }

  private static void dense(CaseFile c, Comparison out) {
    Parameter weights = new Parameter("w", c.input("w"));
    DenseSynapses synapses = rule(c).dense(weights);
    Tensor pre = c.input("z_pre");
    Tensor post = c.input("z_post");
    TraceState state = synapses.initialState(pre.dim(1));
    setInitialState(c, state);
    for (int t = 0; t < pre.dim(0); t++) {
      state = synapses.step(Comparison.step(pre, t), Comparison.step(post, t), state);
      compare(out, t, weights, state);
    }
  }

  private static void setInitialState(CaseFile c, TraceState state) {
    if (c.hasInitialState()) {
      for (NeuronState side : List.of(state.pre(), state.post())) {
        c.setInitialState(side);
      }
    }
  }

  private static void compare(Comparison out, int t, Parameter weights, TraceState state) {
    out.step("/expected/w", t, weights.value());
    out.step("/expected/state/t_pre", t, state.pre().get("t_pre"));
    out.step("/expected/state/t_post", t, state.post().get("t_post"));
  }
}
