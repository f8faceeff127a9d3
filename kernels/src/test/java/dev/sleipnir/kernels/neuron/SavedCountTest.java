package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.equation.Surrogate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What training costs in memory: values saved for each neuron and step. */
class SavedCountTest {
  private static int saved(String text, Surrogate surrogate, boolean learned) {
    return Trial.of(NeuronModel.parse(text), surrogate, false, learned, 1, 1).compiled.saved();
  }

  @Test
  void familiesSaveFew() {
    assertEquals(1, saved(TestModels.LIF, Surrogate.SUPER, false), "LIF: the potential");
    assertEquals(0, saved(TestModels.LI, Surrogate.SUPER, false), "LI is linear");
    assertEquals(2, saved(TestModels.LSNN, Surrogate.SUPER, false), "potential and distance");
    assertEquals(2, saved(TestModels.IZHIKEVICH, Surrogate.SUPER, false));
    assertEquals(2, saved(TestModels.ADEX, Surrogate.SUPER, false));
  }

  @Test
  void learnedParametersSaveWhatTheyMultiply() {
    assertEquals(2, saved(TestModels.LI, Surrogate.SUPER, true), "potential and current");
    assertEquals(2, saved(TestModels.LIF, Surrogate.SUPER, true));
  }

  /** A spike that passes no gradient still chooses the reset's. */
  @Test
  void whatOnlyChoosesIsSavedToo() {
    assertEquals(1, saved(TestModels.LIF, Surrogate.HEAVISIDE, false));
    String readout = TestModels.LIF.replace("v = (1 - z) * u + z * v_reset", "v = u");
    assertEquals(0, saved(readout, Surrogate.HEAVISIDE, false));
    assertEquals(0, saved(readout, Surrogate.STRAIGHT_THROUGH, false));
    assertEquals(1, saved(readout, Surrogate.SUPER, false));
  }

  /** The nearest value is saved, not what it was made of. */
  @Test
  void ofEquallyFewThoseThatLeaveTheLeastToCompute() {
    for (String value : List.of("exp(exp(x))", "tanh(exp(x) + 1)")) {
      var model = NeuronModel.parse("model m\ninput x\nu = " + value + "\noutput u");
      Trial trial = Trial.of(model, Surrogate.SUPER, false, true, 5, 1);
      Trial.Run run = trial.saving();
      assertEquals(1, run.saved.length);
      for (int e = 0; e < 5; e++) {
        double expected = Math.exp(trial.read[0][e]);
        assertEquals(expected, run.saved[0][e], 1e-4 * expected, value);
      }
    }
  }
}
