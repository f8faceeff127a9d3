package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Models compile fast enough to be typed and tried, and large ones do or say why not. */
class CompileTimeTest {
  private static final long LIMIT_NANOS = 2_000_000_000L;

  /** Bounds far above what it takes, for machines that are busy. */
  @Test
  void isShort() {
    for (String text : TestModels.ALL) {
      long start = System.nanoTime();
      Trial trial = Trial.of(NeuronModel.parse(text), Surrogate.SUPER, false, true, 64, 1);
      Gradients.of(trial);
      trial.forward();
      long took = System.nanoTime() - start;
      assertTrue(took < LIMIT_NANOS, () -> trial.model + ": " + took / 1_000_000 + " ms");
    }
  }

  private static String chain(int lines) {
    var text = new StringBuilder("model chain\nparameters a = 0.5\nstate v = 0\ninput x\nu0 = x\n");
    for (int line = 1; line <= lines; line++) {
      text.append("u%d = a * u%d + tanh(v)\n".formatted(line, line - 1));
    }
    return text.append("v = u%d\noutput v\n".formatted(lines)).toString();
  }

  @Test
  void longModels() {
    Trial trial = Trial.of(NeuronModel.parse(chain(100)), Surrogate.SUPER, false, true, 7, 2);
    Trial.Run run = trial.forward();
    for (int e = 0; e < trial.n; e++) {
      assertEquals(trial.reference(e)[1], run.output[trial.n + e], 1e-5);
    }
    Gradients.of(trial);
  }

  @Test
  void modelsThatAreTooLong() {
    NeuronModel model = NeuronModel.parse(chain(2000));
    long start = System.nanoTime();
    Trial trial = Trial.of(model, Surrogate.SUPER, false, true, 1, 1);
    var e = assertThrows(IllegalArgumentException.class, trial::forward);
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith("chain forward: expected a model of less than 8000 bytecodes per step"),
        e::getMessage);
    assertTrue(System.nanoTime() - start < 10 * LIMIT_NANOS);
  }

  @Test
  void aLineThatIsTooLongIsNamed() {
    String line = "v = x" + " + x * v".repeat(3000);
    NeuronModel model =
        NeuronModel.parse("model sum\nstate v = 0\ninput x\nu = 2 * x\n" + line + "\noutput u");
    Trial trial = Trial.of(model, Surrogate.SUPER, false, true, 1, 1);
    var e = assertThrows(IllegalArgumentException.class, trial::forward);
    assertTrue(
        String.valueOf(e.getMessage()).endsWith("; the longest line is line 5, column 1"),
        e::getMessage);
  }

  /** What is the same for all neurons is computed once, however often it is named. */
  @Test
  void doublingsOfParameters() {
    var text = new StringBuilder("model m\nparameters p = 1\ninput x\nq0 = p\n");
    for (int line = 1; line <= 60; line++) {
      text.append("q%d = q%d + q%d\n".formatted(line, line - 1, line - 1));
    }
    var model = NeuronModel.parse(text + "u = x * q60\noutput u");
    var form = new NeuronForm(Surrogate.SUPER, List.of(false), List.of(false), false);
    CompiledNeuron compiled = model.compile(form);
    double p = model.parameterValues(Map.of())[0];
    float[][] series = {{2}, {0}};
    compiled.run(
        Stepper.Way.FORWARD,
        compiled.constants(new double[] {p, Trial.DT, 1}),
        Trial.NONE,
        series,
        Trial.NONE,
        0,
        1,
        1,
        0,
        1,
        0);
    assertEquals(Math.pow(2, 61), series[1][0]);
  }
}
