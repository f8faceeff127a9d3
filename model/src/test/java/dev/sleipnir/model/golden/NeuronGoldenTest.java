package dev.sleipnir.model.golden;

import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.LiCell;
import dev.sleipnir.model.neuron.LifCell;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Populations of neurons against reference cases. */
class NeuronGoldenTest {
  @Test
  void lif() throws IOException {
    GoldenCases.run(
        "lif.feed_forward",
        15,
        GoldenCase::isSuperSpikeWithScalarParameters,
        golden -> {
          LifCell cell = new LifCell(GoldenCase.lif(golden.parameters()), golden.dt());
          check(golden, null, cell, cell.initialState(stepShape(golden.expected("z"))), "z");
        });
  }

  @Test
  void leakyIntegrator() throws IOException {
    GoldenCases.run(
        "leaky_integrator.feed_forward",
        7,
        GoldenCase::isSuperSpikeWithScalarParameters,
        golden -> {
          LiCell cell = new LiCell(GoldenCase.li(golden.parameters()), golden.dt());
          NeuronState initial = cell.initialState(stepShape(golden.expected("output")));
          check(golden, null, cell, initial, "output");
        });
  }

  @Test
  void leakyIntegratorWithWeights() throws IOException {
    GoldenCases.run(
        "leaky_integrator.linear",
        3,
        GoldenCase::isSuperSpikeWithScalarParameters,
        golden -> {
          LiCell cell = new LiCell(GoldenCase.li(golden.parameters()), golden.dt());
          NeuronState initial = cell.initialState(stepShape(golden.expected("output")));
          check(golden, new Linear(golden.input("w_in"), null), cell, initial, "output");
        });
  }

  private static int[] stepShape(JsonNode sequence) {
    int[] shape = GoldenCase.shape(sequence);
    return Arrays.copyOfRange(shape, 1, shape.length);
  }

  private static void check(
      GoldenCase golden,
      @Nullable Linear weights,
      StatefulLayer cell,
      NeuronState initial,
      String output) {
    boolean given = golden.setInitialState(initial);
    checkSteps(golden, weights, cell, given ? initial.copy() : null, output);
    checkSequence(golden, weights, cell, initial, output);
  }

  /** One step at a time without a tape: output and state after every step. */
  private static void checkSteps(
      GoldenCase golden,
      @Nullable Linear weights,
      StatefulLayer cell,
      @Nullable NeuronState initial,
      String output) {
    Tensor x = golden.input("x");
    NeuronState state = initial;
    for (int t = 0; t < x.dim(0); t++) {
      Tensor row = x.rows(t, t + 1).reshape(Arrays.copyOfRange(x.shape(), 1, x.rank()));
      Step step = cell.step(weights == null ? row : weights.forward(row), state);
      if (state != null) {
        assertSame(state, step.state());
      }
      state = (NeuronState) step.state();
      golden.assertMatches(
          output + " of step " + t,
          GoldenCase.step(golden.expected(output), t),
          step.output().toArray());
      for (String name : state.names()) {
        golden.assertMatches(
            name + " after step " + t,
            GoldenCase.step(golden.expected("state").get(name), t),
            state.get(name).toArray());
      }
    }
  }

  /** The whole sequence on a tape: output, final state, gradients. */
  private static void checkSequence(
      GoldenCase golden,
      @Nullable Linear weights,
      StatefulLayer cell,
      NeuronState state,
      String output) {
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(golden.input("x"));
      Tensor drive = weights == null ? x : Lift.of(weights).forward(x);
      Tensor out = Lift.of(cell).run(drive, state).output();
      golden.assertMatches(output, golden.expected(output), out);
      int last = x.dim(0) - 1;
      for (String name : state.names()) {
        golden.assertMatches(
            name + " at the end",
            GoldenCase.step(golden.expected("state").get(name), last),
            state.get(name).toArray());
        JsonNode cotangent = golden.cotangents().get("state_final").get(name);
        state.setFinalGradient(name, GoldenCase.tensor(cotangent), tape);
      }
      tape.backward(out, GoldenCase.tensor(golden.cotangents().get(output)));
      golden.assertMatches(
          "gradient of x", Objects.requireNonNull(golden.expectedGradient("x")), x.gradient());
      if (weights != null) {
        golden.assertMatches(
            "gradient of w_in",
            GoldenCase.doubles(Objects.requireNonNull(golden.expectedGradient("w_in"))),
            weights.weight().gradient());
      }
      JsonNode initial = golden.expectedGradient("initial_state");
      if (initial != null) {
        for (String name : state.names()) {
          golden.assertMatches(
              "gradient of initial " + name, initial.get(name), state.gradient(name));
        }
      }
    }
  }
}
