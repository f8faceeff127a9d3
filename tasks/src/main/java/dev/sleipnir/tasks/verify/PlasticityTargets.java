package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.neuron.CorrelationSensor;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.plasticity.ConvSynapses;
import dev.sleipnir.plasticity.CorrelationUpdate;
import dev.sleipnir.plasticity.DenseSynapses;
import dev.sleipnir.plasticity.LearningRule;
import dev.sleipnir.plasticity.Stdp;
import dev.sleipnir.plasticity.StdpSensor;
import dev.sleipnir.plasticity.TraceState;
import dev.sleipnir.plasticity.TsodyksMarkram;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Synapses that learn: weights and traces after every step. */
final class PlasticityTargets {
  static final Map<String, TargetRunner> ALL = new TreeMap<>();

  static {
    ALL.put("stdp.linear", PlasticityTargets::dense);
    ALL.put("stdp.conv2d", PlasticityTargets::conv);
    ALL.put("tsodyks_markram", PlasticityTargets::shortTerm);
    ALL.put("stdp_sensor", PlasticityTargets::stdpSensor);
    ALL.put("correlation_sensor", PlasticityTargets::correlationSensor);
    ALL.put("correlation_based_update", PlasticityTargets::correlationUpdate);
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
    run(c, out, weights, synapses.initialState(c.input("z_pre").dim(1)), synapses::step);
  }

  private static void conv(CaseFile c, Comparison out) {
    Conv2d layer =
        new Conv2d(
            c.input("w"), null, c.integer("stride"), c.integer("padding"), c.integer("dilation"));
    Tensor pre = c.input("z_pre");
    ConvSynapses synapses = rule(c).conv(layer, pre.dim(3), pre.dim(4));
    run(c, out, layer.weight(), synapses.initialState(pre.dim(1)), synapses::step);
  }

  private interface Synapses {
    TraceState step(Tensor pre, Tensor post, TraceState state);
  }

  private static void run(
      CaseFile c, Comparison out, Parameter weights, TraceState initial, Synapses synapses) {
    TraceState state = initial;
    setInitialState(c, state);
    Tensor pre = c.input("z_pre");
    Tensor post = c.input("z_post");
    for (int t = 0; t < pre.dim(0); t++) {
      state = synapses.step(Comparison.step(pre, t), Comparison.step(post, t), state);
      out.step("/expected/w", t, weights.value());
      out.step("/expected/state/t_pre", t, state.pre().get("t_pre"));
      out.step("/expected/state/t_post", t, state.post().get("t_post"));
    }
  }

  /** The time constant tau_s_inv takes no part in the step. */
  private static void shortTerm(CaseFile c, Comparison out) {
    NeuronTargets.run(c, out, of -> NeuronTargets.cell(of, new TsodyksMarkram()));
  }

  private static void stdpSensor(CaseFile c, Comparison out) {
    out.way("without a tape");
    TraceState state = initialSensors(c);
    Tensor pre = c.input("z_pre");
    Tensor post = c.input("z_post");
    for (int t = 0; t < pre.dim(0); t++) {
      state = sensor(c).step(Comparison.step(pre, t), Comparison.step(post, t), state);
      out.step("/expected/state/a_pre", t, state.pre().get("a_pre"));
      out.step("/expected/state/a_post", t, state.post().get("a_post"));
    }
    out.way("on a tape");
    try (Tape tape = new Tape()) {
      Tensor watchedPre = tape.watch(pre);
      Tensor watchedPost = tape.watch(post);
      TraceState on = initialSensors(c);
      StdpSensor sensor = sensor(c);
      for (int t = 0; t < pre.dim(0); t++) {
        on = sensor.step(Comparison.step(watchedPre, t), Comparison.step(watchedPost, t), on);
      }
      String cotangents = "/vjp/cotangents/state_final/";
      on.pre().setFinalGradient("a_pre", c.tensor(cotangents + "a_pre").toTensor(), tape);
      on.post().setFinalGradient("a_post", c.tensor(cotangents + "a_post").toTensor(), tape);
      // All the gradient comes from the final state: that of the loss itself is 0.
      tape.backward(watchedPre, Tensor.zeros(pre.shape()));
      out.value("/vjp/expected/z_pre", watchedPre.gradient());
      out.value("/vjp/expected/z_post", watchedPost.gradient());
      out.value("/vjp/expected/initial_state/a_pre", on.pre().gradient("a_pre"));
      out.value("/vjp/expected/initial_state/a_post", on.post().gradient("a_post"));
    }
  }

  private static StdpSensor sensor(CaseFile c) {
    StdpSensor sensor = new StdpSensor();
    for (String number : List.of("eta_p", "eta_m", "tau_ac_inv", "tau_c_inv")) {
      sensor = sensor.with(number, c.number(number));
    }
    return sensor.dt(c.dt());
  }

  private static TraceState initialSensors(CaseFile c) {
    int[] pre = c.tensor("/inputs/z_pre").step(0).shape();
    int[] post = c.tensor("/inputs/z_post").step(0).shape();
    TraceState state = sensor(c).initialState(pre, post);
    setInitialState(c, state);
    return state;
  }

  private static void correlationSensor(CaseFile c, Comparison out) {
    CorrelationSensor sensor = CorrelationTarget.sensor(c, "");
    Tensor pre = c.input("z_pre");
    Tensor post = c.input("z_post");
    NeuronState state =
        c.hasInitialState() ? CorrelationTarget.state(c, "", CorrelationTarget.SENSOR) : null;
    for (int t = 0; t < pre.dim(0); t++) {
      state = sensor.step(Comparison.step(pre, t), Comparison.step(post, t), state);
      for (String name : CorrelationTarget.SENSOR) {
        out.step("/expected/state/" + name, t, state.get(name));
      }
    }
  }

  private static void correlationUpdate(CaseFile c, Comparison out) {
    Parameter weights = new Parameter("weights", c.input("weights"));
    Linear layer = new Linear(c.input("linear_weight"), c.input("linear_bias"));
    Tensor correlation = c.input("correlation_trace");
    NeuronState sensors = NeuronState.zeros(CorrelationTarget.SENSOR, correlation.shape());
    sensors.set("correlation_trace", correlation);
    sensors.set("anti_correlation_trace", c.input("anti_correlation_trace"));
    new CorrelationUpdate(layer, c.number("learning_rate"), c.integer("ts_frequency"))
        .step(c.integer("ts"), weights, sensors);
    out.value("/expected/weights", weights.value());
    for (String name : List.of("correlation_trace", "anti_correlation_trace")) {
      out.value("/expected/" + name, sensors.get(name));
    }
  }

  private static void setInitialState(CaseFile c, TraceState state) {
    if (c.hasInitialState()) {
      for (NeuronState side : List.of(state.pre(), state.post())) {
        c.setInitialState(side);
      }
    }
  }
}
