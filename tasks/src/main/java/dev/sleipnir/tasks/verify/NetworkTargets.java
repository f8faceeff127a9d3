package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.RecurrentSequential;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifRefrac;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whole networks. Each case is run twice: one step at a time without a tape, comparing outputs and
 * spike counts of every step, and as a sequence on a tape, comparing outputs, loss and gradients.
 */
final class NetworkTargets {
  static final Map<String, TargetRunner> ALL =
      Map.of(
          "network.sequential", NetworkTargets::run,
          "network.sequential_conv", NetworkTargets::run,
          "network.recurrent", NetworkTargets::run,
          "network.recurrent_sequential", NetworkTargets::run);

  private NetworkTargets() {}

  private static void run(CaseFile c, Comparison out) {
    String container = c.parameters().path("container").asString("");
    List<NetworkModule> modules = new ArrayList<>();
    for (JsonNode layer : c.parameters().path("layers")) {
      modules.add(module(c, layer));
    }
    Network network = network(c, container, modules.toArray(NetworkModule[]::new));
    runSteps(c, out, network);
    runOnTape(c, out, network);
  }

  /** What both containers offer. */
  private record Network(
      StatefulLayer layer, List<NetworkModule> modules, Stepping stepping, StateOf stateOf) {}

  private interface Stepping {
    Step step(Tensor x, @Nullable State state, List<Tensor> hidden);
  }

  private interface StateOf {
    @Nullable State stateOf(State state, int module);
  }

  private static Network network(CaseFile c, String container, NetworkModule[] modules) {
    return switch (container) {
      case "sequential_state", "lift" -> {
        SequentialState all = new SequentialState(modules);
        yield new Network(all, all.modules(), all::step, all::stateOf);
      }
      case "recurrent_sequential" -> {
        int output = CaseFile.integer(c.parameters(), "output_module");
        RecurrentSequential all =
            new RecurrentSequential(output < 0 ? output + modules.length : output, modules);
        yield new Network(all, all.modules(), all::step, all::stateOf);
      }
      default -> throw new UnsupportedCase("container " + container);
    };
  }

  private static NetworkModule module(CaseFile c, JsonNode layer) {
    JsonNode p = layer.path("parameters");
    String type = layer.path("type").asString("");
    return switch (type) {
      case "linear" -> linear(c, layer);
      case "conv2d" ->
          new Conv2d(
              weight(c, layer),
              bias(c, layer),
              CaseFile.integer(layer, "stride"),
              CaseFile.integer(layer, "padding"),
              1);
      case "maxpool2d" ->
          new MaxPool2d(CaseFile.integer(layer, "kernel"), CaseFile.integer(layer, "stride"), 0);
      case "flatten" -> new Flatten();
      case "relu" -> new Relu();
      case "scale" -> new Scale(CaseFile.number(layer, "factor"));
      case "lif" -> NeuronSettings.of(new Lif(), p, c.dt()).cell();
      case "lif_box" -> NeuronSettings.of(NeuronTargets.box(p), p, c.dt()).cell();
      case "lif_refrac" -> NeuronSettings.of(new LifRefrac(), p, c.dt()).cell();
      case "lsnn" -> NeuronSettings.of(new Lsnn(), p, c.dt()).cell();
      case "leaky_integrator" -> NeuronSettings.of(new Li(), p, c.dt()).cell();
      case "leaky_integrator_linear" ->
          new SequentialState(linear(c, layer), NeuronSettings.of(new Li(), p, c.dt()).cell());
      case "lif_recurrent" -> recurrent(c, layer, new Lif());
      case "lsnn_recurrent" -> recurrent(c, layer, new Lsnn());
      default -> throw new UnsupportedCase("layer " + type);
    };
  }

  private static NetworkModule recurrent(CaseFile c, JsonNode layer, Neuron defaults) {
    JsonNode p = layer.path("parameters");
    RecurrentWeights weights =
        new RecurrentWeights(
            c.input(layer.path("input_weights").asString("")),
            c.input(layer.path("recurrent_weights").asString("")),
            layer.path("autapses").asBoolean(p.path("autapses").asBoolean(false)));
    return NeuronSettings.of(defaults, p, c.dt()).recurrentCell(weights);
  }

  private static Linear linear(CaseFile c, JsonNode layer) {
    return new Linear(weight(c, layer), bias(c, layer));
  }

  private static Tensor weight(CaseFile c, JsonNode layer) {
    return c.input(layer.path("weight").asString(""));
  }

  private static @Nullable Tensor bias(CaseFile c, JsonNode layer) {
    JsonNode bias = layer.path("bias");
    return bias.isString() ? c.input(bias.stringValue()) : null;
  }

  /** One step at a time without a tape: output of every step, spike counts, final states. */
  private static void runSteps(CaseFile c, Comparison out, Network network) {
    out.way("one step at a time");
    Tensor x = c.input("x");
    State state = null;
    for (int t = 0; t < x.dim(0); t++) {
      List<Tensor> hidden = new ArrayList<>();
      Step step = network.stepping().step(Comparison.step(x, t), state, hidden);
      state = step.state();
      out.step("/expected/output", t, step.output());
      for (Map.Entry<String, JsonNode> count : c.entries("/expected/spike_counts")) {
        int m = Integer.parseInt(count.getKey());
        out.step("/expected/spike_counts/" + m, t, hidden.get(m).sum());
      }
    }
    compareFinalStates(c, out, network, Objects.requireNonNull(state));
  }

  private static void compareFinalStates(CaseFile c, Comparison out, Network network, State state) {
    for (Map.Entry<String, JsonNode> layer : c.entries("/expected/final_state")) {
      int m = Integer.parseInt(layer.getKey());
      State of = Objects.requireNonNull(network.stateOf().stateOf(state, m));
      if (network.modules().get(m) instanceof SequentialState inner) {
        of = Objects.requireNonNull(inner.stateOf(of, 1));
      }
      for (Map.Entry<String, JsonNode> variable : layer.getValue().properties()) {
        out.value(
            "/expected/final_state/" + m + "/" + variable.getKey(),
            ((NeuronState) of).get(variable.getKey()));
      }
    }
  }

  /** The whole sequence on a tape: output, final states, loss, gradients. */
  private static void runOnTape(CaseFile c, Comparison out, Network network) {
    out.way("whole sequence on a tape");
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(c.input("x"));
      Step run = Lift.of(network.layer()).run(x, null);
      out.series("/expected/output", run.output());
      compareFinalStates(c, out, network, run.state());
      JsonNode lossOf = c.parameters().path("loss");
      Tensor end = lossOf.isObject() ? loss(lossOf, run.output()) : run.output();
      if (lossOf.isObject()) {
        out.value("/expected/loss", end);
      }
      if (!c.has("/vjp")) {
        return;
      }
      String differentiated = lossOf.isObject() ? "loss" : "output";
      tape.backward(end, c.tensor("/vjp/cotangents/" + differentiated).toTensor());
      if (c.has("/vjp/expected/x")) {
        out.series("/vjp/expected/x", x.gradient());
      }
      for (int m = 0; m < network.modules().size(); m++) {
        for (Parameter parameter : network.modules().get(m).parameters()) {
          String pointer = "/vjp/expected/" + m + "." + parameter.name();
          if (c.has(pointer)) {
            out.gradient(pointer, parameter);
          }
        }
      }
    }
  }

  private static Tensor loss(JsonNode of, Tensor output) {
    String type = of.path("type").asString("");
    if (!type.equals("nll_log_softmax")) {
      throw new UnsupportedCase("loss " + type);
    }
    List<Integer> labels = of.path("labels").valueStream().map(JsonNode::intValue).toList();
    String reduction = of.path("reduction").asString("");
    Tensor scores =
        switch (reduction) {
          case "max_over_time" -> output.maxOverTime();
          case "sum_over_time" -> Reduction.of(output, 0).sum();
          default -> throw new UnsupportedCase("reduction " + reduction);
        };
    return Losses.crossEntropy(scores, labels.stream().mapToInt(Integer::intValue).toArray());
  }
}
