package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NeuronModelTest {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model m
          parameters late = 2 * early, early = 3 + base, base = 1, limit = 10
          require early > 0, late < limit or base == 0
          state v = late - early, w = 0.5
          input x
          dv/dt = x
          threshold v > limit
          refractory 0.01
          output z
          """);

  private static void refuse(String message, Runnable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }

  /** Populations of networks may be so, layers not. */
  @Test
  void layersHaveInputsAndRefractoryTimes() {
    refuse(
        "m: expected at least one input, as layers have, got none",
        () -> NeuronModel.parse("model m\nu = 1\noutput u"));
    refuse(
        "m, \"refractory while v > 0 holds v\": expected a time, as layers have, got a condition",
        () ->
            NeuronModel.parse(
                """
                model m
                state v = 0
                input x
                dv/dt = x
                threshold v >= 1
                refractory while v > 0 holds v
                """));
    refuse(
        "m, \"event high when v > 1\": expected spikes alone, as layers have, got another event",
        () ->
            NeuronModel.parse(
                "model m\nstate v = 0\ninput x\nv = x\nevent high when v > 1\noutput v"));
  }

  @Test
  void defaultsFollowWhatIsGiven() {
    assertArrayEquals(new double[] {8, 4, 1, 10}, MODEL.parameterValues(Map.of()));
    assertArrayEquals(new double[] {10, 5, 2, 10}, MODEL.parameterValues(Map.of("base", 2.)));
    assertArrayEquals(
        new double[] {-2, -1, 2, 10}, MODEL.parameterValues(Map.of("base", 2., "early", -1.)));
    refuse(
        "m: expected one of the parameters [late, early, base, limit], got 'bas'",
        () -> MODEL.parameterValues(Map.of("bas", 2.)));
  }

  @Test
  void statesStartWhereTheySay() {
    double[] parameters = MODEL.parameterValues(Map.of());
    assertEquals(List.of("v", "w", "rho"), MODEL.states());
    assertEquals(4, MODEL.initialValue(0, parameters));
    assertEquals(0.5, MODEL.initialValue(1, parameters));
    assertEquals(0, MODEL.initialValue(2, parameters));
  }

  @Test
  void requirementsAreChecked() {
    MODEL.check(new double[] {8, 4, 1, 10});
    MODEL.check(new double[] {80, 4, 0, 10});
    refuse(
        "m: expected early > 0, got {early=-4.0}", () -> MODEL.check(new double[] {8, -4, 1, 10}));
    refuse(
        "m: expected late < limit or base == 0, got {base=1.0, late=12.0, limit=10.0}",
        () -> MODEL.check(new double[] {12, 4, 1, 10}));
    refuse(
        "m: expected a finite base, got NaN",
        () -> MODEL.check(new double[] {8, 4, Double.NaN, 10}));
    refuse(
        "m: expected a finite limit, got Infinity",
        () -> MODEL.check(new double[] {8, 4, 1, Double.POSITIVE_INFINITY}));
  }

  @Test
  void formsAreCompiledOnce() {
    List<Boolean> none = Collections.nCopies(4, false);
    CompiledNeuron compiled = MODEL.compile(new NeuronForm(Surrogate.SUPER, none, none, false));
    assertSame(compiled, MODEL.compile(new NeuronForm(Surrogate.SUPER, none, none, false)));
    assertFalse(compiled.equals(MODEL.compile(new NeuronForm(Surrogate.TANH, none, none, false))));
  }
}
