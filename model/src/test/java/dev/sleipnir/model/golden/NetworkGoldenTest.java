package dev.sleipnir.model.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.Module;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.LiCell;
import dev.sleipnir.model.neuron.LifCell;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whole networks against reference cases. */
class NetworkGoldenTest {
  private static final Set<String> LAYERS =
      Set.of(
          "linear",
          "conv2d",
          "maxpool2d",
          "flatten",
          "relu",
          "scale",
          "lif",
          "leaky_integrator",
          "leaky_integrator_linear");

  @Test
  void perceptrons() throws IOException {
    GoldenCases.run(
        "network.sequential", 4, NetworkGoldenTest::isBuildable, NetworkGoldenTest::check);
  }

  @Test
  void convolutionalNetworks() throws IOException {
    GoldenCases.run(
        "network.sequential_conv", 3, NetworkGoldenTest::isBuildable, NetworkGoldenTest::check);
  }

  private static boolean isBuildable(GoldenCase golden) {
    return golden
        .parameters()
        .get("layers")
        .valueStream()
        .allMatch(layer -> LAYERS.contains(layer.get("type").asString()));
  }

  private static Module module(GoldenCase golden, JsonNode layer) {
    JsonNode p = layer.get("parameters");
    return switch (layer.get("type").asString()) {
      case "linear" -> linear(golden, layer);
      case "conv2d" ->
          new Conv2d(
              golden.input(layer.get("weight").asString()),
              bias(golden, layer),
              layer.get("stride").intValue(),
              layer.get("padding").intValue(),
              1);
      case "maxpool2d" ->
          new MaxPool2d(layer.get("kernel").intValue(), layer.get("stride").intValue(), 0);
      case "flatten" -> new Flatten();
      case "relu" -> new Relu();
      case "scale" -> new Scale(GoldenCase.number(layer, "factor"));
      case "lif" -> new LifCell(GoldenCase.lif(p), golden.dt());
      case "leaky_integrator" -> new LiCell(GoldenCase.li(p), golden.dt());
      case "leaky_integrator_linear" ->
          new SequentialState(linear(golden, layer), new LiCell(GoldenCase.li(p), golden.dt()));
      default -> throw new IllegalArgumentException(layer.toString());
    };
  }

  private static Linear linear(GoldenCase golden, JsonNode layer) {
    return new Linear(golden.input(layer.get("weight").asString()), bias(golden, layer));
  }

  private static @Nullable Tensor bias(GoldenCase golden, JsonNode layer) {
    JsonNode bias = layer.get("bias");
    return bias == null || bias.isNull() ? null : golden.input(bias.asString());
  }

  private static void check(GoldenCase golden) {
    List<Module> modules = new ArrayList<>();
    for (JsonNode layer : golden.parameters().get("layers")) {
      modules.add(module(golden, layer));
    }
    var network = new SequentialState(modules.toArray(Module[]::new));
    checkSteps(golden, network);
    checkSequence(golden, network);
  }

  /** One step at a time without a tape: output of every step, spike counts, final states. */
  private static void checkSteps(GoldenCase golden, SequentialState network) {
    Tensor x = golden.input("x");
    State state = null;
    for (int t = 0; t < x.dim(0); t++) {
      Tensor row = x.rows(t, t + 1).reshape(Arrays.copyOfRange(x.shape(), 1, x.rank()));
      List<Tensor> hidden = new ArrayList<>();
      Step step = network.step(row, state, hidden);
      state = step.state();
      golden.assertMatches(
          "output of step " + t,
          GoldenCase.step(golden.expected("output"), t),
          step.output().toArray());
      JsonNode counts = golden.expected("spike_counts");
      if (counts != null) {
        for (Map.Entry<String, JsonNode> count : counts.properties()) {
          assertEquals(
              GoldenCase.doubles(count.getValue())[t],
              hidden.get(Integer.parseInt(count.getKey())).sum().item(),
              golden + ", spikes of layer " + count.getKey() + " in step " + t);
        }
      }
    }
    checkFinalStates(golden, network, Objects.requireNonNull(state));
  }

  private static void checkFinalStates(GoldenCase golden, SequentialState network, State state) {
    for (Map.Entry<String, JsonNode> layer : golden.expected("final_state").properties()) {
      int m = Integer.parseInt(layer.getKey());
      State of = Objects.requireNonNull(network.stateOf(state, m));
      if (network.modules().get(m) instanceof SequentialState inner) {
        of = Objects.requireNonNull(inner.stateOf(of, 1));
      }
      for (Map.Entry<String, JsonNode> column : layer.getValue().properties()) {
        golden.assertMatches(
            "final " + column.getKey() + " of layer " + m,
            column.getValue(),
            ((NeuronState) of).get(column.getKey()));
      }
    }
  }

  /** The whole sequence on a tape: output, loss, gradients. */
  private static void checkSequence(GoldenCase golden, SequentialState network) {
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(golden.input("x"));
      Step run = Lift.of(network).run(x, null);
      golden.assertMatches("output", golden.expected("output"), run.output());
      checkFinalStates(golden, network, run.state());
      if (golden.parameters().get("loss").isNull()) {
        tape.backward(run.output(), GoldenCase.tensor(golden.cotangents().get("output")));
      } else {
        Tensor loss = Losses.crossEntropy(decode(golden, run.output()), golden.labels());
        golden.assertMatches(
            "loss",
            new double[] {golden.expected("loss").doubleValue()},
            new float[] {loss.item()});
        float factor = GoldenCase.number(golden.cotangents(), "loss");
        tape.backward(loss, Tensor.full(factor));
      }
      JsonNode forX = golden.expectedGradient("x");
      if (forX != null) {
        golden.assertMatches("gradient of x", forX, x.gradient());
      }
      for (int m = 0; m < network.modules().size(); m++) {
        for (Parameter parameter : network.modules().get(m).parameters()) {
          String name = m + "." + parameter.name();
          golden.assertMatches(
              "gradient of " + name,
              GoldenCase.doubles(Objects.requireNonNull(golden.expectedGradient(name), name)),
              parameter.gradient());
        }
      }
    }
  }

  private static Tensor decode(GoldenCase golden, Tensor output) {
    String reduction = golden.parameters().get("loss").get("reduction").asString();
    if (reduction.equals("max_over_time")) {
      return output.maxOverTime();
    }
    assertEquals("sum_over_time", reduction);
    Tensor sum = output.rows(0, 1);
    for (int t = 1; t < output.dim(0); t++) {
      sum = sum.add(output.rows(t, t + 1));
    }
    return sum.reshape(output.dim(1), output.dim(2));
  }
}
