package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.rule.RuleModel;
import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule is the same however it is laid out, and another where it does something else. */
class RuleIdentityTest {
  private static final String TEXT =
      """
      rule pairs
      parameters eta = 0.01, tau = 0.02 (s)
      require tau > 0
      trace x of pre decay 1 / tau jump 1
      on post w = w + eta * x
      bounds 0, 1
      """;

  private static final String LAID_OUT =
      """
      # the same
      rule   pairs
      parameters eta = 1e-2,
          tau = 20e-3 (seconds)    # with another unit
      bounds 0, 1.0

      on post w = w + (eta*x)
      trace x of pre decay (1/tau) jump 1
      """;

  @TempDir private Path folder;

  private static DenseSynapses synapses(LearningRule rule) {
    return rule.dense(new Parameter("w", Tensor.full(0.5f, 2, 3)));
  }

  private Path saved(LearningRule rule) throws IOException {
    DenseSynapses synapses = synapses(rule);
    Path file = folder.resolve("saved");
    synapses.save(file, synapses.initialState(1));
    return file;
  }

  private static String refusal(LearningRule rule, Path file) {
    DenseSynapses synapses = synapses(rule);
    String message =
        String.valueOf(assertThrows(IOException.class, () -> synapses.load(file)).getMessage());
    String start = "DenseSynapses " + file + ": rule: ";
    assertEquals(start, message.substring(0, Math.min(start.length(), message.length())));
    return message.substring(start.length());
  }

  @Test
  void layoutCommentsAndUnitsDoNotMatter() throws IOException {
    Path file = saved(LearningRule.parse(TEXT));
    synapses(LearningRule.parse(LAID_OUT)).load(file);
    synapses(LearningRule.parse(TEXT).with("eta", 0.01)).load(file);
    String other = TEXT.replace("eta = 0.01", "eta = 0.5");
    synapses(LearningRule.parse(other).with("eta", 0.01)).load(file);
    assertEquals(
        LearningRule.parse(TEXT).identity(), LearningRule.of(RuleModel.parse(LAID_OUT)).identity());
  }

  @Test
  void theFirstDifferenceIsNamed() throws IOException {
    LearningRule rule = LearningRule.parse(TEXT);
    Path file = saved(rule);
    assertEquals(
        "expected parameters eta = 0.1, tau = 0.02, got parameters eta = 0.01, tau = 0.02",
        refusal(rule.with("eta", 0.1), file));
    assertEquals(
        "expected on post w = w + 2 * eta * x, got on post w = w + eta * x",
        refusal(LearningRule.parse(TEXT.replace("eta * x", "2 * eta * x")), file));
    assertEquals("expected dt = 0.002, got dt = 0.001", refusal(rule.dt(0.002), file));
    assertEquals(
        "expected jump = UNIT, got jump = EULER", refusal(rule.jump(TraceJump.UNIT), file));
    assertEquals(
        "expected delivery = before weights change, got delivery = after weights change",
        refusal(rule.deliverFirst(true), file));
    assertEquals("expected rule stdp_additive, got rule pairs", refusal(Stdp.additive(), file));
    assertEquals(
        "expected bounds 0, 1, got dt = 0.001",
        refusal(rule, saved(LearningRule.parse(TEXT.replace("bounds 0, 1\n", "")))));
  }

  /** Files as they were before the text was part of them. */
  @Test
  void earlierFilesAreRead() throws IOException {
    LearningRule rule = Stdp.additive().with("eta_plus", 0.05);
    String before =
        "stdp_additive(eta_plus = 0.05, dt = 0.001), RuleSettings[jump=EULER, pairing=ALL_TO_ALL,"
            + " order=SPIKES_FIRST, coincidence=ADDED, reduction=SUM, hardBounds=true], equations"
            + " 569e5d73";
    DenseSynapses synapses = synapses(rule);
    TraceState state = synapses.initialState(1);
    Path file = folder.resolve("before");
    Archive.write(
        file,
        "DenseSynapses",
        out -> {
          out.text(before);
          out.number(2);
          out.number(3);
          out.number(7);
          out.floats(new float[] {0, 0.25f, 0.5f, 0.75f, 1, 0});
          out.number(1);
          state.write(out);
        });
    synapses.load(file);
    assertEquals(0.75f, synapses.weights().data()[3]);
    assertNotEquals(before, rule.identity());
    String message = refusal(Stdp.additive(), file);
    assertTrue(
        message.startsWith("expected rule stdp_additive, got stdp_additive(eta_plus = 0.05, "),
        message);
  }
}
