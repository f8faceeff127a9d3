package dev.sleipnir.kernels.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.EquationException;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleModelTest {
  private static final String STDP =
      """
      rule stdp   # pairs
      parameters eta = 0.001, tau = 0.02 (s), w_min = 0,
          w_max = 2 * w_min + 1
      require eta >= 0
      trace x of pre  decay 1 / tau jump 1
      trace y of post decay 1 / tau jump 1
      on pre  w = w - eta * y
      on post w = w + eta *
          x
      bounds w_min, w_max
      """;

  private static void rejected(String from, String to, int line, int column, String message) {
    assertTrue(STDP.contains(from), from);
    var e =
        assertThrows(
            EquationException.class, () -> RuleModel.parse(STDP.replace(from, to)), message);
    String got = String.valueOf(e.getMessage());
    assertTrue(got.contains(message), got);
    assertEquals(line + ":" + column, e.line() + ":" + e.column(), got);
  }

  @Test
  void reads() {
    RuleModel model = RuleModel.parse(STDP);
    assertEquals("stdp", model.name());
    assertEquals(List.of("eta", "tau", "w_min", "w_max"), model.parameters());
    assertEquals(List.of("x"), model.traces(Side.PRE));
    assertEquals(List.of("y"), model.traces(Side.POST));
    assertTrue(model.acts(Side.PRE) && model.acts(Side.POST));
  }

  @Test
  void namesThePlaceOfAnError() {
    rejected("- eta * y", "- etta * y", 7, 17, "got 'etta' (did you mean 'eta'?)");
    rejected("on pre  w", "on pre  v", 7, 9, "variable of the synapse, got 'v'");
    rejected("on pre ", "on both", 7, 4, "expected 'pre', 'post' or 'step', got 'both'");
    rejected("of pre ", "of all ", 5, 12, "expected 'pre' or 'post', got 'all'");
    rejected("decay 1 / tau jump 1\ntrace y", "jump 1\ntrace y", 5, 17, "expected 'decay'");
    rejected("trace y", "trace x", 6, 7, "expected a new name, got 'x' a second time");
    rejected("trace y", "trace w", 6, 7, "which is the weight");
    rejected("trace y", "trace jump", 6, 7, "which is a word of rules");
    rejected("bounds w_min,", "bounds", 10, 13, "expected ','");
    rejected("bounds w_min,", "bounds x,", 10, 8, "expected a parameter or a number, got 'x'");
    rejected("rule stdp", "model stdp", 1, 1, "expected 'rule' and its name");
    rejected("require", "requires", 4, 1, "did you mean 'require'?");
    rejected("w - eta * y", "w - spike(y)", 7, 17, "got 'spike'");
    rejected("w - eta * y", "w > eta * y", 7, 15, "expected a number");
    rejected("w_max = 2 * w_min", "w_max = 2 * w_max", 3, 5, "the cycle w_max -> w_max");
    rejected(
        "require eta >= 0", "on post w = 0", 8, 9, "expected one line 'on post w', got a second");
  }

  @Test
  void demandsAnEvent() {
    var e =
        assertThrows(
            EquationException.class, () -> RuleModel.parse("rule none\nparameters a = 1\n"));
    String got = String.valueOf(e.getMessage());
    assertTrue(got.contains("expected a line 'on pre', 'on post', 'on step' or 'deliver'"), got);
  }

  private static String refused(Map<String, Double> values, double dt) {
    return String.valueOf(
        assertThrows(
                IllegalArgumentException.class,
                () -> RuleModel.parse(STDP).constants(values, dt, RuleSettings.DEFAULT))
            .getMessage());
  }

  @Test
  void checksNumbers() {
    assertEquals(
        "stdp: expected w_min < w_max, got 0.0 and -1.0", refused(Map.of("w_max", -1.0), 0.001));
    assertEquals(
        "stdp: expected a positive rate of decay 1 / tau of trace x, got -50.0",
        refused(Map.of("tau", -0.02), 0.001));
    assertTrue(refused(Map.of("tau", 0.0), 0.001).contains("positive rate of decay"));
    assertEquals("stdp: expected eta >= 0, got {eta=-1.0}", refused(Map.of("eta", -1.0), 0.001));
    assertEquals("stdp: expected a finite eta, got NaN", refused(Map.of("eta", Double.NaN), 1));
    assertEquals("stdp: expected a positive dt, got 0.0", refused(Map.of(), 0));
    assertTrue(refused(Map.of("etta", 1.0), 0.001).contains("expected one of the parameters"));
  }

  @Test
  void defaultsFollowWhatIsGiven() {
    RuleConstants constants =
        RuleModel.parse(STDP).constants(Map.of("w_min", 3.0), 0.001, RuleSettings.DEFAULT);
    assertEquals(3f, constants.low());
    assertEquals(7f, constants.high());
  }
}
