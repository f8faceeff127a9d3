package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.LiCell;
import dev.sleipnir.model.neuron.LiParameters;
import dev.sleipnir.model.neuron.LifCell;
import dev.sleipnir.model.neuron.LifParameters;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Populations of neurons. Each case is run twice: one step at a time without a tape, comparing
 * outputs and states after every step, and recorded on a tape, comparing outputs, final states and
 * gradients.
 */
final class NeuronTargets {
  static final Map<String, TargetRunner> ALL =
      Map.ofEntries(
          Map.entry("lif.feed_forward", (c, out) -> run(c, out, NeuronTargets::lif)),
          Map.entry(
              "leaky_integrator.feed_forward",
              (c, out) -> run(c, out, of -> li(of, /* weights= */ null))),
          Map.entry(
              "leaky_integrator.linear",
              (c, out) -> run(c, out, of -> li(of, new Linear(of.input("w_in"), null)))));

  private NeuronTargets() {}

  /**
   * What a case is about.
   *
   * @param weights applied to the input first, if any
   * @param cell the neurons
   * @param initialState the library's own initial state, from the shape of a step
   * @param learned parameters by the name their gradient has in the case, such as {@code w_in} or
   *     {@code parameters/v_th}
   */
  record Population(
      @Nullable Linear weights,
      StatefulLayer cell,
      Function<int[], NeuronState> initialState,
      Map<String, Parameter> learned) {

    Tensor drive(Tensor x) {
      return weights == null ? x : weights.forward(x);
    }
  }

  private static Population lif(CaseFile c) {
    LifCell cell = new LifCell(lif(c.parameters()), c.dt());
    return new Population(null, cell, cell::initialState, Map.of());
  }

  private static Population li(CaseFile c, @Nullable Linear weights) {
    LiCell cell = new LiCell(li(c.parameters()), c.dt());
    return new Population(
        weights,
        cell,
        cell::initialState,
        weights == null ? Map.of() : Map.of("w_in", weights.weight()));
  }

  static LifParameters lif(JsonNode p) {
    requireSuperSpike(p);
    return new LifParameters(
        CaseFile.number(p, "tau_syn_inv"),
        CaseFile.number(p, "tau_mem_inv"),
        CaseFile.number(p, "v_leak"),
        CaseFile.number(p, "v_th"),
        CaseFile.number(p, "v_reset"),
        CaseFile.number(p, "alpha"));
  }

  static LiParameters li(JsonNode p) {
    return new LiParameters(
        CaseFile.number(p, "tau_syn_inv"),
        CaseFile.number(p, "tau_mem_inv"),
        CaseFile.number(p, "v_leak"));
  }

  private static void requireSuperSpike(JsonNode p) {
    String method = p.path("method").asString("super");
    if (!method.equals("super")) {
      throw new UnsupportedCase("surrogate " + method);
    }
  }

  /**
   * Runs a case.
   *
   * @param population makes the neurons anew for each way of running them
   */
  static void run(CaseFile c, Comparison out, Function<CaseFile, Population> population) {
    String output = c.has("/expected/z") ? "z" : "output";
    runSteps(c, out, population.apply(c), output);
    runOnTape(c, out, population.apply(c), output);
  }

  /** The case's initial state, or the library's own where the case has none. */
  private static NeuronState initialState(CaseFile c, Population of, String output) {
    int[] sequence = c.tensor("/expected/" + output).shape();
    NeuronState state = of.initialState().apply(Arrays.copyOfRange(sequence, 1, sequence.length));
    if (c.hasInitialState()) {
      c.setInitialState(state);
    }
    return state;
  }

  /** One step at a time without a tape: output and state after every step. */
  private static void runSteps(CaseFile c, Comparison out, Population of, String output) {
    out.way("one step at a time");
    Tensor x = c.input("x");
    NeuronState state = c.hasInitialState() ? initialState(c, of, output) : null;
    for (int t = 0; t < x.dim(0); t++) {
      Step step = of.cell().step(of.drive(Comparison.step(x, t)), state);
      state = (NeuronState) step.state();
      out.step("/expected/" + output, t, step.output());
      for (Map.Entry<String, JsonNode> variable : c.entries("/expected/state")) {
        String name = variable.getKey();
        out.step("/expected/state/" + name, t, state.get(name));
      }
    }
  }

  /** The whole sequence on a tape, in one call or in steps: output, final state, gradients. */
  private static void runOnTape(CaseFile c, Comparison out, Population of, String output) {
    out.way(c.isCell() ? "step by step on a tape" : "whole sequence on a tape");
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(c.input("x"));
      Tensor drive = of.weights() == null ? x : Lift.of(of.weights()).forward(x);
      NeuronState state = initialState(c, of, output);
      Tensor outputs =
          c.isCell()
              ? steps(of.cell(), drive, state)
              : Lift.of(of.cell()).run(drive, state).output();
      out.series("/expected/" + output, outputs);
      int last = x.dim(0) - 1;
      for (Map.Entry<String, JsonNode> variable : c.entries("/expected/state")) {
        String name = variable.getKey();
        out.step("/expected/state/" + name, last, state.get(name));
      }
      if (!c.has("/vjp")) {
        return;
      }
      for (Map.Entry<String, JsonNode> cotangent : c.entries("/vjp/cotangents/state_final")) {
        String name = cotangent.getKey();
        state.setFinalGradient(
            name, c.tensor("/vjp/cotangents/state_final/" + name).toTensor(), tape);
      }
      tape.backward(outputs, c.tensor("/vjp/cotangents/" + output).toTensor());
      if (c.has("/vjp/expected/x")) {
        out.series("/vjp/expected/x", x.gradient());
      }
      for (Map.Entry<String, JsonNode> variable : c.entries("/vjp/expected/initial_state")) {
        String name = variable.getKey();
        out.value("/vjp/expected/initial_state/" + name, state.gradient(name));
      }
      for (Map.Entry<String, Parameter> learned : of.learned().entrySet()) {
        String pointer = "/vjp/expected/" + learned.getKey();
        if (c.has(pointer)) {
          out.gradient(pointer, learned.getValue());
        }
      }
    }
  }

  private static Tensor steps(StatefulLayer cell, Tensor drive, NeuronState state) {
    List<Tensor> outputs = new ArrayList<>();
    for (int t = 0; t < drive.dim(0); t++) {
      outputs.add(cell.step(Comparison.step(drive, t), state).output());
    }
    Tensor all = Tensor.concatenate(outputs);
    int[] step = outputs.getFirst().shape();
    int[] shape = new int[step.length + 1];
    shape[0] = drive.dim(0);
    System.arraycopy(step, 0, shape, 1, step.length);
    return all.reshape(shape);
  }
}
